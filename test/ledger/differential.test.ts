import process from 'node:process'
import {
  encodeProof,
  inclusionProof,
  leafHash,
  openCheckpoint,
  verifyConsistency,
  verifyInclusion,
  verifyProof,
} from '@cordon/ledger'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { noteVerifier } from '../../packages/cordon/src/audit/ed25519.ts'
import { sha256 } from '../../packages/cordon/src/audit/sealed-entry.ts'
import { describeWithTool } from '../support/debian.ts'
import { type Auditor, buildAuditor } from './auditor.ts'
import { createDice } from './dice.ts'
import { createRandomLog, type RandomLog } from './random-log.ts'

const MUTATED = process.env.CORDON_TEST_LONG === '1' ? 20_000 : 1_200
const { below, bytes } = createDice(20_261_122)
const SIZES = [1, 2, 3, 7, 8, 100, 255, 256, 257, 700]

/** Where we refuse what Go accepts, on purpose: one proof has one spelling. There is no case the other way round. */
const STRICTER: readonly { readonly rule: string; readonly applies: (text: string) => boolean }[] = [
  { rule: 'an index with a leading zero or a sign', applies: (text) => /^index ([+-]|0[0-9])/m.test(text) },
  {
    rule: 'base64 with stray bits',
    applies: (text) => (text.match(/[A-Za-z0-9+/]{43,}=*/g) ?? []).some(strays),
  },
  { rule: 'a carriage return within base64', applies: (text) => text.includes('\r') },
]

interface Claim {
  readonly Kind: string
  readonly Size1?: number
  readonly [field: string]: unknown
}

interface Question {
  readonly text?: string
  readonly claim: Claim
  readonly ours: () => Promise<boolean>
}

describeWithTool('go', `${MUTATED} mutated proofs and notes`, () => {
  let auditor: Auditor
  beforeAll(() => {
    auditor = buildAuditor()
  })
  afterAll(() => auditor.remove())

  it('are judged as Go’s x/mod judges them, but for the rules listed here', { timeout: 300_000 }, async () => {
    const logs = SIZES.map((size) =>
      createRandomLog({ size, tenants: 3, group: 8, segment: 99, ecdsa: false }, { below, bytes }),
    )
    const questions: Question[] = []
    while (questions.length < MUTATED) {
      for (const log of logs) questions.push(await mutatedProof(log), await mutatedNote(log), await mutatedHashes(log))
    }
    const theirs = auditor.ask(questions.map(({ claim }) => claim))
    const ours = await Promise.all(questions.map((question) => question.ours()))
    const unlike = questions.filter((question, i) => ours[i] !== theirs[i] && !isStricter(question, ours[i]))
    expect(unlike.slice(0, 3).map(({ text, claim }) => JSON.stringify(text ?? claim))).toEqual([])
    // The comparison means something: many of each verdict.
    expect(ours.filter((accepted) => accepted).length).toBeGreaterThan(MUTATED / 20)
    expect(ours.filter((accepted) => !accepted).length).toBeGreaterThan(MUTATED / 4)
  })
})

const isStricter = (question: Question, ours: boolean | undefined): boolean =>
  ours === false && STRICTER.some(({ applies }) => applies(question.text ?? ''))

async function mutatedProof(log: RandomLog): Promise<Question> {
  const size = log.entries.length
  const index = below(size)
  const hashes = await inclusionProof(index, size, log.read, sha256)
  const entry = log.entries[below(9) === 0 ? below(size) : index]?.leaf ?? new Uint8Array()
  const text = mutate(encodeProof({ index, hashes, checkpoint: await log.sign(size, below(2) === 0) }))
  const claim = { entry, log: noteVerifier(log.vkey), sha256 }
  return {
    text,
    claim: { Kind: 'proof', Vkey: log.vkey, Text: base64(Buffer.from(text)), Entry: base64(entry) },
    ours: () => isAccepted(verifyProof(text, claim)),
  }
}

async function mutatedNote(log: RandomLog): Promise<Question> {
  const text = mutate(await log.sign(log.entries.length, below(2) === 0))
  return {
    text,
    claim: { Kind: 'note', Vkey: log.vkey, Text: base64(Buffer.from(text)) },
    ours: () => isAccepted(openCheckpoint(text, noteVerifier(log.vkey))),
  }
}

