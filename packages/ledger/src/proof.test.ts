import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utf8 } from './bytes.ts'
import { createKey, sha256, signHead } from './log.fixture.ts'
import { encodeProof, parseProof, verifyProof } from './proof.ts'
import { bundlePath, decodeBundle, encodeBundle, tilePath, tilesOf } from './tile.ts'
import { createFrontier, inclusionProof, leafHash } from './tree.ts'

const key = createKey('log.example/a')
const leaves = Array.from({ length: 21 }, (_, i) => utf8(`entry ${i}`))

async function proofOf(index: number): Promise<string> {
  const kept = new Map<string, Uint8Array>()
  const tree = createFrontier(sha256, (at, hash) => kept.set(`${at.level}/${at.index}`, hash))
  for (const leaf of leaves) tree.append(leafHash(sha256, leaf))
  const read = (at: readonly { level: number; index: number }[]) =>
    at.map(({ level, index: i }) => kept.get(`${level}/${i}`) ?? new Uint8Array(0))
  const hashes = await inclusionProof(index, leaves.length, read, sha256)
  return encodeProof({ index, hashes, checkpoint: await signHead(key, leaves) })
}

const claim = (index: number) => ({ entry: leaves[index] ?? new Uint8Array(0), log: key.verifier, sha256 })

describe('a tlog-proof', () => {
  it('shows an entry to be in the log, with nothing but the key', async () => {
    for (const index of [0, 7, 20]) {
      expect(await verifyProof(await proofOf(index), claim(index))).toMatchObject({ index, size: 21 })
    }
  })

  it('shows nothing of another entry, another place or another log', async () => {
    const proof = await proofOf(7)
    await expect(verifyProof(proof, claim(8))).rejects.toMatchObject({ code: 'proof_malformed' })
    await expect(verifyProof(proof.replace('index 7', 'index 6'), claim(7))).rejects.toMatchObject({
      code: 'proof_malformed',
    })
    const stranger = { ...claim(7), log: createKey('log.example/a').verifier }
    await expect(verifyProof(proof, stranger)).rejects.toMatchObject({ code: 'note_unsigned' })
  })

  it('may carry extra data, which is skipped', async () => {
    const proof = (await proofOf(7)).replace('\n', '\nextra AAECAw==\n')
    expect(await verifyProof(proof, claim(7))).toMatchObject({ index: 7 })
  })

  it('is read back as it was written, and with any one character changed shows nothing else', async () => {
    const proof = await proofOf(7)
    const read = parseProof(proof)
    expect(encodeProof(read)).toBe(proof)
    const change = fc.record({ at: fc.nat(proof.length - 1), to: fc.constantFrom('A', '0', '7', '=', '\n', ' ', '+') })
    await fc.assert(
      fc.asyncProperty(change, async ({ at, to }) => {
        const changed = proof.slice(0, at) + to + proof.slice(at + 1)
        const shown = await verifyProof(changed, claim(7)).catch(() => undefined)
        expect(shown === undefined || changed === proof).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    { what: 'a leading zero', change: (text: string) => text.replace('index 7', 'index 07') },
    { what: 'another header', change: (text: string) => text.replace('@v1', '@v2') },
    { what: 'no index', change: (text: string) => text.replace(/^index 7\n/m, '') },
    {
      what: 'a hash of 31 bytes',
      change: (text: string) => text.replace(/^.{43}=$/m, Buffer.alloc(31).toString('base64')),
    },
    { what: 'a hash that is no base64', change: (text: string) => text.replace(/^.{43}=$/m, '?') },
    {
      what: '64 hashes',
      change: (text: string) => text.replace(/^(.{43}=)$/m, Array.from({ length: 64 }, () => '$1').join('\n')),
    },
    { what: 'no checkpoint', change: (text: string) => text.split('\n\n')[0] ?? '' },
    { what: 'extra data twice', change: (text: string) => text.replace('\n', '\nextra AAEC\nextra AAEC\n') },
  ])('is malformed with $what', async ({ change }) => {
    const proof = await proofOf(7)
    expect(change(proof)).not.toBe(proof)
    expect(() => parseProof(change(proof))).toThrow(expect.objectContaining({ code: 'proof_malformed' }))
  })
})

describe('tiles', () => {
  it.each([
    { size: 0, paths: [] },
    { size: 1, paths: ['tile/0/000.p/1'] },
    { size: 256, paths: ['tile/0/000', 'tile/1/000.p/1'] },
    { size: 300, paths: ['tile/0/000', 'tile/0/001.p/44', 'tile/1/000.p/1'] },
  ])('of a log of $size entries are $paths', ({ size, paths }) => {
    expect(Array.from(tilesOf(size), tilePath)).toEqual(paths)
  })

  // The example of the specification.
  it('have their index in groups of three digits', () => {
    expect(tilePath({ level: 3, index: 1234067, width: 256 })).toBe('tile/3/x001/x234/067')
    expect(bundlePath({ index: 1000, width: 3 })).toBe('tile/entries/x001/000.p/3')
  })

  it('hold any entries and give them back; any bytes are read or refused', () => {
    const entry = fc.uint8Array({ maxLength: 300 })
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), fc.uint8Array({ maxLength: 200 }), (entries, bytes) => {
        expect(decodeBundle(encodeBundle(entries))).toEqual(entries)
        try {
          expect(encodeBundle(decodeBundle(bytes))).toEqual(bytes)
        } catch (error) {
          expect(error).toMatchObject({ code: 'tile_malformed' })
        }
      }),
    )
  })

  it('hold entries behind their lengths, and nothing else', () => {
    const entries = [new Uint8Array(0), utf8('a'), new Uint8Array(65_535).fill(7)]
    const bundle = encodeBundle(entries)
    expect(decodeBundle(bundle)).toEqual(entries)
    for (const bad of [bundle.subarray(0, -1), Buffer.concat([bundle, Uint8Array.of(0)])]) {
      expect(() => decodeBundle(bad)).toThrow(expect.objectContaining({ code: 'tile_malformed' }))
    }
    expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow(expect.objectContaining({ code: 'tile_malformed' }))
  })
})
