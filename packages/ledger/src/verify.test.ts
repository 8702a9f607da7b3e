import { describe, expect, it } from 'vitest'
import { decodeFrames, encodeFrame } from './frame.ts'
import { createKey, encodeEntries, entryAt, pseudonym, sha256, signHead, verifyEd25519 } from './log.fixture.ts'
import { problemsMax } from './report.ts'
import { verifyLog } from './verify.ts'

const key = createKey('cordon/a')
const entries = Array.from({ length: 20 }, (_, i) => entryAt(i))
const leaves = entries.map(({ leaf }) => leaf)

type Entry = (typeof entries)[number]

/** The verdict on these entries, under a checkpoint over the true ones unless another is given. */
async function verdict(given: {
  entries?: readonly Entry[]
  bytes?: Uint8Array
  checkpoint?: string
  since?: string
  vkey?: string
}) {
  const bytes = given.bytes ?? encodeEntries(given.entries ?? entries)
  const checkpoint = given.checkpoint ?? (await signHead(key, leaves))
  const since = given.since === undefined ? {} : { since: given.since }
  return verifyLog({
    frames: decodeFrames(bytes),
    checkpoint,
    vkey: given.vkey ?? key.vkey,
    sha256,
    verifyEd25519,
    ...since,
  })
}

const at = (index: number): Entry => entries[index] ?? entryAt(index)
const replaced = (index: number, entry: Entry): readonly Entry[] => entries.toSpliced(index, 1, entry)

describe('a log', () => {
  it('verifies, also under an older checkpoint, and against one kept earlier', async () => {
    const whole = await verdict({})
    expect(whole).toMatchObject({ ok: true, size: 20, signed: 20, problems: [], warnings: [] })
    const older = await signHead(key, leaves, 13)
    expect(await verdict({ checkpoint: older })).toMatchObject({ ok: true, size: 20, signed: 13, root: whole.root })
    for (const size of [0, 1, 13, 20]) {
      expect(await verdict({ since: await signHead(key, leaves, size) })).toMatchObject({ ok: true })
    }
  })

  it('that is empty verifies under the checkpoint of nothing', async () => {
    expect(await verdict({ entries: [], checkpoint: await signHead(key, []) })).toMatchObject({ ok: true, size: 0 })
  })

  it.each([
    { what: 'an edited body', entries: () => replaced(5, { ...at(5), body: Buffer.from('other') }), where: 'entry 5' },
    { what: 'an edited leaf', entries: () => replaced(5, entryAt(5, { class: 'outcome' })), where: 'checkpoint' },
    { what: 'an entry left out', entries: () => entries.toSpliced(5, 1), where: 'entry 6' },
    {
      what: 'an entry put in',
      entries: () => entries.toSpliced(5, 0, entryAt(99, { tenant: pseudonym(9), seq: 0 })),
      where: 'checkpoint',
    },
    { what: 'an entry twice', entries: () => entries.toSpliced(5, 0, at(5)), where: 'entry 6' },
    { what: 'two entries swapped', entries: () => entries.toSpliced(4, 2, at(5), at(4)), where: 'checkpoint' },
    {
      what: 'two of one tenant swapped',
      entries: () => entries.toSpliced(4, 3, at(6), at(5), at(4)),
      where: 'entry 4',
    },
    { what: 'the end cut off', entries: () => entries.slice(0, 19), where: 'checkpoint' },
    { what: 'everything cut off', entries: () => [], where: 'checkpoint' },
    { what: 'an entry left out, the others renumbered', entries: renumbered, where: 'checkpoint' },
    {
      what: 'a leaf that is none',
      entries: () => replaced(5, { ...at(5), leaf: Buffer.from('{}') }),
      where: 'entry 5',
    },
  ])('does not verify with $what', async ({ entries: tampered, where }) => {
    const { ok, problems } = await verdict({ entries: tampered() })
    expect(ok).toBe(false)
    expect(problems.map(({ at: place }) => place)).toContain(where)
  })

  function renumbered(): readonly Entry[] {
    const kept = entries.toSpliced(4, 1)
    let seq = 0
    return kept.map((_, i) => {
      const index = i < 4 ? i : i + 1
      return entryAt(index, index % 2 === 0 ? { seq: seq++ } : {})
    })
  }

  it('signed by another key does not verify, and says nothing of how much is signed', async () => {
    const stranger = createKey('cordon/a')
    const checkpoint = await signHead(stranger, leaves)
    expect(await verdict({ checkpoint })).toMatchObject({
      ok: false,
      signed: undefined,
      problems: [{ at: 'checkpoint' }],
    })
    expect(await verdict({ vkey: 'cordon/a+00000000+AAAA' })).toMatchObject({ ok: false })
  })

  it('rewritten and signed anew with the true key is found by a kept checkpoint, and only by one', async () => {
    const rewritten = replaced(5, entryAt(5, { class: 'outcome' }))
    const checkpoint = await signHead(
      key,
      rewritten.map(({ leaf }) => leaf),
    )
    expect(await verdict({ entries: rewritten, checkpoint })).toMatchObject({ ok: true })
    const since = await signHead(key, leaves, 10)
    expect(await verdict({ entries: rewritten, checkpoint, since })).toMatchObject({
      ok: false,
      problems: [{ at: 'since' }],
    })
  })

  it('set back whole is found by a kept checkpoint', async () => {
    const back = { entries: entries.slice(0, 8), checkpoint: await signHead(key, leaves, 8) }
    expect(await verdict(back)).toMatchObject({ ok: true })
    const { ok, problems } = await verdict({ ...back, since: await signHead(key, leaves, 12) })
    expect(ok).toBe(false)
    expect(problems[0]?.what).toContain('a rollback')
  })

  it('with a clock set back is valid, and warns', async () => {
    const odd = replaced(5, entryAt(5, { time: 5 }))
    const checkpoint = await signHead(
      key,
      odd.map(({ leaf }) => leaf),
    )
    expect(await verdict({ entries: odd, checkpoint })).toMatchObject({ ok: true, warnings: [{ at: 'entry 5' }] })
  })

  it('with an unfinished last write is valid, and warns; with damage in the middle it is neither', async () => {
    const bytes = Uint8Array.from(
      Buffer.concat([encodeEntries(entries), encodeFrame({ ...entryAt(20), opensGroup: true })]),
    )
    expect(await verdict({ bytes: bytes.subarray(0, -5) })).toMatchObject({ ok: true, size: 20, warnings: [{}] })
    bytes[100] = (bytes[100] ?? 0) ^ 1
    expect(await verdict({ bytes })).toMatchObject({
      ok: false,
      problems: [{ at: 'journal byte 0' }, { at: 'checkpoint' }],
    })
  })

  it('with any number of problems lists a bounded number', async () => {
    const many = Array.from({ length: 300 }, (_, i) => ({ ...entryAt(i), body: Buffer.from('other') }))
    expect((await verdict({ entries: many })).problems).toHaveLength(problemsMax)
  })
})
