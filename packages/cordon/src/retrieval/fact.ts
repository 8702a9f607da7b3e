import type { ChartElement } from '@cordon/contract'
import { type Given, gives } from '../policy/cedar/paths.ts'
import type {
  AllergyIntolerance,
  Concept,
  Condition,
  Immunization,
  MedicationRequest,
  Observation,
  Procedure,
  Quantity,
} from './fhir-types.ts'

/** A structured fact of the chart, compact: what a line of context says and what ranks it. Sealed whole. */
export interface Fact {
  readonly what: string
  /**
   * Dose, value, range, reaction: each in the words or units of its source, with the element that it was read from. Rows
   * that an older Cordon wrote have the words alone: they go only where the whole record may.
   */
  readonly detail: readonly (Detail | string)[]
  readonly status?: string
  /** FHIR date of the fact; absent: undated. */
  readonly date?: string
  /** The element it was read from; absent: the row is older, or there is no date. */
  readonly dateOf?: ChartElement
  readonly until?: string
}

export interface Detail {
  readonly of: ChartElement
  readonly text: string
}

/** What of a fact may be shown; what is absent was withheld, or was never there. */
export interface ShownFact {
  readonly what?: string
  readonly detail: readonly string[]
  readonly status?: string
  readonly date?: string
  readonly until?: string
}

export const FACT_KINDS = [
  'Condition',
  'MedicationRequest',
  'Observation',
  'AllergyIntolerance',
  'Immunization',
  'Procedure',
] as const
export type FactKind = (typeof FACT_KINDS)[number]

/** How a fact is called in a line, and the section it belongs to when a profile admits only some. */
export const FACT_WORDS: Record<FactKind, { label: string; section: string; dated: 'since' | 'on' }> = {
  Condition: { label: 'Condition', section: 'problems', dated: 'since' },
  MedicationRequest: { label: 'Medication', section: 'medications', dated: 'since' },
  Observation: { label: 'Result', section: 'results', dated: 'on' },
  AllergyIntolerance: { label: 'Allergy', section: 'allergies', dated: 'since' },
  Immunization: { label: 'Immunization', section: 'immunizations', dated: 'on' },
  Procedure: { label: 'Procedure', section: 'procedures', dated: 'on' },
}

/** The elements that a fact's name and state are read from. */
const ELEMENTS: Record<FactKind, { readonly what: ChartElement; readonly status: ChartElement }> = {
  Condition: { what: 'code', status: 'clinicalStatus' },
  MedicationRequest: { what: 'medication', status: 'status' },
  Observation: { what: 'code', status: 'status' },
  AllergyIntolerance: { what: 'code', status: 'clinicalStatus' },
  Immunization: { what: 'vaccineCode', status: 'status' },
  Procedure: { what: 'code', status: 'status' },
}

/** 164.502(b): the elements that a profile gives, and no other. Undefined: it gives none that this fact has. */
export function shownOf(kind: FactKind, fact: Fact, of: Given): ShownFact | undefined {
  const { what, status } = ELEMENTS[kind]
  const may = (element: ChartElement | undefined) => of === 'whole' || (element !== undefined && gives(of, element))
  const shown: ShownFact = {
    detail: fact.detail.flatMap((it) =>
      typeof it === 'string' ? (may(undefined) ? it : []) : may(it.of) ? it.text : [],
    ),
    ...(may(what) ? { what: fact.what } : {}),
    ...(fact.status !== undefined && may(status) ? { status: fact.status } : {}),
    ...(fact.date !== undefined && may(fact.dateOf) ? { date: fact.date } : {}),
    ...(fact.until !== undefined && may('abatement') ? { until: fact.until } : {}),
  }
  return Object.keys(shown).length > 1 || shown.detail.length > 0 ? shown : undefined
}

/** @example 'Medication: lisinopril 10 mg, once daily, active, since 2024-03-02' */
export function factLine(kind: FactKind, fact: ShownFact): string {
  const { label, dated } = FACT_WORDS[kind]
  const when = fact.date ? [`${dated} ${fact.date.slice(0, 10)}`] : []
  const until = fact.until ? [`until ${fact.until.slice(0, 10)}`] : []
  // Sources often say the dose twice, in the drug's name and beside it.
  const { what = '' } = fact
  const detail = fact.detail.filter((text) => !what.includes(text))
  return `${label}: ${[...(what === '' ? [] : [what]), ...detail, ...(fact.status ? [fact.status] : []), ...when, ...until].join(', ')}`
}

export function conditionFact(it: Condition): Fact {
  const date = first(it.onsetDateTime, 'onset') ?? first(it.recordedDate, 'recordedDate')
  return fact(words(it.code), [], codeOf(it.clinicalStatus), date, it.abatementDateTime)
}

