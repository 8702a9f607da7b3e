import { type CodeBook, type CodeBookState, createCodeBook } from '@cordon/deid'
import { z } from 'zod'
import type { RandomBytes } from '../kernel/random.ts'
import type { KeptItem } from './dialects/dialect.ts'

/**
 * A conversation's codes, the names of the patient that were decided about when they were made, and the items of its answers
 * that its client may name: as the vendor sent them, oldest first; `null` is of an id that stood for two of them. Of answers
 * that a vendor stored, their id and the vendor's.
 */
const Kept = z.strictObject({
  names: z.array(z.string().max(64)),
  book: z.unknown(),
  items: z.array(z.tuple([z.string(), z.string().nullable()])).optional(),
  stored: z.array(z.tuple([z.string(), z.string()])).optional(),
})
export type Items = NonNullable<z.infer<typeof Kept>['items']>

/** What of a conversation's answers can be gone back to. */
export interface Answers {
  readonly items: Items
  /** Id and vendor of each answer that was stored there, oldest first. */
  readonly stored: NonNullable<z.infer<typeof Kept>['stored']>
}

/**
 * The codes of a conversation as the vault kept them, for a patient of these names; the book checks what it is given. Undefined:
 * they stand for somebody who is not among the names, because a merge was taken back since, and are nobody's who asks now.
 */
export function openBook(state: unknown, names: readonly string[], random: RandomBytes): CodeBook | undefined {
  if (state === undefined) return createCodeBook({ random })
  const kept = readKept(state, names)
  return kept && createCodeBook({ random, state: kept.book as CodeBookState })
}

/** What can be gone back to; nothing of a conversation that is not these names'. */
export function answersIn(state: unknown, names: readonly string[]): Answers {
  const { items = [], stored = [] } = (state === undefined ? undefined : readKept(state, names)) ?? {}
  return { items, stored }
}

const STORED_MAX = 512

/** With one more that a vendor stored. */
export function withStored(stored: Answers['stored'], id: string, vendor: string): Answers['stored'] {
  return [...stored.filter(([known]) => known !== id), [id, vendor] as [string, string]].slice(-STORED_MAX)
}

function readKept(state: unknown, names: readonly string[]): z.infer<typeof Kept> | undefined {
  const kept = Kept.safeParse(state)
  return kept.success && kept.data.names.every((name) => names.includes(name)) ? kept.data : undefined
}

/** With those of a new answer. Beyond the bound the oldest are forgotten: naming one is refused, and its client brings it along. */
export function withItems(items: Items, heard: readonly KeptItem[], bytesMax: number): Items {
  const all = new Map(items)
  for (const { id, json } of heard) all.set(id, all.has(id) && all.get(id) !== json ? null : json)
  const newest: Items = []
  let bytes = 0
  for (const [id, json] of [...all].reverse()) {
    bytes += id.length + Buffer.byteLength(json ?? '')
    if (bytes > bytesMax) break
    newest.push([id, json])
  }
  return newest.reverse()
}

/** What the vault keeps: from now on these codes stand for whatever was read under these names. */
export function keepBook(book: CodeBook, names: readonly string[], { items, stored }: Answers): z.infer<typeof Kept> {
  return {
    names: [...names],
    book: book.serialize(),
    ...(items.length === 0 ? {} : { items }),
    ...(stored.length === 0 ? {} : { stored }),
  }
}
