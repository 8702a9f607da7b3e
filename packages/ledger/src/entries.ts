import { toBase64 } from './bytes.ts'
import type { TreeHead } from './checkpoint.ts'
import type { Leaf } from './leaf.ts'
import { createFrontier, leafHash, type Sha256 } from './tree.ts'

/** What is kept while a log is read: the frontier, one number per tenant, the roots asked about. Not the entries. */
export interface Entries {
  readonly size: number
  noteRootsAt(...heads: readonly (TreeHead | undefined)[]): void
  rootAt(size: number): string | undefined
  nextSeq(leaf: Leaf): number
  goesBack(leaf: Leaf): boolean
  add(leaf: Uint8Array): void
  root(): string
}

export function createEntries(sha256: Sha256): Entries {
  const tree = createFrontier(sha256)
  const roots = new Map<number, string | undefined>([[0, toBase64(tree.root())]])
  const seqs = new Map<string, number>()
  let newest = 0
  return {
    get size() {
      return tree.size
    },
    noteRootsAt: (...heads) => {
      for (const head of heads) if (head !== undefined && !roots.has(head.size)) roots.set(head.size, undefined)
    },
    rootAt: (size) => roots.get(size),
    nextSeq: ({ node, tenant, seq }) => {
      const expected = seqs.get(`${node} ${tenant}`) ?? 0
      seqs.set(`${node} ${tenant}`, seq + 1)
      return expected
    },
    goesBack: ({ time }) => {
      const back = time < newest
      newest = time
      return back
    },
    add: (leaf) => {
      tree.append(leafHash(sha256, leaf))
      if (roots.has(tree.size)) roots.set(tree.size, toBase64(tree.root()))
    },
    root: () => toBase64(tree.root()),
  }
}
