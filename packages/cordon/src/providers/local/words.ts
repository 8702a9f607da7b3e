/** Words and codes of a text: a code such as `[NAME-7Q2K4H]` is one word. */
const WORD = /[\p{L}\p{N}]+(?:[-'’.][\p{L}\p{N}]+)*/gu

/** What a text is about: its words without the common ones, cut to their stems. */
export function stemsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(WORD) ?? []
  return new Set(words.filter((word) => !STOP_WORDS.has(word)).map(stemOf))
}

export function countWords(text: string): number {
  return text.match(WORD)?.length ?? 0
}

/** Cuts the commonest English endings: `medications` and `medication`, `taking` and `takes` meet. Numbers stay whole. */
function stemOf(word: string): string {
  if (/\d/.test(word)) return word
  const plain = word.replace(/['’]s$/, '').replace(/(?<=..)ies$/, 'y')
  return plain.replace(/(?<=[^s]{3})(?:es|s)$/, '').replace(/(?<=...)(?:ings?|ed|ly|e)$/, '')
}

const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a about after all also am an and any are as at be been before being but by can could did do does doing for from ' +
    'give had has have having he her hers him his how i if in into is it its list may me my of on or our patient ' +
    'patients please say says she should show so summarise summarize tell than that the their them then there these ' +
    'they this those to us was we were what when where which who whom whose why will with would you your'
  ).split(' '),
)
