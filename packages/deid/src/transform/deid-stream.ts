import { type Made, Phi } from '../boundary.ts'
import { type CodeBook, type CodeBookState, createCodeBook } from '../code-book.ts'
import type { Deidentifier } from '../deidentify.ts'
import { deidentifyAs } from '../formats/deidentify-text.ts'
import type { Label, PolicyName } from '../policies/policy.ts'
import type { IdentifierKind, Known } from '../span.ts'
import { createFlow, type FlowOptions, type StreamProgress } from './flow.ts'

export interface DeidStreamJob extends Omit<FlowOptions, 'onProgress'> {
  readonly deidentifier: Deidentifier
  /** One of the deidentifier's policies; `safe-harbor` without it. What the others make is PHI still. */
  readonly policy?: PolicyName
  /** Identifiers known beforehand, for every record. */
  readonly known?: readonly Known[]
  /**
   * `book`: the codes of all records, so that all of it can be put back; it throws `book_full` at its bound. `random`:
   * a memory of its own, in which the newest values keep their codes and the oldest are forgotten, so that a stream
   * without an end needs the memory of a short one.
   */
  readonly memory:
    | { readonly book: CodeBook }
    | { readonly random: (length: number) => Uint8Array; readonly valuesMax?: number }
  /** Of what earlier records named, the newest values that are looked for in later ones; 500 without it. */
  readonly lookedForMax?: number
  readonly onProgress?: (progress: DeidStreamProgress) => void
}

export interface DeidStreamProgress extends StreamProgress {
  readonly counts: Readonly<Partial<Record<IdentifierKind, number>>>
}

/**
 * De-identifies a stream of records: text by lines and paragraphs, NDJSON and FHIR by lines, HL7 by messages, tables by
 * rows. What the latest records name is known in those after them, and equal values have equal codes. Errors with `DeidError` and
 * the record's number; nothing of a refused record is written.
 *
 * @example
 * await file.stream().pipeThrough(createDeidStream({ format: 'csv', deidentifier, memory: { book } })).pipeTo(sink)
 */
export function createDeidStream(job: DeidStreamJob): TransformStream<Uint8Array, Uint8Array> {
  const { deidentifier, policy = 'safe-harbor', known = [], onProgress, memory, lookedForMax, ...flow } = job
  const books = 'book' in memory ? { current: () => memory.book } : createFading(memory)
  const view = createView(lookedForMax ?? LOOKED_FOR_MAX)
  const counts: Partial<Record<IdentifierKind, number>> = {}
  const report = (progress: StreamProgress): void => onProgress?.({ ...progress, counts: { ...counts } })
  return createFlow({ ...flow, onProgress: report }, async (text, format) => {
    const book = view(books.current())
    const made = await deidentifyAs<PolicyName>(format, new Phi(text), { deidentifier, policy, known, book })
    for (const [kind, count] of Object.entries(made.report.counts) as [IdentifierKind, number][])
      counts[kind] = (counts[kind] ?? 0) + count
    return textOf(made)
  })
}

function textOf(made: Made<string, Label>): string {
  return made.label === 'clean' ? made.clean.value : made.stillPhi.reveal()
}

/** Looking for many values takes longer than reading: what was named long ago is found by its own marks, as it was then. */
const LOOKED_FOR_MAX = 500

/** A book that gives the newest of what it learnt, and is otherwise the same. */
function createView(lookedForMax: number): (book: CodeBook) => CodeBook {
  const views = new WeakMap<CodeBook, CodeBook>()
  return (book) => {
    const made = views.get(book) ?? { ...book, learned: () => book.learned().slice(-lookedForMax) }
    views.set(book, made)
    return made
  }
}

export const REMEMBERED_VALUES_MAX = 5_000

/** A book that forgets its older half whenever it is full. */
function createFading(memory: { readonly random: (length: number) => Uint8Array; readonly valuesMax?: number }) {
  const { random, valuesMax = REMEMBERED_VALUES_MAX } = memory
  // One batch may mint past the bound before it is looked at again.
  const limits = { valuesMax: valuesMax + MINTED_AT_ONCE_MAX }
  let book = createCodeBook({ random, limits })
  return {
    current(): CodeBook {
      if (book.entries().length > valuesMax) {
        book = createCodeBook({ random, limits, state: newest(book.serialize(), Math.ceil(valuesMax / 2)) })
      }
      return book
    },
  }
}

const MINTED_AT_ONCE_MAX = 50_000

function newest({ codes, surrogates, ...rest }: CodeBookState, count: number): CodeBookState {
  const state = { ...rest, codes: codes.slice(-count), turns: [] }
  if (surrogates === undefined) return state
  const { texts, words } = surrogates
  return { ...state, surrogates: { ...surrogates, texts: texts.slice(-count), words: words.slice(-count) } }
}
