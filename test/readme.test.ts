import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startBoundary, type TestBoundary } from './support/boundary.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Pages whose snippets stand alone; the ledger's is run by a test of its own, over a journal. */
const PAGES = ['README.md', 'packages/contract/README.md', 'packages/deid/README.md', 'packages/hospital/README.md']
const SNIPPETS = PAGES.flatMap((page) => {
  const blocks = [...readFileSync(join(ROOT, page), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)]
  return blocks.map(([, code = ''], n) => ({ name: `${page}, snippet ${n + 1}`, code }))
})

describe('every snippet of the READMEs runs as it stands', () => {
  let boundary: TestBoundary
  let folder: string

  beforeAll(async () => {
    boundary = await startBoundary()
    folder = mkdtempSync(join(ROOT, 'test', '.snippet-'))
    vi.stubEnv('CORDON_URL', boundary.url)
    vi.stubEnv('CORDON_API_KEY', boundary.key)
    vi.stubEnv('CORDON_PATIENT', boundary.world.patient)
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
    await boundary.close()
  })

  it.each(SNIPPETS)('$name', async ({ name, code }) => {
    const file = join(folder, `${name.replace(/\W+/g, '-')}.ts`)
    writeFileSync(file, code)
    const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    await import(file)
    expect(printed.mock.calls.length).toBe(code.match(/console\.log\(/g)?.length ?? 0)
    printed.mockRestore()
  })

  it('and there are some', () => {
    expect(SNIPPETS.length).toBeGreaterThanOrEqual(5)
  })
})
