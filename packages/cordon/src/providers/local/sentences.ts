/**
 * A note's sentences, verbatim but for line breaks inside them. A line ends a sentence unless the next goes on in lower
 * case; within a line, so do `.`, `!` and `?` before a capital, a digit or a code, but not after an abbreviation, an
 * initial or a list number. Takes time in proportion to the text.
 */
export function splitSentences(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim())
  const pieces = joinWhere(lines, wraps).flatMap((line) => joinWhere(line.split(STOP), abbreviates))
  return pieces.filter((sentence) => /[\p{L}\d]/u.test(sentence))
}

/** A line that names what follows: `# Plan`, `PLAN`, `ASSESSMENT & PLAN:`, `The following was prescribed:`. */
export function isHeading(line: string): boolean {
  return /^#+\s|^[^.!?]{2,80}:$|^\p{Lu}[\p{Lu} /&()-]{2,60}$/u.test(line)
}

const STOP = /(?<=[.!?])\s+(?=["'(]?[\p{Lu}\d[])/u

function wraps(line: string, next: string): boolean {
  return /^[a-z(]/.test(next) && /[^.!?:;]/.test(line.slice(-1)) && !isHeading(line)
}

/** Looks at the end only, where the longest abbreviation still fits. */
function abbreviates(piece: string): boolean {
  return /(?:^|[\s(])(?:Dr|Drs|Mr|Mrs|Ms|Prof|St|vs|No|approx|e\.g|i\.e|Jr|Sr|[A-Z]|\d{1,2})\.$/.test(piece.slice(-10))
}

/** Joins neighbours with a space. `belong` sees the pieces as they were, so that a long chain costs no more than its length. */
function joinWhere(pieces: readonly string[], belong: (piece: string, next: string) => boolean): string[] {
  const groups: string[][] = []
  pieces.forEach((piece, i) => {
    const previous = pieces[i - 1]
    if (previous !== undefined && belong(previous, piece)) groups.at(-1)?.push(piece)
    else groups.push([piece])
  })
  return groups.map((group) => group.join(' '))
}