/** Proofs as hashes, where only sizes, places, roots and the proof itself can be wrong. */
async function mutatedHashes(log: RandomLog): Promise<Question> {
  const size2 = log.entries.length
  const [index, size1] = [below(size2), 1 + below(size2)]
  const off = (n: number) => (below(4) === 0 ? Math.max(0, n + below(3) - 1) : n)
  if (below(2) === 0) {
    const proof = shaken(await inclusionProof(index, size2, log.read, sha256))
    const leaf = leafHash(sha256, log.entries[index]?.leaf ?? new Uint8Array())
    const claim = { index: off(index), size: off(size2), leaf, proof, root: log.head(size2).root }
    const hashes = { Root1: base64(leaf), Root2: base64(claim.root), Proof: proof.map(base64) }
    return {
      claim: { Kind: 'inclusion', Index: claim.index, Size2: claim.size, ...hashes },
      ours: async () => verifyInclusion(sha256, claim),
    }
  }
  const proof = shaken(await log.consistency(size1, size2))
  const roots = { root1: log.head(below(9) === 0 ? 1 : size1).root, root2: log.head(size2).root }
  const claim = { size1: off(size1), size2: off(size2), ...roots, proof }
  return {
    claim: {
      Kind: 'consistency',
      Size1: claim.size1,
      Size2: claim.size2,
      Root1: base64(claim.root1),
      Root2: base64(claim.root2),
      Proof: proof.map(base64),
    },
    ours: async () => verifyConsistency(sha256, claim),
  }
}

/** Left whole now and then; else one hash more, fewer, changed or moved. */
function shaken(proof: readonly Uint8Array[]): Uint8Array[] {
  const at = below(proof.length + 1)
  const some = proof[below(proof.length)] ?? new Uint8Array(32)
  const ways = [
    () => [...proof],
    () => proof.toSpliced(at, 0, some),
    () => proof.toSpliced(at, 1),
    () => proof.toSpliced(at, 1, some),
    () => proof.map((hash, i) => (i === at ? flipped(hash) : hash)),
  ]
  return ways[below(ways.length)]?.() ?? [...proof]
}

function flipped(hash: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(hash)
  copy[below(copy.length)] = below(256)
  return copy
}

/** One thing done to a text: often where it matters (numbers, dashes, line ends), else anywhere. */
function mutate(text: string): string {
  const at = below(text.length)
  const lines = text.split('\n')
  const line = below(lines.length)
  const ways: readonly (() => string)[] = [
    () => text,
    () => text.slice(0, at) + text.slice(at + 1),
    () => text.slice(0, at) + pick('A', 'z', '0', '=', '+', '/', ' ', '\n', '\r', '—', '\u0000', 'é') + text.slice(at),
    () => text.slice(0, at) + pick('A', '9', '=', ' ', '\n', '-') + text.slice(at + 1),
    () => lines.toSpliced(line, 1).join('\n'),
    () => lines.toSpliced(line, 0, lines[line] ?? '').join('\n'),
    () => lines.toSpliced(line, 0, lines[below(lines.length)] ?? '').join('\n'),
    () => text.replace(/^index /m, pick('index 0', 'index +', 'index -', 'index  ', 'index\t', 'Index ')),
    () => text.replace(/^([0-9]+)$/m, pick('0$1', '+$1', '-$1', '$1 ', '$10', ' $1', '0x$1', '$1.0')),
    () => text.replace(/^index ([0-9]+)$/m, (_, n) => `index ${Number(n) + pick(-1, 1, 256)}`),
    () => text.replace(/\n\n/, pick('\n', '\n\n\n', '\n \n', '\n\nextra\n\n')),
    () => text.replace(/=\n/, pick('\n', '==\n', '= \n', 'A\n')),
    () => text.replace(/^— /m, pick('- ', '–  ', '— — ', '—', '—  ')),
    () =>
      text.replace(
        '@v1\n',
        pick('@v2\n', '@v1\nextra AAEC\n', '@v1\nextra ?\n', '@v1 \n', '@v1\nextra AAEC\nextra AAEC\n'),
      ),
    () => text.replace(/$/, pick('', '\n', ' ', 'x\n', '\n\n— x AAAAAAA=\n', '— x AAAAAAA=\n')),
    () => text.replace(/^([^\n]+\n[0-9]+\n[^\n]+\n)(?=\n— )/m, pick('$1extension\n', '$1\n', '$1a\nb\n')),
    () => text.toUpperCase(),
    () => text.slice(0, at),
  ]
  return ways[below(ways.length)]?.() ?? text
}

const strays = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') !== text
const pick = <T>(...of: readonly T[]): T => of[below(of.length)] as T
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const isAccepted = (verdict: Promise<unknown>): Promise<boolean> =>
  verdict.then(
    () => true,
    () => false,
  )
