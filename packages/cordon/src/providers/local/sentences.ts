/**
 * A note's sentences, verbatim but for line breaks inside them. A line ends a sentence unless the next goes on in lower
 * case; within a line, so do `.`, `!` and `?` before a capital, a digit or a code, but not after an abbreviation, an
 * initial or a list number.
 */
export function splitSentences(text: string): string[] {
  return unwrap(text).flatMap(splitLine)
}

function unwrap(text: string): string[] {
  const joined = text.replace(/([^\s.!?:;])[ \t]*\n[ \t]*(?=[a-z(])/g, '$1 ')
  return joined.split('\n').flatMap((line) => line.trim() || [])
}

function splitLine(line: string): string[] {
  const sentences: string[] = []
  for (const piece of line.split(/(?<=[.!?])\s+(?=["'(]?[\p{Lu}\d[])/u)) {
    const last = sentences.at(-1)
    if (last !== undefined && GOES_ON.test(last)) sentences[sentences.length - 1] = `${last} ${piece}`
    else sentences.push(piece)
  }
  return sentences.filter((sentence) => /[\p{L}\d]/u.test(sentence))
}

const GOES_ON = /(?:^|[\s(])(?:Dr|Drs|Mr|Mrs|Ms|Prof|St|vs|No|approx|e\.g|i\.e|Jr|Sr|[A-Z]|\d{1,2})\.$/
