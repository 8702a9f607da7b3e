import { createHash } from 'node:crypto'
import {
  ed25519Verifier,
  type Leaf,
  LedgerError,
  leafHash,
  openCheckpoint,
  parseLeaf,
  type TreeHead,
  toBase64,
} from '@cordon/ledger'
import type { z } from 'zod'
import { verifyEd25519 } from '../../ed25519.ts'
import { nodeIn } from '../../loss.ts'
import { sha256 } from '../../sealed-entry.ts'
import { followLosses } from '../../verify-losses.ts'
import { Header, Others, Own } from './format.ts'
import { type Assembly, createAssembly } from './subtrees.ts'

export interface CompleteChecked {
  readonly ok: boolean
  readonly entries: number
  /** Nothing of the tenant is missing up to this moment: that of the last entry, which is the request for the export. */
  readonly completeTo: string | undefined
  /** How many entries the log had, all tenants together. */
  readonly size: number
  readonly problems: readonly string[]
  /** Losses that were declared: of what stood in those ranges, nobody can tell whose it was. */
  readonly warnings: readonly string[]
}

const notEven = (problem: string): CompleteChecked => ({
  ok: false,
  entries: 0,
  completeTo: undefined,
  size: 0,
  problems: [problem],
  warnings: [],
})

/** Problems named one by one. */
const problemsMax = 50

/**
 * Checks an export from its lines alone: no server, no key but the log's. `vkey` is the log's key as it was kept; without
 * it the one in the file is believed, which finds accidents but not an operator who made another log.
 */
export async function checkComplete(
  lines: AsyncIterable<{ line: number } & ({ text: string } | { bad: string })>,
  given: { vkey?: string | undefined } = {},
): Promise<CompleteChecked> {
  const problems: string[] = []
  const problem = (line: number, what: string) =>
    void (problems.length < problemsMax && problems.push(`line ${line}: ${what}`))
  const own = createOwn(problem)
  let header: z.infer<typeof Header> | undefined
  for await (const read of lines) {
    const value = 'text' in read ? parsed(read.text) : undefined
    if (header === undefined) {
      const first = Header.safeParse(value)
      if (!first.success) return notEven('line 1: not a complete export')
      header = first.data
    } else own.take(read.line, value, header)
  }
  if (header === undefined) return notEven('the file is empty')
  const { vkey, declared, forged } = await followLosses(header.losses, {
    vkey: given.vkey ?? header.vkey,
    since: undefined,
  })
  for (const { at, what } of forged) problem(1, `${at}: ${what}`)
  const head = await headOf(header, vkey)
  if (typeof head === 'string') problem(1, head)
  else compare(head, own.tree, problem)
  const last = own.last()
  if (last === undefined || last.class !== 'reading') problem(0, 'the last entry is not the request for an export')
  return {
    ok: problems.length === 0,
    entries: own.count(),
    completeTo: last === undefined ? undefined : new Date(last.time).toISOString(),
    size: own.tree.size,
    problems,
    warnings: declared.map(({ at, what }) => `${at}: ${what}`),
  }
}

type Say = (line: number, what: string) => void

/** Goes along the file: each line is one of the tenant's entries, or a subtree of others'. */
function createOwn(problem: Say) {
  const tree: Assembly = createAssembly(sha256)
  let count = 0
  let last: Leaf | undefined

  function takeOwn(
    line: number,
    { index, leaf: text, sealed }: z.infer<typeof Own>,
    header: z.infer<typeof Header>,
  ): void {
    const bytes = Buffer.from(text)
    const leaf = leafIn(bytes)
    if (index !== tree.size) problem(line, `says index ${index} where ${tree.size} stands`)
    tree.add(0, leafHash(sha256, bytes))
    if (leaf === undefined) {
      problem(line, 'not a leaf')
      return
    }
    if (leaf.tenant !== header.tenant || leaf.node !== header.node) problem(line, 'an entry of another tenant or node')
    if (leaf.seq !== count) problem(line, `number ${leaf.seq} where ${count} belongs: an entry is missing or moved`)
    if (bodyHash(sealed) !== leaf.body) problem(line, 'the sealed body is not the one that the leaf binds')
    count = leaf.seq + 1
    last = leaf
  }

  return {
    tree,
    count: () => count,
    last: () => last,
    take(line: number, value: unknown, header: z.infer<typeof Header>): void {
      const own = Own.safeParse(value)
      const others = Others.safeParse(value)
      if (own.success) takeOwn(line, own.data, header)
      else if (!others.success) problem(line, 'neither an entry nor a subtree')
      else if (!tree.add(others.data.others, Buffer.from(others.data.hash, 'base64')))
        problem(line, 'a subtree out of place')
    },
  }
}

async function headOf({ checkpoint, node, log }: z.infer<typeof Header>, vkey: string): Promise<TreeHead | string> {
  try {
    const head = await openCheckpoint(checkpoint, ed25519Verifier(vkey, { sha256, verifyEd25519 }))
    return head.origin === log && nodeIn(log) === node ? head : 'the checkpoint is of another log'
  } catch (error) {
    if (error instanceof LedgerError) return error.message
    throw error
  }
}

function compare(head: TreeHead, tree: Assembly, problem: Say): void {
  if (head.size !== tree.size) problem(1, `the checkpoint covers ${head.size} entries, the file ${tree.size}`)
  else if (toBase64(head.root) !== toBase64(tree.root()))
    problem(1, 'the entries and hashes do not make the signed root')
}

function leafIn(bytes: Uint8Array): Leaf | undefined {
  try {
    return parseLeaf(bytes)
  } catch {
    return undefined
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const bodyHash = (sealed: string): string =>
  createHash('sha256').update(Buffer.from(sealed, 'base64')).digest('base64url')
