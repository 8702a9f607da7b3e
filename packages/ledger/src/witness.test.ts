import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { encodeAddCheckpoint, parseAddCheckpoint } from './add-checkpoint.ts'
import { toBase64, utf8 } from './bytes.ts'
import { signCheckpoint, type TreeHead } from './checkpoint.ts'
import { createKey, createWitnessKey, sha256 } from './log.fixture.ts'
import { openNote } from './note.ts'
import { consistencyProof, createFrontier, type HashAt, leafHash } from './tree.ts'
import { createWitness, type Witness, type WitnessMemory } from './witness.ts'

const log = createKey('log.example/a')
const key = createWitnessKey('witness.example/w1')

/** A log that grows, and another of the same key that differs from some entry on. */
function grow(size: number, forkAt = Number.POSITIVE_INFINITY) {
  const kept = new Map<string, Uint8Array>()
  const tree = createFrontier(sha256, ({ level, index }, hash) => kept.set(`${level}/${index}`, hash))
  const heads: TreeHead[] = [{ origin: 'log.example/a', size: 0, root: tree.root() }]
  for (let i = 0; i < size; i++) {
    tree.append(leafHash(sha256, utf8(i < forkAt ? `entry ${i}` : `other ${i}`)))
    heads.push({ origin: 'log.example/a', size: i + 1, root: tree.root() })
  }
  const read = (at: readonly HashAt[]) =>
    at.map(({ level, index }) => kept.get(`${level}/${index}`) ?? new Uint8Array())
  async function ask(from: number, to: number, signer = log.signer): Promise<string> {
    const proof = from === 0 || from > to ? [] : await consistencyProof(from, to, read, sha256)
    const head = heads[to] ?? { origin: '', size: 0, root: new Uint8Array(32) }
    return encodeAddCheckpoint({ oldSize: from, proof, checkpoint: await signCheckpoint(head, [signer]) })
  }
  return { heads, ask }
}

const tree = grow(40)
let remembered: Map<string, TreeHead>
let written: string[]
let notes: string[]
let failing: boolean
let witness: Witness

const memory: WitnessMemory = {
  read: async (origin) => remembered.get(origin),
  write: async (head, note) => {
    await Promise.resolve()
    if (failing) throw new Error('disk')
    written.push(`${head.size}`)
    notes.push(note)
    remembered.set(head.origin, head)
  },
}

beforeEach(() => {
  remembered = new Map()
  written = []
  notes = []
  failing = false
  witness = createWitness({ logs: [log.verifier], signer: key.signer, memory, sha256 })
})

const status = async (body: string): Promise<number> => (await witness.addCheckpoint(body)).status

