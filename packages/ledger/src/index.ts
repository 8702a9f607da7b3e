export { toBase64, toBase64Url } from './bytes.ts'
export { encodeCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint, type TreeHead } from './checkpoint.ts'
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
export { encodeLeaf, type Leaf, parseLeaf } from './leaf.ts'
export {
  ed25519KeyId,
  ed25519Verifier,
  encodeVkey,
  type NoteSigner,
  type NoteVerifier,
  type OpenedNote,
  openNote,
  signaturesMax,
  signNote,
  type VerifyEd25519,
} from './note.ts'
export { encodeProof, parseProof, type TlogProof, verifyProof } from './proof.ts'
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
export { type LogToVerify, type Problem, problemsMax, type Verified, verifyLog } from './verify.ts'
