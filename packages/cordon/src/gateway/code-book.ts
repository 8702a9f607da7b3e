import { type CodeBook, type CodeBookState, createCodeBook } from '@cordon/deid'
import { z } from 'zod'
import type { RandomBytes } from '../kernel/random.ts'

/** A conversation's codes, and the names of the patient that were decided about when they were made. */
const Kept = z.strictObject({ names: z.array(z.string().max(64)), book: z.unknown() })

/**
 * The codes of a conversation as the vault kept them, for a patient of these names; the book checks what it is given. Undefined:
 * they stand for somebody who is not among the names, because a merge was taken back since, and are nobody's who asks now.
 */
export function openBook(state: unknown, names: readonly string[], random: RandomBytes): CodeBook | undefined {
  if (state === undefined) return createCodeBook({ random })
  const kept = Kept.safeParse(state)
  if (!kept.success || !kept.data.names.every((name) => names.includes(name))) return undefined
  return createCodeBook({ random, state: kept.data.book as CodeBookState })
}

/** What the vault keeps: from now on these codes stand for whatever was read under these names. */
export function keepBook(book: CodeBook, names: readonly string[]): z.infer<typeof Kept> {
  return { names: [...names], book: book.serialize() }
}
