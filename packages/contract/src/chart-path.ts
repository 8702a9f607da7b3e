import { z } from 'zod'

/**
 * Of which elements of which records a passage of a chart is made, in FHIR's words (a choice such as `value[x]` by its bare
 * name, as FHIRPath has it). `Note` is the text of a DocumentReference. Nothing else of a record goes to a model with a
 * question, so nothing else can be named by a minimum-necessary profile.
 */
export const CHART_ELEMENTS = {
  Note: ['text', 'type', 'date'],
  Condition: ['code', 'clinicalStatus', 'onset', 'recordedDate', 'abatement'],
  MedicationRequest: ['medication', 'dosageInstruction', 'status', 'authoredOn'],
  Observation: ['code', 'value', 'component', 'interpretation', 'referenceRange', 'status', 'effective', 'issued'],
  AllergyIntolerance: ['code', 'reaction', 'criticality', 'clinicalStatus', 'onset', 'recordedDate'],
  Immunization: ['vaccineCode', 'status', 'occurrence'],
  Procedure: ['code', 'status', 'performed'],
} as const satisfies Record<string, readonly string[]>

export type ChartKind = keyof typeof CHART_ELEMENTS
/** An element of any kind, by its name alone. */
export type ChartElement = (typeof CHART_ELEMENTS)[ChartKind][number]

const PATHS: readonly string[] = Object.entries(CHART_ELEMENTS).flatMap(([kind, elements]) => [
  kind,
  ...elements.map((element) => `${kind}.${element}`),
])
const KNOWN: ReadonlySet<string> = new Set(['*', ...PATHS])

/**
 * Why a path is none, and the one that was probably meant. `unread`: the form is right, and it gives nothing, because no
 * passage is made of such records.
 *
 * @example chartPathProblem('Observation.valueQuantity') // { why: …, mend: 'did you mean Observation.value?', unread: false }
 */
export function chartPathProblem(path: string): { why: string; mend?: string; unread: boolean } | undefined {
  if (KNOWN.has(path)) return undefined
  const meant = nearest(path)
  const mend = meant === undefined ? {} : { mend: `did you mean ${meant}?` }
  const [kind = ''] = path.split('.')
  if (!KIND.test(kind)) return { why: 'this is no kind of record', ...mend, unread: false }
  if (path !== kind || meant !== undefined) return { why: `no passage is made of ${path}`, ...mend, unread: false }
  return { why: `no passage is made of ${kind}`, unread: true }
}

const KIND = /^[A-Z][A-Za-z]{1,49}$/

/** One path of a profile: a kind of records, an element of one (`Observation.value`), or `*` for everything. */
export const ChartPath = z
  .string()
  .max(100)
  .superRefine((path, context) => {
    const found = chartPathProblem(path)
    if (found === undefined) return
    const { why, mend } = found
    context.addIssue({ code: 'custom', message: mend === undefined ? why : `${why}: ${mend}` })
  })

/** Letters that may differ between what was written and what was meant. */
const LETTERS_MAX = 2

/** A longer form of a known path (`Observation.value[x]`, `Condition.code.text`), a word of ours, or a slip of the pen. */
function nearest(path: string): string | undefined {
  if (path === 'DocumentReference' || path.startsWith('DocumentReference.')) return 'Note'
  const longer = PATHS.filter((each) => each.includes('.') && path.startsWith(each))
  const [longest] = longer.toSorted((a, b) => b.length - a.length)
  if (longest !== undefined) return longest
  const near = PATHS.map((each) => ({ each, letters: distance(path.toLowerCase(), each.toLowerCase()) }))
  const [best] = near.filter(({ letters }) => letters <= LETTERS_MAX).toSorted((a, b) => a.letters - b.letters)
  return best?.each
}

/** Levenshtein's, of two short words. */
function distance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > LETTERS_MAX) return LETTERS_MAX + 1
  let row = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (const [line, letter] of one.split('').entries()) {
    const next = [line + 1]
    for (const [column, theirs] of other.split('').entries())
      next.push(
        Math.min((next[column] ?? 0) + 1, (row[column + 1] ?? 0) + 1, (row[column] ?? 0) + (letter === theirs ? 0 : 1)),
      )
    row = next
  }
  return row.at(-1) ?? 0
}
