import process from 'node:process'
import {
  createWitness,
  decodeFrames,
  encodeAddCheckpoint,
  parsePolicy,
  readTree,
  type TreeHead,
  verifyConsistency,
  verifyLog,
} from '@cordon/ledger'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arithmetic, createNoteKey, noteVerifier } from '../../packages/cordon/src/audit/ed25519.ts'
import { createDice, type Dice } from './dice.ts'
import { createRandomLog, type RandomLog } from './random-log.ts'

const LOGS = process.env.CORDON_TEST_LONG === '1' ? 1_000 : 30

const wanted = fc.record({
  // Small sizes, those around the edges of tiles, and some in between.
  size: fc.oneof(
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 250, max: 260 }),
    fc.integer({ min: 1, max: 1_500 }),
  ),
  tenants: fc.integer({ min: 1, max: 9 }),
  group: fc.integer({ min: 1, max: 64 }),
  segment: fc.integer({ min: 1, max: 700 }),
  ecdsa: fc.boolean(),
  seed: fc.nat(),
})

describe(`${LOGS} good logs, whatever their shape`, () => {
  it(
    'raise no alarm: as a journal, as an export, with a kept checkpoint, a policy and a witness',
    async () => {
      await fc.assert(
        fc.asyncProperty(wanted, async (shape) => {
          const dice = createDice(shape.seed)
          const log = createRandomLog(shape, dice)
          const given = await auditorsOwn(log, shape.size, dice)
          const files = log.files()
          const tree = { size: shape.size, read: (path: string) => files.get(path), sha256: arithmetic.sha256 }
          for (const frames of [framesOf(log), readTree(tree)]) {
            const verified = await verifyLog({ ...arithmetic, ...given, frames })
            expect(verified).toMatchObject({ ok: true, problems: [], warnings: [], intact: shape.size })
          }
          await isFollowedByAWitness(log, shape.size, dice)
        }),
        { numRuns: LOGS },
      )
    },
    60_000 + LOGS * 1_000,
  )
})

async function auditorsOwn(log: RandomLog, size: number, { below }: Dice) {
  const policy = parsePolicy(`log ${log.vkey}\nwitness w ${log.witnessVkey}\nquorum w\n`, arithmetic)
  const witnessed = { checkpoint: await log.sign(1 + below(size), true), policy }
  return { vkey: log.vkey, checkpoint: await log.sign(size), since: await log.sign(below(size + 1)), witnessed }
}

function* framesOf(log: RandomLog) {
  for (const segment of log.segments()) yield* decodeFrames(segment)
}

/** At random sizes up to its own, each answered 200; and every step proves itself to a verifier too. */
async function isFollowedByAWitness(log: RandomLog, size: number, { below, bytes }: Dice): Promise<void> {
  let known: TreeHead | undefined
  const memory = {
    read: async () => known,
    write: async (head: TreeHead) => {
      known = head
    },
  }
  const { signer } = createNoteKey('w', bytes(32), 'cosignature')
  const witness = createWitness({ logs: [noteVerifier(log.vkey)], signer, memory, sha256: arithmetic.sha256 })
  for (let from = 0; from < size; ) {
    const to = from + 1 + below(size - from)
    const proof = from === 0 ? [] : await log.consistency(from, to)
    const body = encodeAddCheckpoint({ oldSize: from, proof, checkpoint: await log.sign(to) })
    expect((await witness.addCheckpoint(body)).status).toBe(200)
    const claim = { size1: from, size2: to, root1: log.head(from).root, root2: log.head(to).root, proof }
    expect(verifyConsistency(arithmetic.sha256, claim)).toBe(from > 0)
    from = to
  }
}
