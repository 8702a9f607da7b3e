import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { proveEntry } from '../../packages/cordon/src/audit/prove-entry.ts'
import { describeWithTool } from '../support/debian.ts'
import { type AnchoredLog, createAnchoredLog } from './anchored-log.ts'
import { type Auditor, buildAuditor } from './auditor.ts'

describeWithTool('go', 'a third party’s program, on x/mod alone', () => {
  let log: AnchoredLog
  let auditor: Auditor
  let since: string
  beforeAll(async () => {
    log = await createAnchoredLog(400)
    auditor = buildAuditor()
    since = join(log.desk, 'kept')
    writeFileSync(since, log.kept)
  })
  afterAll(async () => {
    auditor.remove()
    await log.remove()
  })

  const audit = (dir: string) => auditor.run(['tree', dir, log.vkey, '-since', since, '-witness', log.witnessVkey])

  it('accepts an exported log: entries, tiles, a kept checkpoint, a cosignature', () => {
    const { ok, said } = audit(log.tiles)
    expect(said).toContain(`OK cordon/test ${log.size} entries, 2 signatures`)
    expect(ok).toBe(true)
  })

  it('accepts the proof of any entry, with the witness’s word', async () => {
    for (const index of [0, 1, 255, 256, 511, log.size - 1]) {
      const { proof, entry } = await proveEntry(log.journal, index)
      const files = [join(log.desk, 'proof'), join(log.desk, 'entry')] as const
      writeFileSync(files[0], proof)
      writeFileSync(files[1], entry)
      const { said } = auditor.run(['proof', log.vkey, ...files, '-witness', log.witnessVkey])
      expect(said).toBe(`OK cordon/test entry ${index} of ${log.size}, 2 signatures`)
      writeFileSync(files[1], Buffer.concat([entry, Buffer.of(32)]))
      expect(auditor.run(['proof', log.vkey, ...files]).ok).toBe(false)
    }
  })

  it('judges the vectors that are committed as they say', () => {
    const { log: vkey, ...vectors } = JSON.parse(readFileSync(VECTORS, 'utf8'))
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    const cases: { accept: boolean; laxer?: boolean; ask: object }[] = [
      ...vectors.inclusion.map(({ index, size, root, leaf, proof, accept }: Vector) => ({
        accept,
        ask: { Kind: 'inclusion', Index: index, Size2: size, Root1: leaf, Root2: root, Proof: proof },
      })),
      ...vectors.consistency.map(({ size1, size2, root1, root2, proof, accept }: Vector) => ({
        accept,
        ask: { Kind: 'consistency', Size1: size1, Size2: size2, Root1: root1, Root2: root2, Proof: proof },
      })),
      ...vectors.proofs.map(({ entry, text, accept, laxer }: Vector) => ({
        accept: accept || laxer === true,
        ask: { Kind: 'proof', Vkey: vkey, Text: base64(text ?? ''), Entry: base64(entry ?? '') },
      })),
      ...vectors.notes.map(({ text, accept }: Vector) => ({
        accept,
        ask: { Kind: 'note', Vkey: vkey, Text: base64(text ?? '') },
      })),
    ]
    expect(cases.length).toBeGreaterThan(80)
    expect(auditor.ask(cases.map(({ ask }) => ask))).toEqual(cases.map(({ accept }) => accept))
  })

  it.each([
    { what: 'a byte of an entry', file: 'tile/entries/000', change: (bytes: Buffer) => flip(bytes, 100) },
    { what: 'a byte of a tile', file: 'tile/0/001', change: (bytes: Buffer) => flip(bytes, 5) },
    { what: 'a byte of a tile above', file: 'tile/1/000.p/3', change: (bytes: Buffer) => flip(bytes, 5) },
    { what: 'a bundle', file: 'tile/entries/001', change: () => undefined },
    { what: 'a tile', file: 'tile/0/000', change: () => undefined },
    { what: 'the end of a bundle', file: 'tile/entries/001', change: (bytes: Buffer) => bytes.subarray(0, -1) },
    { what: 'the size', file: 'checkpoint', change: (bytes: Buffer) => edit(bytes, /^[0-9]+$/m, '500') },
    { what: 'the cosignature', file: 'checkpoint', change: (bytes: Buffer) => edit(bytes, /— witness.*\n/, '') },
  ])('refuses it with $what changed or gone', ({ file, change }) => {
    const copy = join(log.desk, 'copy')
    cpSync(log.tiles, copy, { recursive: true })
    const changed = change(readFileSync(join(copy, file)))
    if (changed === undefined) rmSync(join(copy, file))
    else writeFileSync(join(copy, file), changed)
    expect(audit(copy).said).toMatch(/^REJECT: /)
    rmSync(copy, { recursive: true })
  })
})

const VECTORS = join(import.meta.dirname, '../../packages/ledger/vectors/ledger.json')

interface Vector {
  readonly accept: boolean
  readonly laxer?: boolean
  readonly text?: string
  readonly entry?: string
  readonly [field: string]: unknown
}

function flip(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}

const edit = (bytes: Buffer, what: RegExp, to: string): Buffer => Buffer.from(bytes.toString().replace(what, to))
