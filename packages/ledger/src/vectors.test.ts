import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toBase64, utf8 } from './bytes.ts'
import { openCheckpoint, type TreeHead } from './checkpoint.ts'
import { cosigner } from './cosignature.ts'
import { parseVkey } from './key.ts'
import { arithmetic, sha256 } from './log.fixture.ts'
import { parsePolicy } from './policy.ts'
import { verifyProof } from './proof.ts'
import { createFrontier, leafHash } from './tree.ts'
import { verifyConsistency, verifyInclusion } from './tree-check.ts'
import { logVerifier } from './verifier.ts'
import { createWitness } from './witness.ts'
import { openWitnessed } from './witnessed.ts'

interface Vectors {
  readonly log: string
  readonly witness: string
  readonly witnessTimeSeconds: number
  readonly entries: readonly string[]
  readonly roots: readonly string[]
  readonly inclusion: readonly Case<{ index: number; size: number; root: string; leaf: string; proof: string[] }>[]
  readonly consistency: readonly Case<{ size1: number; size2: number; root1: string; root2: string; proof: string[] }>[]
  readonly proofs: readonly Case<{ entry: string; text: string }>[]
  readonly notes: readonly Case<{ text: string }>[]
  readonly witnessed: readonly { request: string; status: number; body?: string }[]
  readonly policies: readonly Case<{ policy: string; note: string }>[]
}
type Case<T> = T & { readonly accept: boolean }

const vectors: Vectors = JSON.parse(readFileSync(join(import.meta.dirname, '../vectors/ledger.json'), 'utf8'))
const log = logVerifier(vectors.log, arithmetic)
const bytes = (base64: string): Uint8Array => Buffer.from(base64, 'base64')
const isAccepted = (verdict: Promise<unknown>): Promise<boolean> =>
  verdict.then(
    () => true,
    () => false,
  )

describe('the committed vectors', () => {
  it('have the roots of their entries', () => {
    const tree = createFrontier(sha256)
    const roots = [toBase64(tree.root())]
    for (const entry of vectors.entries) {
      tree.append(leafHash(sha256, utf8(entry)))
      roots.push(toBase64(tree.root()))
    }
    expect(roots).toEqual(vectors.roots)
  })

  it.each(vectors.inclusion)('inclusion of $index in $size: $accept', ({ accept, ...claim }) => {
    const { root, leaf, proof } = claim
    const hashes = { root: bytes(root), leaf: bytes(leaf), proof: proof.map(bytes) }
    expect(verifyInclusion(sha256, { ...claim, ...hashes })).toBe(accept)
  })

  it.each(vectors.consistency)('consistency of $size1 and $size2: $accept', ({ accept, ...claim }) => {
    const { root1, root2, proof } = claim
    const hashes = { root1: bytes(root1), root2: bytes(root2), proof: proof.map(bytes) }
    expect(verifyConsistency(sha256, { ...claim, ...hashes })).toBe(accept)
  })

  it.each(vectors.proofs)('a tlog-proof: $accept', async ({ entry, text, accept }) => {
    expect(await isAccepted(verifyProof(text, { entry: utf8(entry), log, sha256 }))).toBe(accept)
  })

  it.each(vectors.notes)('a checkpoint: $accept', async ({ text, accept }) => {
    expect(await isAccepted(openCheckpoint(text, log))).toBe(accept)
  })

  it.each(vectors.policies)('a policy: $accept', async ({ policy, note, accept }) => {
    const open = async () => openWitnessed(note, parsePolicy(policy, arithmetic))
    expect(await isAccepted(open())).toBe(accept)
  })

  it('are answered by a witness one after another', async () => {
    let known: TreeHead | undefined
    const memory = {
      read: async () => known,
      write: async (head: TreeHead) => {
        known = head
      },
    }
    // Its secret is not in the vectors: the expected lines hold the signatures, and are replayed by what they sign.
    const signer = cosigner(replayed(), () => vectors.witnessTimeSeconds)
    const witness = createWitness({ logs: [log], signer, memory, sha256 })
    for (const { request, status, body } of vectors.witnessed) {
      const answer = await witness.addCheckpoint(request)
      expect(answer.status).toBe(status)
      if (body !== undefined) expect(answer.body).toBe(body)
    }
  })
})

/** Signs only what the vectors hold a signature for: a message of any other form has none. */
function replayed() {
  const key = parseVkey(vectors.witness, sha256)
  const [, hex = ''] = vectors.witness.split('+')
  const signatures = vectors.witnessed.flatMap(({ status, body = '' }) =>
    status === 200 ? [Buffer.from(body.split(' ')[2] ?? '', 'base64').subarray(12)] : [],
  )
  const sign = async (message: Uint8Array): Promise<Uint8Array> => {
    for (const signature of signatures) {
      if (await arithmetic.verifyEd25519(key.bytes, message, signature)) return signature
    }
    throw new Error('the vectors hold no signature over this message')
  }
  return { name: key.name, keyId: Number.parseInt(hex, 16), sign }
}
