import { generateKeyPairSync, sign } from 'node:crypto'
import {
  bundlePath,
  consistencyProof,
  cosigner,
  createFrontier,
  encodeBundle,
  encodeFrame,
  encodeLeaf,
  encodeVkey,
  type HashAt,
  keyId,
  leafHash,
  type NoteSigner,
  signCheckpoint,
  tilePath,
  tilesOf,
  tileWidth,
  toBase64Url,
} from '@cordon/ledger'
import { createNoteKey } from '../../packages/cordon/src/audit/ed25519.ts'
import { sha256 } from '../../packages/cordon/src/audit/sealed-entry.ts'
import type { Dice } from './dice.ts'

/** What a log is to be like; the dice decide everything else. */
export interface Wanted {
  readonly size: number
  readonly tenants: number
  /** Entries to a group and to a segment, about. */
  readonly group: number
  readonly segment: number
  readonly ecdsa: boolean
}

/** A valid log, as files of a journal and as an exported tree, in memory. */
export function createRandomLog(wanted: Wanted, dice: Dice) {
  const key = wanted.ecdsa ? ecdsaKey('log.example/r') : createNoteKey('log.example/r', dice.bytes(32))
  const witnessKey = createNoteKey('witness.example/r', dice.bytes(32), 'cosignature')
  const witness = cosigner(witnessKey.signer, () => 1_795_000_000)
  const entries = makeEntries(wanted, dice)
  const kept = new Map<string, Uint8Array>()
  const roots = [createFrontier(sha256).root()]
  const tree = createFrontier(sha256, ({ level, index }, hash) => kept.set(`${level}/${index}`, hash))
  for (const { leaf } of entries) {
    tree.append(leafHash(sha256, leaf))
    roots.push(tree.root())
  }
  const read = (at: readonly HashAt[]) =>
    at.map(({ level, index }) => kept.get(`${level}/${index}`) ?? new Uint8Array())
  const head = (size: number) => ({ origin: 'log.example/r', size, root: roots[size] ?? new Uint8Array() })
  return {
    vkey: key.vkey,
    witnessVkey: witnessKey.vkey,
    entries,
    read,
    head,
    sign: (size: number, witnessed = false) =>
      signCheckpoint(head(size), witnessed ? [key.signer, witness] : [key.signer]),
    consistency: (from: number, to: number) => consistencyProof(from, to, read, sha256),
    segments: () => segmentsOf(entries, wanted),
    files: () =>
      filesOf(
        entries.map(({ leaf }) => leaf),
        kept,
      ),
  }
}

export type RandomLog = ReturnType<typeof createRandomLog>

interface Entry {
  readonly leaf: Uint8Array
  readonly body: Uint8Array
}

function makeEntries({ size, tenants }: Wanted, { below, bytes }: Dice): Entry[] {
  const names = Array.from({ length: tenants }, () => toBase64Url(bytes(16)))
  const seqs = names.map(() => 0)
  let time = 1_795_000_000_000
  return Array.from({ length: size }, () => {
    const tenant = below(tenants)
    const body = bytes(1 + below(200))
    time += below(50)
    const leaf = encodeLeaf({
      v: 1,
      node: 'r',
      tenant: names[tenant] ?? '',
      seq: seqs[tenant] ?? 0,
      class: 'intent',
      time,
      salt: toBase64Url(bytes(16)),
      body: toBase64Url(sha256(body)),
    })
    seqs[tenant] = (seqs[tenant] ?? 0) + 1
    return { leaf, body }
  })
}

function segmentsOf(entries: readonly Entry[], { group, segment }: Wanted): Uint8Array[] {
  const frames = entries.map((entry, i) =>
    encodeFrame({ ...entry, opensGroup: i % segment === 0 || (i % segment) % group === 0 }),
  )
  const segments = []
  for (let at = 0; at < frames.length; at += segment) segments.push(Buffer.concat(frames.slice(at, at + segment)))
  return segments
}

/** The exported tree: its tiles are read off the kept subtrees, not made as `exportTiles` makes them. */
function filesOf(leaves: readonly Uint8Array[], kept: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  for (const tile of tilesOf(leaves.length)) {
    const first = tile.index * tileWidth
    const hashes = Array.from({ length: tile.width }, (_, i) => kept.get(`${tile.level * 8}/${first + i}`))
    files.set(tilePath(tile), Buffer.concat(hashes.map((hash) => hash ?? new Uint8Array())))
    if (tile.level === 0) files.set(bundlePath(tile), encodeBundle(leaves.slice(first, first + tile.width)))
  }
  return files
}

function ecdsaKey(name: string): { vkey: string; signer: NoteSigner } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const bytes = Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }))
  const id = keyId({ name, type: 'ecdsa', bytes }, sha256)
  const signer = { name, keyId: id, sign: (text: Uint8Array) => sign('sha256', text, privateKey) }
  return { vkey: encodeVkey(name, bytes, sha256, 'ecdsa'), signer }
}
