import type { TaskProfile } from '@cordon/contract'
import { DAY } from '../kernel/clock.ts'
import { createBm25 } from './bm25.ts'
import type { Piece } from './chart.ts'
import { canonicalHeading, plainHeading } from './headings.ts'
import { createTokenizer } from './tokenize.ts'

export interface Ranked {
  readonly piece: Piece
  readonly score: number
}

/** Words that ask for the newest; none of them says what is asked about. */
const LATEST = /\b(latest|last|current|currently|most recent|newest|recent|recently|now|today|still)\b/gi
/** With these alone a question asks for the newest note itself. */
const NOTE_ITSELF =
  /\b(visits?|notes?|encounters?|appointments?|seen|summar\w+|happened|came|come|doing|status|record|chart|done|time|update)\b/gi
/** A heading says what its section is about in a word: it counts as often as a word said three times. */
const HEADING_WEIGHT = 3
/** What is still so outweighs what was, when the question is about now. */
const STANDING_WEIGHT = 1.5
/** How much the newest outweighs the oldest when the newest is asked for, and otherwise. */
const LATEST_WEIGHT = 1
const RECENT_WEIGHT = 0.05

/**
 * The pieces that answer a question best, best first, within what the profile admits. Deterministic: equal scores go by
 * date (newest first), then by document and offset. Without a word in common there is no answer; a question
 * for the last visit itself gets the newest note.
 */
export function rank(
  pieces: readonly Piece[],
  query: string,
  own: ReadonlySet<string>,
  profile: TaskProfile,
  now: number,
): Ranked[] {
  const admitted = latestOfFacts(pieces.filter((piece) => admits(profile, piece, now)))
  const { tokens, terms } = createTokenizer()
  const latest = query.search(LATEST) >= 0
  // The patient's own name is in every note: it would draw the passages that identify most, and answers nothing.
  const asked = (text: string) => new Map([...terms(text)].filter(([term]) => !own.has(term)))
  const about = asked(query.replace(LATEST, ' '))
  if (latest && asked(query.replace(LATEST, ' ').replace(NOTE_ITSELF, ' ')).size === 0) return newestNote(admitted)
  const index = createBm25(admitted.map((piece) => tokens(indexed(piece))))
  const recency = recencies(admitted)
  const scored = index.scores(about).map((score, i) => {
    const piece = admitted[i]
    const recent = 1 + (latest ? LATEST_WEIGHT : RECENT_WEIGHT) * (recency[i] ?? 0)
    return { piece, score: score * recent * (latest && piece?.standing ? STANDING_WEIGHT : 1) }
  })
  return scored.flatMap(({ piece, score }) => (piece && score > 0 ? [{ piece, score }] : [])).sort(byScore)
}

function indexed({ section, type, title, text }: Piece): string {
  return `${`${section}\n`.repeat(HEADING_WEIGHT)}${type} ${title}\n${text}`
}

function admits(profile: TaskProfile, piece: Piece, now: number): boolean {
  const { lookbackDays, sections } = profile
  if (lookbackDays !== undefined && !piece.standing && piece.at < now - lookbackDays * DAY) return false
  if (sections === undefined) return true
  return sections.some((section) => (canonicalHeading(section) ?? plainHeading(section)) === piece.section)
}

/** A drug that was prescribed forty times is one fact: the newest line of the same words stands for all. */
function latestOfFacts(pieces: readonly Piece[]): Piece[] {
  const newest = new Map<string, Piece>()
  for (const piece of pieces) {
    if (piece.of !== 'facts') continue
    const key = sameFact(piece)
    const before = newest.get(key)
    if (!before || newer(piece, before) < 0) newest.set(key, piece)
  }
  return pieces.filter((piece) => piece.of === 'notes' || newest.get(sameFact(piece)) === piece)
}

/** The line without its state and dates. */
function sameFact({ text }: Piece): string {
  return text.replace(
    /(, (active|stopped|completed|resolved|inactive|cancelled|remission|recurrence|relapse))?(, (since|on) [\d-]+)?(, until [\d-]+)?$/,
    '',
  )
}

/** 0 for the oldest date among the pieces, 1 for the newest: an order, so that one very old note changes nothing. */
function recencies(pieces: readonly Piece[]): number[] {
  const times = [...new Set(pieces.map(({ at }) => at))].sort((a, b) => a - b)
  const order = new Map(times.map((at, i) => [at, times.length < 2 ? 1 : i / (times.length - 1)]))
  return pieces.map(({ at }) => order.get(at) ?? 0)
}

function byScore(a: Ranked, b: Ranked): number {
  return b.score - a.score || newer(a.piece, b.piece)
}

function newer(a: Piece, b: Piece): number {
  if (a.at !== b.at) return b.at > a.at ? 1 : -1
  if (a.document !== b.document) return a.document < b.document ? -1 : 1
  return a.start - b.start
}

function newestNote(pieces: readonly Piece[]): Ranked[] {
  const notes = pieces.filter(({ of }) => of === 'notes').sort(newer)
  return notes.filter(({ document }) => document === notes[0]?.document).map((piece) => ({ piece, score: 0 }))
}