describe('a witness', () => {
  it('keeps the checkpoint with the log’s line and its own, whatever else stands under it', async () => {
    const stranger = createKey('stranger.example/a')
    const other = createWitnessKey('witness.example/w2')
    const head = tree.heads[5] ?? { origin: '', size: 0, root: new Uint8Array(32) }
    const many = [log.signer, ...Array.from({ length: 40 }, () => stranger.signer), other.signer]
    const checkpoint = await signCheckpoint(head, many)
    const body = encodeAddCheckpoint({ oldSize: 0, proof: [], checkpoint })
    const answer = await witness.addCheckpoint(body)
    expect(answer.status).toBe(200)
    const [note = ''] = notes
    expect(
      note
        .split('\n')
        .filter((line) => line.startsWith('—'))
        .map((line) => line.split(' ')[1]),
    ).toEqual(['log.example/a', 'witness.example/w1'])
    expect(note.endsWith(answer.body)).toBe(true)
    expect((await openNote(note, [log.verifier])).text).toContain('log.example/a\n5\n')
  })

  it('cosigns the first checkpoint, and whatever continues it', async () => {
    for (const [from, to] of [
      [0, 3],
      [3, 4],
      [4, 40],
      [40, 40],
    ] as const) {
      const body = await tree.ask(from, to)
      const answer = await witness.addCheckpoint(body)
      expect(answer.status).toBe(200)
      const note = parseAddCheckpoint(body).checkpoint + answer.body
      expect((await openNote(note, [key.verifier])).signedBy).toEqual([key.verifier])
    }
    expect(written).toEqual(['3', '4', '40', '40'])
  })

  it('cosigns an empty log, and what comes after it', async () => {
    expect(await status(await tree.ask(0, 0))).toBe(200)
    expect(await status(await tree.ask(0, 0))).toBe(200)
    expect(await status(await tree.ask(0, 7))).toBe(200)
    expect(await status(await tree.ask(7, 9))).toBe(200)
  })

  it('answers 409 with the size it knows when the old size is another', async () => {
    await witness.addCheckpoint(await tree.ask(0, 10))
    for (const [from, to] of [
      [0, 20],
      [5, 20],
      [12, 20],
      [0, 0],
      [0, 5],
      [5, 5],
    ] as const) {
      const answer = await witness.addCheckpoint(await tree.ask(from, to))
      expect(answer).toEqual({ status: 409, body: '10\n', fork: false })
    }
  })

  it('answers 409 to another root of the size it knows, and calls it a fork', async () => {
    await witness.addCheckpoint(await tree.ask(0, 10))
    expect(await witness.addCheckpoint(await grow(10, 4).ask(10, 10))).toEqual({
      status: 409,
      body: '10\n',
      fork: true,
    })
  })

  it('answers 422 to another history, to any proof that is none, and to a proof from nothing', async () => {
    await witness.addCheckpoint(await tree.ask(0, 10))
    expect(await status(await grow(40, 4).ask(10, 40))).toBe(422)
    const good = await tree.ask(10, 40)
    expect(await status(good.replace(/^.{43}=\n/m, ''))).toBe(422)
    expect(await status(good.replace(/^(.{43}=\n)/m, '$1$1'))).toBe(422)
    remembered.clear()
    expect(await status(good.replace('old 10', 'old 0'))).toBe(422)
    const [, root = new Uint8Array(32)] = tree.heads.map((head) => head.root)
    const note = await signCheckpoint({ origin: 'log.example/a', size: 0, root }, [log.signer])
    expect(await status(encodeAddCheckpoint({ oldSize: 0, proof: [], checkpoint: note }))).toBe(422)
  })

  it('answers 404 for a log it does not know, 403 for a key it does not know, 400 for the rest', async () => {
    const stranger = createKey('log.example/b')
    const note = await signCheckpoint({ origin: 'log.example/b', size: 1, root: new Uint8Array(32) }, [stranger.signer])
    expect(await status(encodeAddCheckpoint({ oldSize: 0, proof: [], checkpoint: note }))).toBe(404)
    expect(await status(await tree.ask(0, 3, createKey('log.example/a').signer))).toBe(403)
    expect(await status((await tree.ask(0, 3)).replace(/^3$/m, '4'))).toBe(403)
    expect(await status(await tree.ask(9, 3))).toBe(400)
    for (const body of ['', 'old 0\n', 'old 0\n\n', 'old 0\n\nnothing\n', 'hello\n\n'])
      expect(await status(body)).toBe(400)
    expect(written).toEqual([])
  })

  it('cosigns nothing that it could not keep, and keeps it again before it says yes', async () => {
    failing = true
    await expect(witness.addCheckpoint(await tree.ask(0, 3))).rejects.toThrow('disk')
    failing = false
    expect(await status(await tree.ask(0, 3))).toBe(200)
    expect(await status(await tree.ask(3, 3))).toBe(200)
    expect(written).toEqual(['3', '3'])
  })

  it('decides one after another: of two that continue the same head one wins', async () => {
    await witness.addCheckpoint(await tree.ask(0, 5))
    const both = [await tree.ask(5, 30), await tree.ask(5, 6)]
    const answers = await Promise.all(both.map((body) => witness.addCheckpoint(body)))
    expect(answers.map((answer) => answer.status)).toEqual([200, 409])
    expect(remembered.get('log.example/a')?.size).toBe(30)
  })

  it('whatever it is asked, only ever cosigns heads of one history, each no smaller than the last', async () => {
    const other = grow(40, 13)
    const ask = fc.record({ fork: fc.boolean(), from: fc.nat(40), to: fc.nat(40) })
    await fc.assert(
      fc.asyncProperty(fc.array(ask, { maxLength: 30 }), async (asks) => {
        remembered.clear()
        const cosigned: TreeHead[] = []
        for (const { fork, from, to } of asks) {
          const answer = await witness.addCheckpoint(await (fork ? other : tree).ask(from, to))
          if (answer.status === 200) cosigned.push(answer.head)
        }
        expect(cosigned.every(({ size }, i) => size >= (cosigned[i - 1]?.size ?? 0))).toBe(true)
        const roots = cosigned.map(({ root }) => toBase64(root))
        const histories = [tree, other].map(({ heads }) => heads.map(({ root }) => toBase64(root)))
        expect(histories.some((own) => roots.every((root) => own.includes(root)))).toBe(true)
      }),
      { numRuns: 40 },
    )
  })
})

describe('an add-checkpoint request', () => {
  it('is read back as it was written', () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(fc.nat(), fc.array(hash, { maxLength: 63 }), fc.string(), (oldSize, proof, checkpoint) => {
        const request = { oldSize, proof, checkpoint }
        expect(parseAddCheckpoint(encodeAddCheckpoint(request))).toEqual(request)
      }),
    )
  })

  it.each([
    { what: 'a leading zero', body: 'old 012\n\nx' },
    { what: 'a sign', body: 'old +1\n\nx' },
    { what: 'two spaces', body: 'old  1\n\nx' },
    { what: 'no empty line', body: 'old 1\nx' },
    { what: 'a hash of 31 bytes', body: `old 1\n${toBase64(new Uint8Array(31))}\n\nx` },
    { what: 'a 64th hash', body: `old 1\n${`${toBase64(new Uint8Array(32))}\n`.repeat(64)}\nx` },
    { what: 'too much of it', body: `old 1\n\n${'x'.repeat(510_000)}` },
    { what: 'a size past 2^53', body: 'old 9007199254740993\n\nx' },
    { what: 'a carriage return', body: 'old 1\r\n\r\nx' },
  ])('is malformed with $what', ({ body }) => {
    expect(() => parseAddCheckpoint(body)).toThrow(expect.objectContaining({ code: 'request_malformed' }))
  })
})
