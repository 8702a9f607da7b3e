// Writes ledger.json: cases that an implementation in any language can run. The same bytes every time.
//
//   npm run build && node packages/ledger/vectors/generate.mjs && npx biome format --write packages/ledger/vectors
//
// Keys come from fixed seeds (they sign nothing else), Ed25519 signs deterministically, hashes are base64. `accept` is our
// verdict; where `laxer` is true, Go's x/mod accepts what we refuse (docs/guides/verify.md).
import { createPrivateKey, createPublicKey, hash, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import {
  consistencyProof,
  cosigner,
  createFrontier,
  encodeAddCheckpoint,
  encodeProof,
  encodeVkey,
  inclusionProof,
  keyId,
  leafHash,
  signCheckpoint,
  toBase64,
} from '@cordon/ledger'

const sha256 = (bytes) => hash('sha256', bytes, 'buffer')
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

function makeKey(name, type) {
  const seed = sha256(Buffer.from(`cordon ledger vectors: ${name}`))
  const secret = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const bytes = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32)
  const signer = { name, keyId: keyId({ name, type, bytes }, sha256), sign: (text) => sign(null, text, secret) }
  return { vkey: encodeVkey(name, bytes, sha256, type), signer }
}

const log = makeKey('log.example/vectors', 'ed25519')
const other = makeKey('log.example/other', 'ed25519')
const witness = makeKey('witness.example/vectors', 'cosignature')
const cosign = cosigner(witness.signer, () => 1_795_000_000)
const SIZE = 21
const entries = Array.from({ length: SIZE }, (_, i) => `entry ${i}`)

const kept = new Map()
const tree = createFrontier(sha256, ({ level, index }, hashed) => kept.set(`${level}/${index}`, hashed))
const roots = [tree.root()]
for (const entry of entries) {
  tree.append(leafHash(sha256, Buffer.from(entry)))
  roots.push(tree.root())
}
const read = (at) => at.map(({ level, index }) => kept.get(`${level}/${index}`))
const note = (size, signers = [log.signer, cosign]) =>
  signCheckpoint({ origin: log.signer.name, size, root: roots[size] }, signers)

async function inclusion() {
  const cases = []
  for (const [index, size] of [
    [0, 1],
    [0, 2],
    [6, 7],
    [4, 8],
    [0, 21],
    [15, 21],
    [16, 21],
    [20, 21],
  ]) {
    const proof = (await inclusionProof(index, size, read, sha256)).map(toBase64)
    const root = toBase64(roots[size])
    const leaf = toBase64(leafHash(sha256, Buffer.from(entries[index])))
    const good = { index, size, root, leaf, proof, accept: true }
    cases.push(good, { ...good, index: index + 1, accept: false }, { ...good, proof: [...proof, root], accept: false })
    if (proof.length > 0)
      cases.push({ ...good, proof: proof.slice(1), accept: false }, { ...good, leaf: proof[0], accept: false })
  }
  return cases
}

async function consistency() {
  const cases = []
  for (const [size1, size2] of [
    [1, 1],
    [1, 2],
    [3, 7],
    [6, 8],
    [8, 21],
    [16, 21],
    [20, 21],
    [21, 21],
  ]) {
    const proof = (await consistencyProof(size1, size2, read, sha256)).map(toBase64)
    const [root1, root2] = [toBase64(roots[size1]), toBase64(roots[size2])]
    const good = { size1, size2, root1, root2, proof, accept: true }
    cases.push(
      good,
      { ...good, proof: [...proof, root1], accept: false },
      { ...good, root1: toBase64(roots[0]), accept: false },
    )
    if (proof.length > 0) cases.push({ ...good, proof: proof.slice(0, -1), accept: false })
  }
  cases.push({ size1: 0, size2: 21, root1: toBase64(roots[0]), root2: toBase64(roots[21]), proof: [], accept: false })
  return cases
}

