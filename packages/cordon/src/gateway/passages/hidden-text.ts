import { unseenIn } from '../../retrieval/unseen.ts'

/** A text as a person would see it, and what nobody would have seen. */
export interface Seen {
  readonly text: string
  /** What was taken out, as it can be read: characters of the tag block are letters to a model. */
  readonly hidden: readonly string[]
}

/**
 * Takes out of a text what a reader does not see and a model reads all the same: invisible and direction characters, the block of
 * tag characters, escapes of terminals, comments, and elements that are styled away. Nothing that is visible is changed, and
 * nothing is joined: where a control character parted two figures, a blank or a line end does.
 */
export function seenOf(given: string): Seen {
  const hidden: string[] = []
  let text = given
  for (const { pattern, says, leaves, parts } of HIDDEN) {
    const joined = parts === true ? text.replace(pattern, '') : text
    if (joined !== text) hidden.push(joined)
    text = text.replace(pattern, (found: string) => {
      const said = says(found)
      if (said.trim() !== '') hidden.push(said)
      return leaves
    })
  }
  const unseen = unseenIn(text)
  for (const { start, end } of unseen) hidden.push(text.slice(start, end))
  return { text: unseen.length === 0 ? text : without(text, unseen), hidden }
}

function without(text: string, unseen: readonly { readonly start: number; readonly end: number }[]): string {
  const starts = [0, ...unseen.map(({ end }) => end)]
  return starts.map((start, n) => text.slice(start, unseen[n]?.start)).join('')
}

interface Rule {
  readonly pattern: RegExp
  readonly says: (found: string) => string
  /** What stands in its place. */
  readonly leaves: string
  /** It may cut a word up: the text is read without it as well. */
  readonly parts?: true
}

const itself = (found: string): string => found
const nothing = (): string => ''
/** U+E0020 to U+E007E are the letters of ASCII, unseen. */
const untagged = (found: string): string =>
  Array.from(found, (char) => String.fromCharCode(((char.codePointAt(0) ?? 0) - 0xe0000) & 0x7f)).join('')

const ESC = String.fromCharCode(0x1b)
const BEL = String.fromCharCode(7)

/** Vertical tab, form feed, the four separators, next line, line and paragraph separator: a printer goes to another line. */
const LINE_ENDS = new RegExp(`[${String.fromCharCode(0x0b, 0x0c, 0x1c, 0x1d, 0x1e, 0x1f, 0x85, 0x2028, 0x2029)}]`, 'g')
/** Every other control character but tab, line feed and return. */
const CONTROLS = /[^\P{Cc}\t\n\r]+/gu

/** In this order: an element may be hidden by what is taken out of its tag first. Every repetition is bounded. */
const HIDDEN: readonly Rule[] = [
  { pattern: /[\u{e0000}-\u{e007f}]+/gu, says: untagged, leaves: '' },
  { pattern: /[\u{e0100}-\u{e01ef}]+/gu, says: nothing, leaves: '' },
  {
    pattern: new RegExp(`${ESC}\\][^\\p{Cc}]{0,500}(?:${BEL}|${ESC}\\\\)|${ESC}\\[[0-9;]{0,20}m`, 'gu'),
    says: nothing,
    leaves: '',
  },
  // What moves the cursor parts what stands at its sides.
  { pattern: new RegExp(`${ESC}\\[[0-9;?]{0,20}[ -/]{0,4}[@-~]`, 'g'), says: nothing, leaves: ' ' },
  { pattern: LINE_ENDS, says: nothing, leaves: '\n' },
  { pattern: CONTROLS, says: nothing, leaves: ' ', parts: true },
  {
    pattern: /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/g,
    says: nothing,
    leaves: '',
  },
  // Joiners belong to other scripts' letters.
  { pattern: /(?<=[\x20-\u024f])[\u200c\u200d]+(?=[\x20-\u024f])/g, says: nothing, leaves: '' },
  { pattern: /^\[(?:\/\/|comment|_)\]:[ \t]{0,20}(?:#|<>)[ \t]{0,20}["'(][^\n]{0,1000}$/gim, says: itself, leaves: '' },
]
