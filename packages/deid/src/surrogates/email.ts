import { invent } from './invent.ts'
import type { Making, Told } from './make.ts'
import { MAIL_HOSTS, SURNAMES } from './words.ts'

/** An address that follows the name: who is invented in the text is invented in the mailbox. */
export function emailSurrogate({ value }: Told, making: Making): string | undefined {
  const local = MAILBOX.exec(value)?.[1]
  const host = MAIL_HOSTS[making.book.pick(MAIL_HOSTS.length)]
  if (local === undefined || host === undefined) return undefined
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const mailbox = local.replace(/\p{L}+|\d+/gu, (part) => partOf(part, making))
    const isUsed = making.book.find(`${mailbox}@${host}`) !== undefined
    if (!isUsed && mailbox.toLowerCase() !== local.toLowerCase()) return `${mailbox}@${host}`
  }
  return undefined
}

const ATTEMPTS_MAX = 8
const MAILBOX = /^([\p{L}\p{N}._%+-]+)@[\p{L}\p{N}.-]+$/u

function partOf(part: string, making: Making): string {
  if (/\d/.test(part)) return Array.from(part, () => String(making.book.pick(10))).join('')
  const lower = part.toLowerCase()
  return (
    making.book.wordOf(lower) ??
    glued(lower, making) ??
    invent(SURNAMES.Latin, making) ??
    'mailbox'
  ).toLowerCase()
}

/** "abell", "bella": an initial and a name that is known. */
function glued(lower: string, { book }: Making): string | undefined {
  const first = book.wordOf(lower.slice(1))
  if (first !== undefined) return (book.wordOf(lower.charAt(0)) ?? 'x') + first
  const last = book.wordOf(lower.slice(0, -1))
  return last === undefined ? undefined : last + (book.wordOf(lower.slice(-1)) ?? 'x')
}
