import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { decodeFrames } from './index.ts'
import { createKey, encodeEntries, entryAt, signHead, verifyEd25519 } from './log.fixture.ts'
import { verifyLog } from './verify.ts'

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')

describe('the README’s example', () => {
  it('runs as it is printed', async () => {
    const key = createKey('cordon/a')
    const entries = Array.from({ length: 5 }, (_, i) => entryAt(i))
    const leaves = entries.map(({ leaf }) => leaf)
    const given = {
      segment: encodeEntries(entries),
      checkpoint: await signHead(key, leaves),
      since: await signHead(key, leaves, 3),
      vkey: key.vkey,
      decodeFrames,
      verifyLog,
      createHash,
      verifyEd25519,
    }
    const code = /```ts\n(.*?)```/s.exec(readme)?.[1]?.replace(/^import .*$/gm, '') ?? ''
    const whole = `return (async () => { ${code}; return { ok, size, problems } })()`
    const run = compileFunction(whole, Object.keys(given))
    expect(await run(...Object.values(given))).toEqual({ ok: true, size: 5, problems: [] })
  })
})

describe('the package', () => {
  it('imports nothing from node: or from another package, so that a browser verifies too', () => {
    const sources = readdirSync(import.meta.dirname).filter((name) => !/\.(test|fixture)\.ts$/.test(name))
    for (const name of sources) {
      const imports = readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(/ from '([^']+)'/g)
      for (const [, from = ''] of imports) expect(from).toMatch(/^\.\/[a-z0-9-]+\.ts$/)
      expect(readFileSync(join(import.meta.dirname, name), 'utf8')).not.toMatch(/\bBuffer\b|\bprocess\b/)
    }
  })
})
