import { foldName, nameForm, PARTICLES } from './forms.ts'
import { type Asking, moved, type Place, type Window } from './text-filter.ts'

/**
 * Pairs of words of a name, two words between them at most: `Ann M. Bell`, `BELL, Ms Ann`, `Ann-Bell`, `| Ann | Bell |`,
 * `First name: Ann, last name: Bell`. Who comes first says nothing: either may be the given name.
 */
export interface Names extends Window {
  /** A token with a capital, or of a script without them. */
  take(token: string, start: number, gap: string): Place | undefined
  /** A token of small letters: it ends a name, is a particle in it, or its last word (`OTTOLINE brandvold`). */
  takeSmall(token: string, start: number, gap: string): Place | undefined
  /** A token that may stand between two words of a name: of a tag. */
  skip(): void
}

interface Word extends Place {
  /** Whole, and what stands between its hyphens. */
  readonly texts: readonly string[]
  /** Which word it is: what stands too far from it is of another name. */
  readonly nth: number
  readonly isLoud: boolean
}

export function createNames(ask: Asking): Names {
  let words: Word[] = []
  let nth = 0

  const step = (): void => {
    nth++
    words = words.filter((word) => nth - word.nth <= WORDS_MAX)
  }
  const begin = (gap: string): void => {
    if (PARTS.test(gap)) words = []
    else if (gap.includes(',')) words = words.slice(-1)
  }
  function pairs(some: readonly string[], others: readonly string[], start: number, end: number): Place | undefined {
    for (const one of some)
      for (const other of others) {
        const place = ask(nameForm(one, other), start, end) ?? ask(nameForm(other, one), start, end)
        if (place !== undefined) return place
      }
    return undefined
  }
  function takeWord(part: string, start: number): Place | undefined {
    const end = start + part.length
    step()
    const { whole, pieces } = textsOf(part)
    if (whole.length < 2) return undefined
    const texts = [whole, ...pieces]
    for (const [n, piece] of pieces.entries()) {
      const place = pairs([piece], pieces.slice(n + 1), start, end)
      if (place !== undefined) return place
    }
    for (const word of words) {
      const place = pairs(word.texts, texts, word.start, end)
      if (place !== undefined) return place
    }
    if (!LABEL.test(part)) words = [...words.slice(-2), { texts, start, end, nth, isLoud: LOUD.test(part) }]
    return undefined
  }

  return {
    take(token, from, gap) {
      begin(gap)
      for (const { 0: part, index } of token.matchAll(/[^._]+/g)) {
        const place = takeWord(part.replace(/['’][sS]$/, ''), from + index)
        if (place !== undefined) return { ...place, end: Math.max(place.end, from + index + part.length) }
      }
      // "… seen by Ann. Bell was …": a sentence ends; "J. Bell" and "Dr. Bell" do not.
      if (/[^.]{3,}\.$/.test(token)) words = []
      return undefined
    },
    takeSmall(token, start, gap) {
      if (PARTICLES.has(token) || LABEL.test(token)) {
        step()
        return undefined
      }
      begin(gap)
      const last = words.at(-1)
      words = []
      const isNext = last?.isLoud === true && last.nth === nth
      return isNext ? pairs(last.texts, [foldName(token)], last.start, start + token.length) : undefined
    },
    skip: step,
    clear() {
      words = []
    },
    begun: () => words[0]?.start,
    move(by) {
      words = words.map((word) => moved(word, by))
    },
  }
}

/** `Brandvold-Núñez` is that, and `Brandvold`, and `Núñez`. */
function textsOf(part: string): { whole: string; pieces: readonly string[] } {
  const pieces = /[-–—+]/.test(part)
    ? part
        .split(/[-–—+]/)
        .slice(0, PIECES_MAX)
        .map(foldName)
    : []
  return { whole: foldName(part), pieces: pieces.filter((one) => one.length > 1) }
}

const PIECES_MAX = 4
/** From the first word of a name to its last, initials, particles and labels counted: `Ann M. van der Bell`. */
const WORDS_MAX = 5
/** Between two words of one name there is none of this. */
const PARTS = /[;!?{}\\]|::|\n\s*\n/
/** Says which part of a name comes, and is none. */
const LABEL =
  /^(?:(?:patient|member|pt)?[_-]?(?:first|last|given|family|middle|maiden|full|sur|fore|nick)?[_-]?names?|first|last|given|family|middle|nbsp|mr|mrs|ms|miss|dr|prof|patient)\.?$/i
/** Capitals alone: a small word behind is a name's, not the sentence's. */
const LOUD = /^\p{Lu}{3,}$/u
