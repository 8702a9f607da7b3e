export {
  type AddCheckpoint,
  addCheckpointLengthMax,
  encodeAddCheckpoint,
  parseAddCheckpoint,
} from './add-checkpoint.ts'
export { toBase64, toBase64Url } from './bytes.ts'
export { encodeCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint, type TreeHead } from './checkpoint.ts'
export { type CosignatureVerifier, cosignatureVerifier, cosigner } from './cosignature.ts'
export { crc32c } from './crc32c.ts'
export { LedgerError, type LedgerErrorCode } from './error.ts'
export {
  decodeFrames,
  encodeFrame,
  type Frame,
  type FrameRead,
  frameAt,
  leafBytesMax,
  sealedBytesMax,
} from './frame.ts'
export { ed25519KeyId, encodeVkey, type KeyType, keyId, type PublicKey, parseVkey } from './key.ts'
export { encodeLeaf, type Leaf, parseLeaf } from './leaf.ts'
export {
  addSignatures,
  type NoteSigner,
  type NoteVerifier,
  noteLengthMax,
  type OpenedNote,
  openNote,
  signatureLine,
  signaturesMax,
  signNote,
  uncheckedText,
} from './note.ts'
export {
  isMet,
  type Policy,
  type PolicyLog,
  type PolicyWitness,
  parsePolicy,
  policyLengthMax,
  policyLinesMax,
  type Rule,
} from './policy.ts'
export { PROBLEMS, type Problem, type ProblemCode, type Warning } from './problem.ts'
export { encodeProof, parseProof, type TlogProof, verifyProof } from './proof.ts'
export { type ReadFile, readTree } from './read-tree.ts'
export { problemsMax } from './report.ts'
export {
  bundlePath,
  decodeBundle,
  encodeBundle,
  entryBytesMax,
  type Tile,
  tilePath,
  tilesOf,
  tileWidth,
} from './tile.ts'
export {
  consistencyProof,
  createFrontier,
  emptyRoot,
  type Frontier,
  type HashAt,
  inclusionProof,
  leafHash,
  nodeHash,
  type ReadHashes,
  type Sha256,
  treeRoot,
} from './tree.ts'
export { verifyConsistency, verifyInclusion } from './tree-check.ts'
export {
  type Arithmetic,
  ed25519Verifier,
  logVerifier,
  type VerifyEcdsa,
  type VerifyEd25519,
  verifierOf,
} from './verifier.ts'
export { type EntryRead, type LogToVerify, type Verified, verifyLog } from './verify.ts'
export { createWitness, type Witness, type WitnessAnswer, type WitnessMemory } from './witness.ts'
export { openWitnessed, type Witnessed } from './witnessed.ts'