async function proofs() {
  const hashes = await inclusionProof(7, SIZE, read, sha256)
  const text = encodeProof({ index: 7, hashes, checkpoint: await note(SIZE) })
  const at = (changed, more = {}) => ({ entry: 'entry 7', text: changed, accept: false, ...more })
  return [
    at(text, { accept: true }),
    at(text, { entry: 'entry 8' }),
    at(text.replace('index 7', 'index 6')),
    at(text.replace('index 7', 'index 07'), { laxer: true }),
    at(text.replace('index 7', 'index +7'), { laxer: true }),
    at(text.replace('@v1\n', '@v1\nextra AAECAw==\n'), { accept: true }),
    at(text.replace('@v1', '@v2')),
    at(text.replace(/^(.{43}=)$/m, '$1\n$1')),
    at(text.replace(/^.{43}=\n/m, '')),
    at(text.replace(`\n${SIZE}\n`, '\n22\n')),
    at(text.replace('\n\n', '\n')),
  ]
}

async function notes() {
  const good = await note(13)
  const alone = await note(13, [log.signer])
  const foreign = await note(13, [other.signer])
  return [
    { text: good, accept: true },
    { text: alone, accept: true },
    { text: foreign, accept: false },
    { text: good.replace('\n13\n', '\n12\n'), accept: false },
    { text: good.replace('\n13\n', '\n013\n'), accept: false },
    { text: good.replace('— ', '- '), accept: false },
    { text: good.trimEnd(), accept: false },
    { text: good.replace('\n', '\r\n'), accept: false },
    { text: alone.replace(/=\n$/, '\n'), accept: false },
    { text: good.replace('log.example/vectors\n', 'log.example/other\n'), accept: false },
  ]
}

/** One after another to one witness that starts with nothing: what it answers, and, of a yes, its exact lines. */
async function witnessed() {
  const ask = async (from, to, signers = [log.signer]) => ({
    oldSize: from,
    proof: from === 0 || from > to ? [] : await consistencyProof(from, to, read, sha256),
    checkpoint: await note(to, signers),
  })
  const lines = async (size) => (await note(size, [cosign])).split('\n\n')[1]
  const steps = [
    [await ask(0, 0), 200, await lines(0)],
    [await ask(0, 5), 200, await lines(5)],
    [await ask(0, 8), 409, '5\n'],
    [await ask(5, 13), 200, await lines(13)],
    [await ask(13, 13), 200, await lines(13)],
    [await ask(5, 21), 409, '13\n'],
    [{ ...(await ask(13, 21)), proof: (await ask(8, 21)).proof }, 422],
    [await ask(21, 13), 400],
    [await ask(13, 21, [other.signer]), 403],
    [await ask(13, 21), 200, await lines(21)],
  ]
  return steps.map(([request, status, body]) => ({
    request: encodeAddCheckpoint(request),
    status,
    ...(body && { body }),
  }))
}

async function policies() {
  const head = `log ${log.vkey}\nwitness w ${witness.vkey}\n`
  const [both, alone] = [await note(13), await note(13, [log.signer])]
  return [
    { policy: `${head}quorum w\n`, note: both, accept: true },
    { policy: `${head}quorum w\n`, note: alone, accept: false },
    { policy: `${head}quorum none\n`, note: alone, accept: true },
    { policy: `${head}group g all w\nquorum g\n`, note: both, accept: true },
    { policy: `${head}group g 01 w\nquorum g\n`, note: both, accept: false },
    { policy: `${head}group g 2 w\nquorum g\n`, note: both, accept: false },
    { policy: `${head}witness x ${witness.vkey}\nquorum w\n`, note: both, accept: false },
    { policy: `log ${other.vkey}\nwitness w ${witness.vkey}\nquorum w\n`, note: both, accept: false },
  ]
}

const vectors = {
  made: 'node packages/ledger/vectors/generate.mjs',
  log: log.vkey,
  witness: witness.vkey,
  witnessTimeSeconds: 1_795_000_000,
  entries,
  roots: roots.map(toBase64),
  inclusion: await inclusion(),
  consistency: await consistency(),
  proofs: await proofs(),
  notes: await notes(),
  witnessed: await witnessed(),
  policies: await policies(),
}
writeFileSync(new URL('ledger.json', import.meta.url), `${JSON.stringify(vectors, undefined, 1)}\n`)
