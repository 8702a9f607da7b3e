import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

const EXAMPLES = Array.from(README.matchAll(/```ts\n([\s\S]*?)```/g), ([, code = '']) => code)

describe('an example of the README', () => {
  it.each(EXAMPLES.map((code, n) => ({ n: n + 1, code })))('does what its comments say: $n', async ({ code }) => {
    const folder = mkdtempSync(join(tmpdir(), 'readme-'))
    try {
      const file = join(folder, 'example.ts')
      writeFileSync(file, runnable(code))
      const { said } = (await import(/* @vite-ignore */ file)) as { said: unknown[] }
      const promised = Array.from(code.matchAll(/^console\.log\(.*\) \/\/ (.*)$/gm), ([, comment = '']) => comment)
      expect(promised.length).toBeGreaterThan(0)
      expect(said.map(show)).toEqual(promised)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

function runnable(code: string): string {
  const source = JSON.stringify(new URL('./index.ts', import.meta.url).pathname)
  return `export const said: unknown[] = []\n${code
    .replace("'@cordon/deid'", source)
    .replaceAll('console.log(', 'said.push(')}`
}

/** Random tails are written `…` in a README. */
function show(said: unknown): string {
  const text =
    typeof said === 'string'
      ? said
      : JSON.stringify(said)
          .replace(/"(\w+)":/g, ' $1: ')
          .replace(/ ?\}$/, ' }')
  return text.replace(/-[0-9A-Z]{6}\]/g, '-…]')
}
