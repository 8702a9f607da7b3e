import type { Passage } from './request.ts'
import { isHeading, splitSentences } from './sentences.ts'
import { stemsOf } from './words.ts'

/** Most sentences in one answer. */
const SENTENCES_MAX = 5

/** Longest sentence that is quoted, in characters: more is a table or a dump. */
const SENTENCE_CHARACTERS_MAX = 4_000

/** A sentence this much weaker than the best one is left out. */
const SHARE_OF_BEST = 0.4

/** A word of the passage's section heading says less than a word of the sentence. */
const HEADING_WEIGHT = 0.4

/**
 * The sentences of `passages` that share the most telling words with `question`, best first, verbatim, one a line, each
 * followed by its citation. A word tells more the fewer sentences hold it (inverse sentence frequency).
 *
 * @example extract('Which dose of metoprolol?', passages) === 'Metoprolol 25 mg twice daily. [2]'
 */
export function extract(question: string, passages: readonly Passage[]): string {
  const sentences = passages.flatMap(sentencesOf)
  const weights = weigh(subjectOf(question), sentences)
  const scored = sentences.map((sentence) => ({ ...sentence, score: scoreOf(sentence, weights) }))
  const found = distinct(scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score))
  const enough = (found[0]?.score ?? 0) * SHARE_OF_BEST
  const kept = found.filter(({ score }) => score >= enough).slice(0, SENTENCES_MAX)
  return kept.length === 0 ? 'The given context does not say.' : kept.map(quote).join('\n')
}

/** A code in the question says whom it is about, and the whole chart is about them: it counts only when nothing else does. */
const CODE = /\[[A-Z0-9]+(?:-[A-Za-z0-9]+)+\]/g
/** `(MRN [MRN-7Q2K4H], born [DATE-1953-8MKSR4])`: the words beside codes are their labels. */
const CODES_IN_BRACKETS = /\([^()]{0,200}\[[A-Z0-9]+-[^()]{0,200}\)/g

function subjectOf(question: string): ReadonlySet<string> {
  const stems = stemsOf(question.replace(CODES_IN_BRACKETS, ' ').replace(CODE, ' '))
  return stems.size > 0 ? stems : stemsOf(question)
}

/** Longest question that is said again, in characters. */
const QUESTION_CHARACTERS_MAX = 600

/** The question, said again as a quotation: an answer that leaves the room says what it answers. */
export function restate(question: string): string {
  const text = question.trim()
  return text === '' || text.length > QUESTION_CHARACTERS_MAX ? '' : `${text.replace(/^/gm, '> ')}\n\n`
}

interface Sentence {
  readonly text: string
  readonly citation: string | undefined
  readonly stems: ReadonlySet<string>
  readonly heading: ReadonlySet<string>
}

/** A heading line is not quoted: it counts, weakly, for the sentences under it. */
function sentencesOf({ citation, section, text }: Passage): Sentence[] {
  let heading = stemsOf(section)
  return splitSentences(text).flatMap((line) => {
    if (isHeading(line)) {
      heading = stemsOf(`${section} ${line}`)
      return []
    }
    if (line.length > SENTENCE_CHARACTERS_MAX) return []
    return { text: line, citation, stems: stemsOf(line), heading }
  })
}

function weigh(stems: ReadonlySet<string>, sentences: readonly Sentence[]): ReadonlyMap<string, number> {
  const weights = new Map<string, number>()
  for (const stem of stems) {
    const holding = sentences.filter((sentence) => sentence.stems.has(stem) || sentence.heading.has(stem)).length
    if (holding > 0) weights.set(stem, Math.log(1 + sentences.length / holding))
  }
  return weights
}

/** A long sentence holds more words by chance, so length counts against it, gently. */
function scoreOf({ stems, heading }: Sentence, weights: ReadonlyMap<string, number>): number {
  let score = 0
  for (const [stem, weight] of weights)
    score += stems.has(stem) ? weight : heading.has(stem) ? weight * HEADING_WEIGHT : 0
  return score / (1 + Math.log(1 + stems.size / 20))
}

function distinct<T extends Sentence>(sentences: readonly T[]): T[] {
  const seen = new Set<string>()
  return sentences.filter(({ text }) => !seen.has(text) && seen.add(text))
}

function quote({ text, citation }: Sentence): string {
  return citation === undefined ? text : `${text} [${citation}]`
}
