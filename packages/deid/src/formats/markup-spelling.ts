import { readCode } from '../replace/code.ts'
import { entityOf } from './entities.ts'
import type { Way } from './format.ts'

/**
 * A text between tags can be written in several ways (`'`, `&apos;`, `&#39;`). So that the bytes come back, a code tells
 * how the text it stands for was written by which one of its own characters is a reference: `&#91;NAME-7Q2K4H]` reads as
 * `[NAME-7Q2K4H]` everywhere.
 */
const WRITINGS: readonly ((text: string) => string)[] = [
  (text) => references(text, { '&': '&amp;', '<': '&lt;' }),
  (text) => references(text, { '&': '&amp;', '<': '&lt;', '>': '&gt;' }),
  (text) => references(text, { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }),
  (text) => references(text, { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }),
  (text) => references(text, { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }),
  (text) => numbered(references(text, { '&': '&amp;', '<': '&lt;', '>': '&gt;' })),
  (text) => named(references(text, { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })),
  // As it stands: in a comment, and where people forget to escape.
  (text) => text,
]
const AS_IT_STANDS = WRITINGS.length - 1
/** The first that escapes quotes too: safe in an attribute. */
const WITH_QUOTES = 4

/** What stands in place of `raw`: a text of markup, written as `raw` was. */
export function respellMarkup(raw: string, said: string, text: string, way: Way): string {
  if (way === 'restore') return (WRITINGS[writingOf(raw)] ?? escapeMarkup)(text)
  const found = WRITINGS.findIndex((write) => write(said) === raw)
  const writing = found < 0 ? WITH_QUOTES : found
  if (readCode(text) === undefined)
    return (WRITINGS[writing === AS_IT_STANDS ? WITH_QUOTES : writing] ?? escapeMarkup)(text)
  if (writing === 0) return text
  return `${text.slice(0, writing - 1)}&#${text.charCodeAt(writing - 1)};${text.slice(writing)}`
}

/** Safe between tags and inside either kind of quotes. */
export function escapeMarkup(text: string): string {
  return (WRITINGS[WITH_QUOTES] ?? String)(text)
}

function writingOf(rawCode: string): number {
  return rawCode.indexOf('&#') + 1
}

function references(text: string, table: Readonly<Record<string, string>>): string {
  return text.replace(/[&<>"']/g, (char) => table[char] ?? char)
}

function numbered(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (char) => `&#${char.codePointAt(0) ?? 0};`)
}

function named(text: string): string {
  return text.replace(/[^\0-\x7f]/g, (char) => entityOf(char) ?? char)
}
