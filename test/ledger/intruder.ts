import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  cosigner,
  createFrontier,
  decodeFrames,
  encodeFrame,
  encodeLeaf,
  type Leaf,
  leafHash,
  type NoteSigner,
  parseLeaf,
  signCheckpoint,
  toBase64Url,
} from '@cordon/ledger'
import { createLogKey } from '../../packages/cordon/src/audit/ed25519.ts'
import { random } from '../../packages/cordon/src/audit/journal.fixture.ts'
import { nodeDisk } from '../../packages/cordon/src/audit/node-disk.ts'
import { sha256 } from '../../packages/cordon/src/audit/sealed-entry.ts'
import { openWitnessKey } from '../../packages/cordon/src/audit/witness/witness-key.ts'
import type { AnchoredLog } from './anchored-log.ts'

export interface StoredEntry {
  readonly leaf: Uint8Array
  readonly body: Uint8Array
}

/** Everything that an insider can do to a copy of the operator's files, with and without the stolen keys. */
export interface Intruder {
  readonly journal: string
  readonly tiles: string
  entries(): StoredEntry[]
  /** Writes them as whole frames with true checksums, in one segment. */
  rewrite(entries: readonly StoredEntry[]): void
  /** Signs what is there with the stolen log key (or another), and with the stolen witness key if asked. */
  sign(entries: readonly StoredEntry[], keys?: { witness?: boolean; log?: NoteSigner }): Promise<string>
  put(file: string, text: string): void
  text(file: string): string
  edit(path: string, change: (bytes: Buffer) => Uint8Array): void
  segments(): string[]
  remove(): void
}

export function createIntruder(log: AnchoredLog, name: string): Intruder {
  const folder = join(log.desk, `copy-${name}`)
  const [journal, tiles] = [join(folder, 'journal'), join(folder, 'tiles')]
  cpSync(log.journal, journal, { recursive: true })
  cpSync(log.tiles, tiles, { recursive: true })
  const segments = () =>
    readdirSync(journal)
      .filter((file) => file.endsWith('.log'))
      .sort()
  const put = (file: string, text: string) => writeFileSync(join(journal, file), text)
  return {
    journal,
    tiles,
    segments,
    put,
    text: (file) => readFileSync(join(journal, file), 'utf8'),
    edit: (path, change) => writeFileSync(join(folder, path), change(readFileSync(join(folder, path)))),
    entries: () =>
      segments().flatMap((segment) =>
        [...decodeFrames(readFileSync(join(journal, segment)))].flatMap((frame) =>
          frame.kind === 'frame' ? [{ leaf: frame.leaf, body: frame.body }] : [],
        ),
      ),
    rewrite(entries) {
      for (const segment of segments()) rmSync(join(journal, segment))
      const frames = entries.map((entry) => encodeFrame({ ...entry, opensGroup: true }))
      writeFileSync(join(journal, '000000000000.log'), Buffer.concat(frames))
    },
    async sign(entries, { witness = false, log: signer } = {}) {
      const key = signer ?? createLogKey('test', log.here.keyring.checkpointSeed).signer
      const signers = witness ? [key, await stolenWitness(log)] : [key]
      const tree = createFrontier(sha256)
      for (const { leaf } of entries) tree.append(leafHash(sha256, leaf))
      const note = await signCheckpoint({ origin: 'cordon/test', size: tree.size, root: tree.root() }, signers)
      put('checkpoint', note)
      return note
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

async function stolenWitness({ desk, here }: AnchoredLog): Promise<NoteSigner> {
  const key = await openWitnessKey({ disk: nodeDisk, folder: desk, name: undefined, random })
  return cosigner(key.signer, () => Math.floor(here.now / 1000))
}

/** The entry with its leaf changed; bound to `body` when one is given. */
export function changed({ leaf, body }: StoredEntry, change: Partial<Leaf>, other = body): StoredEntry {
  const bound = other === body ? {} : { body: toBase64Url(sha256(other)) }
  return { leaf: encodeLeaf({ ...parseLeaf(leaf), ...bound, ...change }), body: other }
}

/** Numbers every tenant's entries from 0 on, as if none had ever been more. */
export function renumbered(entries: readonly StoredEntry[]): StoredEntry[] {
  const next = new Map<string, number>()
  return entries.map((entry) => {
    const { tenant } = parseLeaf(entry.leaf)
    const seq = next.get(tenant) ?? 0
    next.set(tenant, seq + 1)
    return changed(entry, { seq })
  })
}
