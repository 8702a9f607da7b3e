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
  /** Dose, value, range, reaction: each in the words or units of its source. */
  readonly detail: readonly string[]
  readonly status?: string
  /** FHIR date of the fact; absent: undated. */
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

/** @example 'Medication: lisinopril 10 mg, once daily, active, since 2024-03-02' */
export function factLine(kind: FactKind, fact: Fact): string {
  const { label, dated } = FACT_WORDS[kind]
  const when = fact.date ? [`${dated} ${fact.date.slice(0, 10)}`] : []
  const until = fact.until ? [`until ${fact.until.slice(0, 10)}`] : []
  // Sources often say the dose twice, in the drug's name and beside it.
  const detail = fact.detail.filter((text) => !fact.what.includes(text))
  return `${label}: ${[fact.what, ...detail, ...(fact.status ? [fact.status] : []), ...when, ...until].join(', ')}`
}

export function conditionFact(it: Condition): Fact {
  const date = it.onsetDateTime ?? it.recordedDate
  return fact(words(it.code), [], codeOf(it.clinicalStatus), date, it.abatementDateTime)
}

export function medicationFact(it: MedicationRequest): Fact {
  const what = words(it.medicationCodeableConcept) ?? it.medicationReference?.display
  return fact(what, (it.dosageInstruction ?? []).flatMap(dosage), it.status, it.authoredOn)
}

export function observationFact(it: Observation): Fact {
  const parts = (it.component ?? []).flatMap((part) => value(part).map((text) => `${words(part.code) ?? ''} ${text}`))
  const ranges = (it.referenceRange ?? []).flatMap(range)
  const flags = (it.interpretation ?? []).flatMap((concept) => words(concept) ?? [])
  const status = it.status === 'final' ? undefined : it.status
  const date = it.effectiveDateTime ?? it.effectivePeriod?.start ?? it.issued
  return fact(words(it.code), [...value(it), ...parts, ...flags, ...ranges], status, date)
}

export function allergyFact(it: AllergyIntolerance): Fact {
  const reactions = (it.reaction ?? [])
    .flatMap(({ manifestation }) => manifestation ?? [])
    .flatMap((m) => words(m) ?? [])
  const severity = it.criticality ? [`${it.criticality} criticality`] : []
  return fact(
    words(it.code),
    [...reactions, ...severity],
    codeOf(it.clinicalStatus),
    it.onsetDateTime ?? it.recordedDate,
  )
}

export function immunizationFact(it: Immunization): Fact {
  return fact(words(it.vaccineCode), [], it.status, it.occurrenceDateTime)
}

export function procedureFact(it: Procedure): Fact {
  return fact(words(it.code), [], it.status, it.performedDateTime ?? it.performedPeriod?.start)
}

/** Codes without words say nothing to a reader; the fact is then kept under a plain name. */
function fact(what: string | undefined, detail: string[], status?: string, date?: string, until?: string): Fact {
  return {
    what: what ?? 'not named',
    detail,
    ...(status === undefined ? {} : { status }),
    ...(date === undefined ? {} : { date }),
    ...(until === undefined ? {} : { until }),
  }
}

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
