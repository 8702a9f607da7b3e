import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase64, fromUtf8, toBase64, toBase64Url, utf8 } from './bytes.ts'
import { crc32c } from './crc32c.ts'
import { decodeFrames, encodeFrame, type Frame, sealedBytesMax } from './frame.ts'
import { encodeLeaf, parseLeaf } from './leaf.ts'
import { entryAt } from './log.fixture.ts'

/** Groups of frames, as the journal writes them; where each frame starts. */
function written(groups: readonly number[]) {
  const frames = groups.flatMap((size, g) =>
    Array.from({ length: size }, (_, i) => encodeFrame({ ...entryAt(10 * g + i), opensGroup: i === 0 })),
  )
  const starts = frames.map((_, i) => frames.slice(0, i).reduce((sum, frame) => sum + frame.length, 0))
  return { bytes: Uint8Array.from(Buffer.concat(frames)), starts }
}

const kinds = (bytes: Uint8Array): readonly string[] => [...decodeFrames(bytes)].map(({ kind }) => kind)

describe('frames', () => {
  it('come back as they were written', () => {
    const part = fc.record({
      leaf: fc.uint8Array({ minLength: 1, maxLength: 400 }),
      body: fc.uint8Array({ maxLength: 400 }),
      opensGroup: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const read = [...decodeFrames(Buffer.concat(parts.map(encodeFrame)))] as Frame[]
        const back = read.map(({ leaf, body, opensGroup }) => ({ leaf: [...leaf], body: [...body], opensGroup }))
        expect(back).toEqual(
          parts.map(({ leaf, body, opensGroup }) => ({ leaf: [...leaf], body: [...body], opensGroup })),
        )
      }),
      { numRuns: 100, seed: 1 },
    )
  })

  it('are torn at the end wherever the last group is cut, at every byte', () => {
    const { bytes, starts } = written([1, 2, 3])
    const [, , , fourth = 0] = starts
    for (let end = fourth + 1; end < bytes.length; end++) {
      const read = [...decodeFrames(bytes.subarray(0, end))]
      const whole = starts.filter((start, i) => (starts[i + 1] ?? bytes.length) <= end && start < end).length
      const last = read.at(-1)
      expect(read.filter(({ kind }) => kind === 'frame')).toHaveLength(whole)
      if (starts.includes(end)) expect(last?.kind).toBe('frame')
      else expect(last).toMatchObject({ kind: 'torn', offset: starts[whole], bytes: end - (starts[whole] ?? 0) })
    }
  })

  it('are torn, not damaged, when a power cut kept only the later frames of the last group', () => {
    const { bytes, starts } = written([2, 3])
    bytes.fill(0, starts[2], starts[3])
    expect(kinds(bytes)).toEqual(['frame', 'frame', 'torn'])
  })

  it('are damaged when any bit changes in front of a later group', () => {
    const { bytes, starts } = written([1, 1, 1])
    const end = starts[2] ?? 0
    for (let at = 0; at < end; at++) {
      const changed = Uint8Array.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
      expect(kinds(changed).at(-1)).toBe('damaged')
    }
  })

  it('are not found in zeros, as a file system leaves behind a power cut', () => {
    const { bytes } = written([1])
    expect(kinds(Buffer.concat([bytes, new Uint8Array(100)]))).toEqual(['frame', 'torn'])
  })

  it('have bounds', () => {
    const leaf = utf8('leaf')
    const tooLong = new Uint8Array(sealedBytesMax + 1)
    for (const parts of [
      { leaf, body: tooLong },
      { leaf: new Uint8Array(0), body: leaf },
      { leaf: new Uint8Array(65_536), body: leaf },
    ]) {
      expect(() => encodeFrame({ ...parts, opensGroup: true })).toThrow(
        expect.objectContaining({ code: 'frame_malformed' }),
      )
    }
  })
})

describe('CRC-32C', () => {
  // RFC 3720 appendix B.4.
  it.each([
    { bytes: new Uint8Array(32), crc: 0x8a9136aa },
    { bytes: new Uint8Array(32).fill(0xff), crc: 0x62a8ab43 },
    { bytes: Uint8Array.from({ length: 32 }, (_, i) => i), crc: 0x46dd794e },
    { bytes: utf8('123456789'), crc: 0xe3069283 },
  ])('is as published: $crc', ({ bytes, crc }) => {
    expect(crc32c(bytes)).toBe(crc)
    expect(crc32c(bytes.subarray(5), crc32c(bytes.subarray(0, 5)))).toBe(crc)
  })
})

describe('a leaf', () => {
  const leaf = parseLeaf(entryAt(3).leaf)

  it('has one spelling', () => {
    const text = fromUtf8(encodeLeaf(leaf)) ?? ''
    expect(text.startsWith('{"v":1,"node":"a","tenant":"')).toBe(true)
    expect(parseLeaf(utf8(text))).toEqual(leaf)
  })

  it.each([
    { what: 'a space', change: (text: string) => text.replace(':1,', ': 1,') },
    { what: 'another version', change: (text: string) => text.replace('"v":1', '"v":2') },
    { what: 'another order', change: (text: string) => text.replace(/("seq":1),("class":"intent")/, '$2,$1') },
    { what: 'one field more', change: (text: string) => text.replace('}', ',"x":1}') },
    { what: 'one field less', change: (text: string) => text.replace(/"time":[0-9]+,/, '') },
    { what: 'a leading zero', change: (text: string) => text.replace('"seq":1', '"seq":01') },
    { what: 'a number past 2^53', change: (text: string) => text.replace('"seq":1', '"seq":9007199254740993') },
    { what: 'a short salt', change: (text: string) => text.replace(/"salt":"./, '"salt":"') },
    { what: 'a salt with stray bits', change: (text: string) => text.replace(/.","body/, 'B","body') },
    { what: 'a node with a slash', change: (text: string) => text.replace('"node":"a"', '"node":"a/b"') },
    { what: 'a byte order mark', change: (text: string) => `\ufeff${text}` },
    { what: 'a line behind it', change: (text: string) => `${text}\n` },
  ])('is malformed with $what', ({ change }) => {
    const text = fromUtf8(encodeLeaf(leaf)) ?? ''
    expect(change(text)).not.toBe(text)
    expect(() => parseLeaf(utf8(change(text)))).toThrow(expect.objectContaining({ code: 'leaf_malformed' }))
  })

  it('is malformed when its bytes are not UTF-8', () => {
    expect(() => parseLeaf(Uint8Array.of(0x7b, 0xff))).toThrow(expect.objectContaining({ code: 'leaf_malformed' }))
  })
})

describe('base64', () => {
  it('is what Node writes, and comes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
        expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
        expect(fromBase64(toBase64(bytes))).toEqual(bytes)
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  it.each(['A', 'AA', 'AA=', 'AB==', 'AAA', 'AAB=', 'A A=', 'AA==\n', '====', 'AA-_'])('refuses %j', (text) => {
    expect(fromBase64(text)).toBeUndefined()
  })
})
