/** A text as a person would see it, and what nobody would have seen. */
export interface Seen {
  readonly text: string
  /** What was taken out, as it can be read: characters of the tag block are letters to a model. */
  readonly hidden: readonly string[]
}

/**
 * Takes out of a text what a reader does not see and a model reads all the same: invisible and direction characters, the block of
 * tag characters, escapes of terminals, comments, and elements that are styled away. Nothing that is visible is changed.
 */
export function seenOf(given: string): Seen {
  const hidden: string[] = []
  let text = given
  for (const [pattern, says] of HIDDEN)
    text = text.replace(pattern, (found: string) => {
      const said = says(found)
      if (said.trim() !== '') hidden.push(said)
      return ''
    })
  return { text, hidden }
}

const itself = (found: string): string => found
const nothing = (): string => ''
/** U+E0020 to U+E007E are the letters of ASCII, unseen. */
const untagged = (found: string): string =>
  Array.from(found, (char) => String.fromCharCode(((char.codePointAt(0) ?? 0) - 0xe0000) & 0x7f)).join('')

const UNSEEN_STYLE =
  '(?:display\\s*:\\s*none|visibility\\s*:\\s*hidden|font-size\\s*:\\s*0|opacity\\s*:\\s*0(?![.\\d]*[1-9])|color\\s*:\\s*(?:white|#fff(?:fff)?)\\b)'

const ESC = String.fromCharCode(0x1b)
const BEL = String.fromCharCode(7)

/** In this order: an element may be hidden by what is taken out of its tag first. Every repetition is bounded. */
const HIDDEN: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/[\u{e0000}-\u{e007f}]+/gu, untagged],
  [/[\u{e0100}-\u{e01ef}]+/gu, nothing],
  [new RegExp(`${ESC}\\][^\\p{Cc}]{0,500}(?:${BEL}|${ESC}\\\\)|${ESC}\\[[0-9;?]{0,20}[ -/]{0,4}[@-~]`, 'gu'), nothing],
  [/[^\P{Cc}\t\n\r]+/gu, nothing],
  [/[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/g, nothing],
  // Joiners belong to other scripts' letters.
  [/(?<=[\x20-\u024f])[\u200c\u200d]+(?=[\x20-\u024f])/g, nothing],
  [/<!--[\s\S]{0,4000}?(?:-->|$)/g, itself],
  [/^\[(?:\/\/|comment|_)\]:\s*(?:#|<>)[^\n]{0,1000}$/gim, itself],
  [/<(script|style|template|noscript)\b[^>]{0,500}>[\s\S]{0,4000}?(?:<\/\1\s*>|$)/gi, itself],
  [
    new RegExp(
      `<([a-z]+)\\b[^>]{0,500}?(?:${UNSEEN_STYLE}|\\shidden(?=[\\s>=]))[^>]{0,500}>[\\s\\S]{0,4000}?(?:</\\1\\s*>|$)`,
      'gi',
    ),
    itself,
  ],
  [/<input\b[^>]{0,500}type\s*=\s*["']?hidden[^>]{0,500}>/gi, itself],
]