export function medicationFact(it: MedicationRequest): Fact {
  const what = words(it.medicationCodeableConcept) ?? it.medicationReference?.display
  const doses = (it.dosageInstruction ?? []).flatMap(dosage)
  return fact(what, detail('dosageInstruction', doses), it.status, first(it.authoredOn, 'authoredOn'))
}

export function observationFact(it: Observation): Fact {
  const parts = (it.component ?? []).flatMap((part) => value(part).map((text) => `${words(part.code) ?? ''} ${text}`))
  const ranges = (it.referenceRange ?? []).flatMap(range)
  const flags = (it.interpretation ?? []).flatMap((concept) => words(concept) ?? [])
  const status = it.status === 'final' ? undefined : it.status
  const date = first(it.effectiveDateTime ?? it.effectivePeriod?.start, 'effective') ?? first(it.issued, 'issued')
  const details = [
    ...detail('value', value(it)),
    ...detail('component', parts),
    ...detail('interpretation', flags),
    ...detail('referenceRange', ranges),
  ]
  return fact(words(it.code), details, status, date)
}

export function allergyFact(it: AllergyIntolerance): Fact {
  const reactions = (it.reaction ?? [])
    .flatMap(({ manifestation }) => manifestation ?? [])
    .flatMap((m) => words(m) ?? [])
  const severity = it.criticality ? [`${it.criticality} criticality`] : []
  return fact(
    words(it.code),
    [...detail('reaction', reactions), ...detail('criticality', severity)],
    codeOf(it.clinicalStatus),
    first(it.onsetDateTime, 'onset') ?? first(it.recordedDate, 'recordedDate'),
  )
}

export function immunizationFact(it: Immunization): Fact {
  return fact(words(it.vaccineCode), [], it.status, first(it.occurrenceDateTime, 'occurrence'))
}

export function procedureFact(it: Procedure): Fact {
  return fact(words(it.code), [], it.status, first(it.performedDateTime ?? it.performedPeriod?.start, 'performed'))
}

/** Codes without words say nothing to a reader; the fact is then kept under a plain name. */
function fact(
  what: string | undefined,
  detail: readonly Detail[],
  status?: string,
  date?: Dated,
  until?: string,
): Fact {
  return {
    what: what ?? 'not named',
    detail,
    ...(status === undefined ? {} : { status }),
    ...date,
    ...(until === undefined ? {} : { until }),
  }
}

type Dated = Required<Pick<Fact, 'date' | 'dateOf'>>

const first = (date: string | undefined, dateOf: ChartElement): Dated | undefined =>
  date === undefined ? undefined : { date, dateOf }

const detail = (of: ChartElement, texts: readonly string[]): Detail[] => texts.map((text) => ({ of, text }))

export function words(concept: Concept | undefined): string | undefined {
  return concept?.text || concept?.coding?.find(({ display }) => display)?.display
}

function codeOf(concept: Concept | undefined): string | undefined {
  return concept?.coding?.find(({ code }) => code)?.code
}

function value(
  it: Pick<Observation, 'valueQuantity' | 'valueCodeableConcept' | 'valueString' | 'valueInteger' | 'valueBoolean'>,
): string[] {
  if (it.valueQuantity) return quantity(it.valueQuantity)
  if (it.valueCodeableConcept) return [words(it.valueCodeableConcept)].flatMap((text) => text ?? [])
  if (it.valueString !== undefined) return [it.valueString]
  if (it.valueInteger !== undefined) return [String(it.valueInteger)]
  return it.valueBoolean === undefined ? [] : [it.valueBoolean ? 'yes' : 'no']
}

/** Machines write 46.617568000721235; a chart says 46.6. Four significant digits lose nothing that a reader uses. */
function quantity(it: Quantity): string[] {
  if (it.value === undefined) return []
  const number = Math.abs(it.value) >= 1000 ? Math.round(it.value) : Number(it.value.toPrecision(4))
  return [`${number}${it.unit ? ` ${it.unit}` : ''}`]
}

function range(it: NonNullable<Observation['referenceRange']>[number]): string[] {
  if (it.text) return [`reference ${it.text}`]
  const [low] = it.low ? quantity(it.low) : []
  const [high] = it.high ? quantity(it.high) : []
  return low || high ? [`reference ${low ?? 'up'} to ${high ?? 'more'}`] : []
}

type Dosage = NonNullable<MedicationRequest['dosageInstruction']>[number]

function dosage(it: Dosage): string[] {
  if (it.text) return [it.text]
  const dose = (it.doseAndRate ?? []).flatMap(({ doseQuantity }) => (doseQuantity ? quantity(doseQuantity) : []))
  const { frequency, period, periodUnit } = it.timing?.repeat ?? {}
  const often = frequency && period && periodUnit ? [`${frequency} per ${period} ${periodUnit}`] : []
  return [...dose, ...often, ...(it.asNeededBoolean ? ['as needed'] : [])]
}
