import type { SecurityLabel } from '@cordon/contract'
import type { Known, Phi } from '@cordon/deid'
import type { Minimum } from '../policy/cedar/profiles.ts'
import type { RecordClass } from '../policy/decision/access.ts'

/** A piece of one note: never cut inside a list item, a medication line or a sentence. */
export interface Passage {
  /** Pseudonym of the document. */
  readonly document: string
  /** `DocumentReference/<id>`: a citation for the person who asks, inside the boundary. */
  readonly source: Phi
  /** LOINC display or the note's own title, for example `Progress note`. */
  readonly type: string
  /** ISO date of the note; it identifies, so it is de-identified with the text. */
  readonly date: Phi
  readonly section: string
  readonly text: Phi
  readonly start: number
  readonly end: number
  readonly score: number
  /** Of the record it was taken from. */
  readonly labels: readonly SecurityLabel[]
}

export interface Retrieval {
  /**
   * The most relevant passages of one patient's chart, best first. `names`, every name (a pseudonym) of the patient that was decided
   * about, are a hard filter, asserted again after decryption and never resolved anew; `classes` are what the decision permits of it, and nothing else is opened or counted (42 CFR 2.13).
   * The caller has been permitted before this is called. `profile` bounds what may go: of which records which elements, and how many passages.
   * `of` is what `X-Cordon-Retrieve` asked for; absent: both. `encounters`, every name of one, leave out what is of another. Throws `overloaded` when a chart exceeds the bounds.
   */
  search(ask: {
    tenant: string
    names: readonly string[]
    classes: readonly RecordClass[]
    query: Phi
    profile: Minimum
    of?: readonly ('notes' | 'facts')[]
    encounters?: readonly string[]
  }): Promise<Passage[]>
  /** Everything the store knows that names this patient, their family and their clinicians; `standing`: the staff of the house, the same list until it changes. */
  known(tenant: string, names: readonly string[]): Promise<{ known: readonly Known[]; standing: readonly Known[] }>
}

/** What `cordon ingest` prints: counts by resource type, and each thing that was not kept, by file and line. */
export interface IngestReport {
  readonly kept: Record<string, number>
  /** Reason → count, for example `unsupported type Claim` → 41. */
  readonly skipped: Record<string, number>
  /** At most 100; `at` is `file:line` or `file: entry[3]`; no value of the resource. */
  readonly bad: { readonly at: string; readonly why: string }[]
}
