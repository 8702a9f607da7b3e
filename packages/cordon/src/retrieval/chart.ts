import { setImmediate } from 'node:timers/promises'
import { CordonError } from '@cordon/contract'
import type { Keyring } from '../crypto/keyring.ts'
import { invariant } from '../kernel/invariant.ts'
import type { Store } from '../store/store.ts'
import { FACT_KINDS, FACT_WORDS, type Fact, type FactKind, factLine } from './fact.ts'
import { firstInstant } from './instant.ts'
import type { SearchLimits } from './limits.ts'
import type { Note } from './note.ts'
import { open } from './seal.ts'
import { chartRows } from './search.queries.ts'

/** Opening is work of the processor: after so many rows other requests have a turn, about every 10 ms. */
const ROWS_PER_TURN = 200

/** A piece of one opened chart that may be an answer. */
export interface Piece {
  readonly document: string
  readonly source: string
  readonly of: 'notes' | 'facts'
  readonly type: string
  /** The document's own title, for scoring. */
  readonly title: string
  readonly date: string
  /** Milliseconds; -Infinity when undated. */
  readonly at: number
  readonly section: string
  /** The heading is of our table; any other could hold a name and is not told. */
  readonly sectionKnown: boolean
  /** A fact that is still so, however old. */
  readonly standing: boolean
  readonly text: string
  readonly start: number
  readonly end: number
}

/**
 * Opens the whole chart of one patient: notes in their chunks, facts as lines. Each opened row is asserted to be this
 * patient's. Throws `overloaded` beyond the bounds: an answer from an arbitrary part of a chart could be a wrong one.
 */
export async function openChart(
  deps: { store: Store; keyring: Keyring; limits: SearchLimits },
  tenant: string,
  patient: string,
): Promise<Piece[]> {
  const { documentsMax, factsMax, chartCharactersMax } = deps.limits
  const bounds = { documentsMax, factsMax, kinds: FACT_KINDS }
  const rows = await deps.store.within(tenant, (tx) => chartRows(tx, tenant, patient, bounds))
  if (rows.documents.length > documentsMax || rows.facts.length > factsMax) throw new CordonError('overloaded')
  const pieces: Piece[] = []
  let characters = 0
  for (const [n, { ref, sealed }] of rows.documents.entries()) {
    if (n % ROWS_PER_TURN === 0) await setImmediate()
    const { source, body } = await open(deps.keyring, { tenant, table: 'document', ref, patient }, sealed)
    const note = body as Note
    characters += note.text.length
    if (characters > chartCharactersMax) throw new CordonError('overloaded')
    pieces.push(...notePieces(ref, source, note))
  }
  for (const [n, { ref, kind, sealed }] of rows.facts.entries()) {
    if (n % ROWS_PER_TURN === 0) await setImmediate()
    const { source, body } = await open(deps.keyring, { tenant, table: 'resource', ref, patient }, sealed)
    invariant(isFactKind(kind), 'a fact row has a fact kind')
    pieces.push(factPiece(ref, source, kind, body as Fact))
  }
  return pieces
}

function notePieces(document: string, source: string, note: Note): Piece[] {
  const { type, title, date = '', text } = note
  const shared = {
    document,
    source,
    of: 'notes',
    type,
    title,
    date,
    at: date ? firstInstant(date) : -Infinity,
    standing: false,
  } as const
  return note.chunks.map(({ section, known, start, end }) => ({
    ...shared,
    section,
    sectionKnown: known,
    text: text.slice(start, end),
    start,
    end,
  }))
}

function factPiece(document: string, source: string, kind: FactKind, fact: Fact): Piece {
  const { date = '' } = fact
  const text = factLine(kind, fact)
  const { label, section } = FACT_WORDS[kind]
  const at = date ? firstInstant(date) : -Infinity
  const whole = { start: 0, end: text.length, text }
  const standing = fact.status === 'active' && fact.until === undefined
  return {
    document,
    source,
    of: 'facts',
    type: label,
    title: '',
    date,
    at,
    section,
    sectionKnown: true,
    standing,
    ...whole,
  }
}

function isFactKind(kind: string): kind is FactKind {
  return (FACT_KINDS as readonly string[]).includes(kind)
}
