import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type NoteVerifier, openCheckpoint, parseCheckpoint, toBase64 } from '@cordon/ledger'
import type { Disk } from '../../audit/disk.ts'
import { checkpointBytesMax } from '../../audit/limits.ts'
import type { ObjectStore } from '../../kernel/object-store.ts'
import { one } from '../chunks.ts'
import { shippedCheckpoint } from '../journal/ship.ts'
import { type Line, lineKey, listLines, readShipped } from '../journal/shipped.ts'
import type { Manifest } from '../snapshot/manifest.ts'
import { verifyPaced, writeStream } from '../snapshot/unpack.ts'

/** A size of the log with its root, signed by it. */
export interface Head {
  readonly size: number
  readonly root: string
}

interface Deps {
  readonly disk: Disk
  readonly store: ObjectStore
  readonly manifest: Manifest
  readonly verifiers: readonly NoteVerifier[]
  /** The journal's folder, holding the snapshot's. */
  readonly folder: string
}

/**
 * Puts what was shipped after the snapshot in the place of the snapshot's journal, when it is whole, signed, and holds
 * the snapshot's entries. Answers the head that the folder then has, and the largest that the place knows of this log:
 * where that one is larger, entries are missing, and it has to be declared.
 */
export async function extendJournal(deps: Deps): Promise<{ head: Head; known: Head }> {
  const own: Head = { size: deps.manifest.size, root: deps.manifest.root }
  let [head, known] = [own, own]
  for (const line of (await listLines(deps.store)).reverse()) {
    const there = await headOf(deps, line)
    if (there === undefined) continue
    if (there.size > known.size) known = there
    if (there.size > head.size && (await takeLine(deps, line, there))) head = there
  }
  return { head, known }
}

/** What the line's checkpoint says, if this very log signed it: a log that ended with a declared loss has another name. */
async function headOf({ store, verifiers, manifest }: Deps, line: Line): Promise<Head | undefined> {
  const note = await shippedCheckpoint(store, line.number)
  if (note === undefined) return undefined
  const { origin } = parseCheckpoint(manifest.checkpoint.slice(0, manifest.checkpoint.indexOf('\n\n') + 1))
  const verifier = verifiers.find(({ name }) => name === origin)
  if (verifier === undefined) return undefined
  const head = await openCheckpoint(note, verifier).catch(() => undefined)
  return head && { size: head.size, root: toBase64(head.root) }
}

async function takeLine(deps: Deps, line: Line, head: Head): Promise<boolean> {
  const { disk, folder } = deps
  const draft = `${folder}.shipped`
  try {
    await writeLine(deps, line, draft)
    const vkey = await textOf(deps.store, lineKey(line.number, 'log.vkey'))
    const { checkpoint: since } = deps.manifest
    const verified = await verifyPaced(disk, draft, { vkey: vkey.trim(), since })
    if (!verified.ok || verified.signed !== head.size) return false
    await rm(folder, { recursive: true })
    await rename(draft, folder)
    return true
  } catch {
    // Whatever is wrong with it, the snapshot's own journal is whole; what is missing shows by its size.
    return false
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function writeLine({ disk, store }: Deps, line: Line, folder: string): Promise<void> {
  await disk.makeFolder(folder)
  for (const [segment, bytes] of line.segments)
    await writeStream(disk, join(folder, segment), readShipped(store, line.number, segment, bytes))
  const names = ['checkpoint', 'log.vkey']
  for await (const { key } of store.list(lineKey(line.number, 'loss.'))) names.push(key.slice(key.lastIndexOf('/') + 1))
  for (const name of names) {
    const text = await textOf(store, lineKey(line.number, name))
    await writeStream(disk, join(folder, name), one(Buffer.from(text)))
  }
  await disk.syncFolder(folder)
}

async function textOf(store: ObjectStore, key: string): Promise<string> {
  return Buffer.from((await store.get(key, checkpointBytesMax)) ?? '').toString('utf8')
}
