import { setImmediate } from 'node:timers/promises'
import { CordonError, type SecurityLabel } from '@cordon/contract'
import type { Keyring } from '../crypto/keyring.ts'
import { invariant } from '../kernel/invariant.ts'
import { admits, type Given, given, gives } from '../policy/cedar/paths.ts'
import type { RecordClass } from '../policy/decision/access.ts'
import { classOf, classRef } from '../policy/patients/chart-class.ts'
import { type Owned, open } from '../policy/patients/chart-row.ts'
import type { Store } from '../store/store.ts'
import { goesWith, isStanding } from './encounter.ts'
import { FACT_KINDS, FACT_WORDS, type Fact, type FactKind, factLine, shownOf } from './fact.ts'
import { firstInstant } from './instant.ts'
import type { SearchLimits } from './limits.ts'
import type { Note } from './note.ts'
import { chartRows } from './search.queries.ts'
import { behind, unseenIn } from './unseen.ts'

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
  readonly labels: readonly SecurityLabel[]
}

/**
 * Opens what is of these classes in the chart of one patient: notes in their chunks, facts as lines. `names` are those
 * that the decision was made about, merged records among them; whoever was merged since is not in it. SQL is asked for
 * these classes alone and shows no other (`cordon.classes`); each opened row is asserted to be this patient's under the
 * name of its row, and of the class that its own seal says. Of each record, what `paths` give and nothing else: what is
 * withheld is not searched either. Throws `overloaded` beyond the bounds: an answer from an arbitrary part of a chart
 * could be a wrong one.
 */
export async function openChart(
  deps: { store: Store; keyring: Keyring; limits: SearchLimits },
  tenant: string,
  names: readonly string[],
  { classes: permittedClasses, paths, encounters }: Opening,
): Promise<Piece[]> {
  const classes = permittedClasses.filter(({ kind }) => admits({ paths }, kind))
  if (classes.length === 0 || names.length === 0) return []
  const { documentsMax, factsMax, chartCharactersMax } = deps.limits
  const keys = await deps.keyring.tenant(tenant)
  const permitted = names.flatMap((name) => classes.map((it) => classRef(keys, name, it)))
  const bounds = { documentsMax, factsMax, kinds: FACT_KINDS, classes: permitted }
  const view = { patients: names, classes: permitted }
  const rows = await deps.store.within(tenant, (tx) => chartRows(tx, tenant, names, bounds), view)
  const labelsOf = ({ labels = [] }: Owned, type: string, row: { class: string; patient: string }) => {
    invariant(classRef(keys, row.patient, classOf(type, labels)) === row.class, 'a record is of the class of its row')
    return labels
  }
  if (rows.documents.length > documentsMax || rows.facts.length > factsMax) throw new CordonError('overloaded')
  const pieces: Piece[] = []
  let characters = 0
  for (const [n, row] of rows.documents.entries()) {
    if (n % ROWS_PER_TURN === 0) await setImmediate()
    const { ref, patient: owner } = row
    const opened = await open(deps.keyring, { tenant, table: 'document', ref, patient: owner }, row.sealed)
    if (!goesWith(encounters, 'Note', { own: opened.encounters })) continue
    const note = opened.body as Note
    characters += note.text.length
    if (characters > chartCharactersMax) throw new CordonError('overloaded')
    const labels = labelsOf(opened, 'DocumentReference', row)
    pieces.push(...notePieces({ document: ref, source: opened.source, labels }, note, given(paths, 'Note')))
  }
  for (const [n, row] of rows.facts.entries()) {
    if (n % ROWS_PER_TURN === 0) await setImmediate()
    const { ref, kind, patient: owner } = row
    const opened = await open(deps.keyring, { tenant, table: 'resource', ref, patient: owner }, row.sealed)
    invariant(isFactKind(kind), 'a fact row has a fact kind')
    const fact = opened.body as Fact
    if (!goesWith(encounters, kind, { own: opened.encounters, standing: isStanding(fact) })) continue
    const labels = labelsOf(opened, kind, row)
    const origin = { document: ref, source: opened.source, labels }
    pieces.push(...factPieces(origin, kind, fact, given(paths, kind)))
  }
  return pieces
}

/** What of a chart is opened. */
export interface Opening {
  readonly classes: readonly RecordClass[]
  readonly paths: readonly string[]
  /** Of one encounter, by each of its names, and of what is bound to none; absent: of all. */
  readonly encounters?: readonly string[]
}

type Origin = Pick<Piece, 'document' | 'source' | 'labels'>

/** The date is kept for order and lookback, which show nothing of it. */
export function notePieces(origin: Origin, note: Note, of: Given): Piece[] {
  if (!gives(of, 'text')) return []
  const { text } = note
  const { type, title } = gives(of, 'type') ? note : { type: 'Note', title: '' }
  const date = gives(of, 'date') ? (note.date ?? '') : ''
  const shared = {
    ...origin,
    of: 'notes',
    type,
    title,
    date,
    at: note.date ? firstInstant(note.date) : -Infinity,
    standing: false,
  } as const
  const unseen = unseenIn(text)
  return note.chunks.flatMap(({ section, known, start: from, end }) => {
    // What is hidden further up in the note stays hidden here, where its opening tag is not.
    const start = behind(unseen, from)
    if (start >= end || text.slice(start, end).trim() === '') return []
    return [{ ...shared, section, sectionKnown: known, text: text.slice(start, end), start, end }]
  })
}

/** One piece, or none where nothing of the fact may be shown. */
export function factPieces(origin: Origin, kind: FactKind, fact: Fact, of: Given): Piece[] {
  const shown = shownOf(kind, fact, of)
  if (shown === undefined) return []
  const { date = '' } = shown
  const text = factLine(kind, shown)
  const { label, section } = FACT_WORDS[kind]
  const at = fact.date ? firstInstant(fact.date) : -Infinity
  const whole = { start: 0, end: text.length, text }
  const standing = isStanding(fact)
  return [
    {
      ...origin,
      of: 'facts',
      type: label,
      title: '',
      date,
      at,
      section,
      sectionKnown: true,
      standing,
      ...whole,
    },
  ]
}

function isFactKind(kind: string): kind is FactKind {
  return (FACT_KINDS as readonly string[]).includes(kind)
}
