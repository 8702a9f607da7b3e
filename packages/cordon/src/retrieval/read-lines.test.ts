import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLines } from './read-lines.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-lines-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(bytes: Uint8Array | string, max = 100_000) {
  const path = join(folder, 'file')
  await writeFile(path, bytes)
  const lines = []
  for await (const line of readLines(createReadStream(path), max)) lines.push(line)
  return lines
}

describe('readLines', () => {
  it('numbers lines as an editor does, and passes blank ones over', async () => {
    expect(await read('a\n\n  \nb\r\nc')).toEqual([
      { line: 1, text: 'a' },
      { line: 4, text: 'b\r' },
      { line: 5, text: 'c' },
    ])
    expect(await read('')).toEqual([])
    expect(await read('\uFEFFa\n')).toEqual([{ line: 1, text: 'a' }])
  })

  it('names a line that is too long, and reads on', async () => {
    const long = 'x'.repeat(300_000)
    expect(await read(`a\n${long}\nb\n`, 1_000)).toEqual([
      { line: 1, text: 'a' },
      { line: 2, bad: 'line is longer than 1000 bytes' },
      { line: 3, text: 'b' },
    ])
  })

  it('joins lines across blocks of the file', async () => {
    const lines = Array.from({ length: 50 }, (_, i) => `${i} ${'é'.repeat(3_000 + i)}`)
    expect((await read(lines.join('\n'))).map((line) => 'text' in line && line.text)).toEqual(lines)
  })

  it('names a line that is not UTF-8, and reads on', async () => {
    expect(await read(Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0x0a, 0x62]))).toEqual([
      { line: 1, text: 'a' },
      { line: 2, bad: 'not UTF-8' },
      { line: 3, text: 'b' },
    ])
  })
})
