import type { EntryBody } from '@cordon/contract'
import { createFrontier, leafHash, parseCheckpoint, parseLeaf, toBase64 } from '@cordon/ledger'
import { canonicalJson } from '../../packages/cordon/src/audit/canonical-json.ts'
import type { Disk } from '../../packages/cordon/src/audit/disk.ts'
import type { Appended, Journal } from '../../packages/cordon/src/audit/journal.ts'
import { openJournalFiles } from '../../packages/cordon/src/audit/journal-files.ts'
import { sha256 } from '../../packages/cordon/src/audit/sealed-entry.ts'

/** What the journal promised and did not keep. */
export class Violation extends Error {
  override readonly name = 'Violation'
}

export function promised(kept: boolean, what: string): void {
  if (!kept) throw new Violation(what)
}

/** What the world outside knows of a journal, whatever becomes of its machine; `holds` compares the two. */
export interface Memory {
  readonly acknowledged: ReadonlyMap<number, Acknowledged>
  /** Of the largest head that was ever signed. */
  readonly signed: number
  asked(tenant: string, body: EntryBody): void
  acknowledge(tenant: string, body: EntryBody, at: Appended): void
  /** A head that was signed, or that the database was told. */
  head(head: { size: number; root: string }): void
  /** From this index on the disk lied, and nobody had signed it yet. */
  forget(from: number): void
  /**
   * Everything acknowledged is at its place, every entry that an opened journal once showed is the same, and every head
   * stands in the tree. The last write may be `torn` only where the disk failed in it: the journal takes nothing more, and
   * the next start cuts it.
   */
  holds(disk: Disk, folder: string, end?: 'whole' | 'torn'): Promise<void>
  /** As it reads for callers: what was acknowledged word for word, nothing twice, nothing that nobody asked for. */
  reads(journal: Journal, tenants: readonly string[]): Promise<void>
}

interface Acknowledged extends Appended {
  readonly tenant: string
  readonly body: EntryBody
}

export function createMemory(): Memory {
  const asked = new Map<string, string>()
  const acknowledged = new Map<number, Acknowledged>()
  const heads = new Map<number, string>()
  let shown: readonly string[] = []

  async function holds(disk: Disk, folder: string, end: 'whole' | 'torn' = 'whole'): Promise<void> {
    const { hashes, roots, places } = await readLog(disk, folder, end)
    promised(shown.length <= hashes.length, `${shown.length} entries were there, ${hashes.length} are`)
    promised(
      shown.every((hash, index) => hash === hashes[index]),
      'an entry that was there is another now',
    )
    for (const { index, seq, body } of acknowledged.values()) {
      promised(places[index] === `${body.class} ${seq}`, `acknowledged entry ${index} is gone`)
    }
    for (const [size, root] of heads) promised(roots[size] === root, `the head of size ${size} is not in the tree`)
    shown = hashes
  }

  async function reads(journal: Journal, tenants: readonly string[]): Promise<void> {
    const found = new Map<number, string>()
    const once = new Set<string>()
    for (const tenant of tenants) {
      let next = 0
      for await (const { index, seq, body } of journal.read(tenant)) {
        promised(seq === next++, `number ${seq} of ${tenant} where ${next - 1} belongs`)
        const text = `${tenant} ${canonicalJson(body)}`
        promised(!once.has(text), 'an entry stands there twice')
        const ended = body.class === 'outcome' && body.outcome === 'unknown'
        promised(ended || asked.has(text), 'an entry that nobody asked for')
        once.add(text)
        found.set(index, text)
      }
    }
    for (const { index, tenant, body } of acknowledged.values())
      promised(found.get(index) === `${tenant} ${canonicalJson(body)}`, `acknowledged entry ${index} reads otherwise`)
  }

  return {
    acknowledged,
    get signed() {
      return Math.max(0, ...heads.keys())
    },
    asked: (tenant, body) => void asked.set(`${tenant} ${canonicalJson(body)}`, tenant),
    acknowledge(tenant, body, at) {
      promised(!acknowledged.has(at.index), `index ${at.index} was given twice`)
      acknowledged.set(at.index, { ...at, tenant, body })
    },
    head({ size, root }) {
      promised((heads.get(size) ?? root) === root, `two roots for size ${size}`)
      heads.set(size, root)
    },
    forget(from) {
      for (const index of acknowledged.keys()) if (index >= from) acknowledged.delete(index)
      shown = shown.slice(0, from)
    },
    holds,
    reads,
  }
}

/** The log as any auditor reads it from the files: by the real frames, not by what the journal believes. */
async function readLog(disk: Disk, folder: string, end: 'whole' | 'torn') {
  const tree = createFrontier(sha256)
  const [hashes, places]: [string[], string[]] = [[], []]
  const roots = [toBase64(tree.root())]
  for await (const read of (await openJournalFiles(disk, folder)).frames()) {
    if (read.kind === 'torn' && end === 'torn') break
    if (read.kind !== 'frame') throw new Violation(`an opened journal ends ${read.kind} at byte ${read.offset}`)
    const hash = leafHash(sha256, read.leaf)
    tree.append(hash)
    roots.push(toBase64(tree.root()))
    hashes.push(toBase64(hash))
    const { class: kind, seq } = parseLeaf(read.leaf)
    places.push(`${kind} ${seq}`)
  }
  return { hashes, roots, places }
}

/** Shows `seen` every head that is written to the disk, signed as it is, whether or not it ever gets its name. */
export function watchingHeads(disk: Disk, seen: (head: { size: number; root: string }) => void): Disk {
  return {
    ...disk,
    open: async (path, how) => {
      const file = await disk.open(path, how)
      if (!path.endsWith('/checkpoint.tmp')) return file
      return {
        ...file,
        write: (bytes, position) => {
          if (position === 0) seen(headOf(bytes))
          return file.write(bytes, position)
        },
      }
    },
  }
}

function headOf(note: Uint8Array): { size: number; root: string } {
  const text = new TextDecoder().decode(note)
  const { size, root } = parseCheckpoint(text.slice(0, text.indexOf('\n\n') + 1))
  return { size, root: toBase64(root) }
}
