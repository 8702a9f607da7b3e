import type { SecurityLabel } from '@cordon/contract'
import type { z } from 'zod'
import type { LabelRecord } from '../policy/labels/record.ts'
import { namesAnother } from './compartment.ts'
import { consentOf } from './consent.ts'
import { encountersOf, namesOfEncounter } from './encounter.ts'
import {
  allergyFact,
  conditionFact,
  type Fact,
  immunizationFact,
  medicationFact,
  observationFact,
  procedureFact,
  words,
} from './fact.ts'
import * as fhir from './fhir-types.ts'
import {
  appointmentLinks,
  careTeamLinks,
  careTeamMembers,
  encounterLinks,
  episodeLinks,
  generalPractitionerLinks,
  groupLinks,
  type Links,
  relatedPersonLinks,
  roleMembers,
  type StatedLink,
  type StatedMember,
} from './link.ts'
import { noteOf } from './note.ts'
import { namesOf, patientByName, type StatedName } from './patient-names.ts'
import { actorForm, identifierForm, patientReference } from './reference.ts'
import { RESOURCE_TYPES } from './resource-types.ts'

/** A resource understood but not yet sealed: which table it goes to and everything that hangs on it. */
export interface Draft {
  /** `statement`: relationships, and no part of a chart. */
  readonly table: 'patient' | 'practitioner' | 'document' | 'resource' | 'statement'
  readonly type: string
  /** `<Type>/<id>` */
  readonly reference: string
  /** `Patient/<id>`; absent for what belongs to no patient. */
  readonly patient?: string
  /** FHIR date by which it is ranked; one in the future is refused. */
  readonly date?: string
  readonly body: object
  readonly links: readonly StatedLink[]
  readonly members: readonly StatedMember[]
  /** Names that stand for one patient. */
  readonly names: readonly StatedName[]
  /** Of a clinician: each form of reference, and the form that stands for the person. */
  readonly forms: readonly { readonly form: string; readonly of: string }[]
  /** The encounters that it is of, `Encounter/<id>` or `Stay/<number>`; of an Encounter, every name of its own. */
  readonly encounters: readonly string[]
  /** References that lead nowhere; the resource itself is kept. */
  readonly loose: readonly string[]
  /** What its source, its codes and its words say of its sensitivity. */
  readonly labels: readonly SecurityLabel[]
  /** Entered in error: what an earlier ingest kept of it is removed. */
  readonly withdrawn: boolean
}

export type Interpreted = { readonly draft: Draft } | { readonly skipped: string } | { readonly bad: string }

export interface InterpretLimits {
  readonly attachmentBytesMax: number
}

/** Understands and labels one resource. What it answers names fields and types of FHIR, never a value. */
export function interpret(value: unknown, limits: InterpretLimits, label: LabelRecord): Interpreted {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { bad: 'not a JSON object' }
  const type = 'resourceType' in value ? value.resourceType : undefined
  if (typeof type !== 'string') return { bad: 'no resourceType' }
  const read = READERS[type]
  if (read) return labelled(atEncounter(inOneCompartment(read(value, limits), type, value), value), value, label)
  return RESOURCE_TYPES.has(type) ? { skipped: `unsupported type ${type}` } : { bad: 'unknown resourceType' }
}

/** What is about two patients lands in neither chart. */
function inOneCompartment(made: Interpreted, type: string, value: object): Interpreted {
  const patient = 'draft' in made ? made.draft.patient : undefined
  // By an identifier it names one alone, and has no id to compare.
  return patient !== undefined && !patient.includes('?') && namesAnother(type, value, patient)
    ? { bad: 'names another patient' }
    : made
}

/** Of which encounter it is, where it is of a chart and does not say itself. */
function atEncounter(made: Interpreted, value: object): Interpreted {
  if (!('draft' in made) || !['document', 'resource'].includes(made.draft.table)) return made
  const { draft } = made
  return draft.type === 'Encounter' ? made : { draft: { ...draft, encounters: encountersOf(value) } }
}

/** A label that nobody here knows restricts the record, and is named. */
function labelled(made: Interpreted, value: object, label: LabelRecord): Interpreted {
  if (!('draft' in made) || made.draft.table === 'patient' || made.draft.table === 'practitioner') return made
  const { body, loose } = made.draft
  const { labels, unknown } = label(value, 'text' in body && typeof body.text === 'string' ? body.text : undefined)
  const named = unknown.map((code) => `security label ${code} is not known: restricted`)
  return { draft: { ...made.draft, labels, loose: [...loose, ...named] } }
}

type Reader = (value: object, limits: InterpretLimits) => Interpreted

const READERS: Record<string, Reader> = {
  Patient: reader(fhir.Patient, (it) => {
    const { links, loose } = generalPractitionerLinks(it)
    return draft('patient', 'Patient', it.id, {
      patient: `Patient/${it.id}`,
      body: it,
      links,
      loose,
      names: namesOf(it),
    })
  }),
  Practitioner: reader(fhir.Practitioner, (it) => {
    const of = `Practitioner/${it.id}`
    const business = (it.identifier ?? []).flatMap((identifier) => identifierForm(identifier) ?? [])
    const forms = [...new Set([of, ...business])].map((form) => ({ form, of }))
    return draft('practitioner', 'Practitioner', it.id, { body: { name: it.name ?? [] }, forms })
  }),
  PractitionerRole: reader(fhir.PractitionerRole, (it) => {
    const of = actorForm(it.practitioner)
    if (of === undefined) return { skipped: 'role without a practitioner' }
    const name = it.practitioner?.display === undefined ? [] : [{ text: it.practitioner.display }]
    const form = `PractitionerRole/${it.id}`
    // A role with a period stands for its person only while it lasts: as a membership, not as a name.
    const forms = it.active === false ? [] : [{ form, of: it.period === undefined ? of : form }]
    return draft('practitioner', 'PractitionerRole', it.id, { body: { name }, forms, members: roleMembers(it, of) })
  }),
  Organization: reader(fhir.Organization, (it) => ofHouse('Organization', it.id, { ...it, address: it.address ?? [] })),
  Location: reader(fhir.Location, (it) =>
    ofHouse('Location', it.id, { ...it, address: it.address ? [it.address] : [] }),
  ),
  RelatedPerson: reader(fhir.RelatedPerson, (it) =>
    about('RelatedPerson', it.id, it.patient, { body: it, ...relatedPersonLinks(it) }),
  ),
  Appointment: reader(fhir.Appointment, (it) => statement('Appointment', it.id, appointmentLinks(it))),
  EpisodeOfCare: reader(fhir.EpisodeOfCare, (it) => statement('EpisodeOfCare', it.id, episodeLinks(it))),
  Group: reader(fhir.Group, (it) => statement('Group', it.id, groupLinks(it))),
  Encounter: reader(fhir.Encounter, (it) => {
    const what = (it.type ?? []).flatMap((concept) => words(concept) ?? [])
    const reasons = (it.reasonCode ?? []).flatMap((concept) => words(concept) ?? [])
    const body = { status: it.status, what, reasons, period: it.period }
    return about('Encounter', it.id, it.subject, { body, encounters: namesOfEncounter(it), ...encounterLinks(it) })
  }),
  CareTeam: reader(fhir.CareTeam, (it) => {
    const members = careTeamMembers(it)
    // A ward's team is nobody's in particular: it says who belongs to it.
    if (it.subject === undefined) return statement('CareTeam', it.id, { links: [], loose: [], members })
    const body = { status: it.status, period: it.period }
    return about('CareTeam', it.id, it.subject, { body, members, ...careTeamLinks(it) })
  }),
  DocumentReference: reader(fhir.DocumentReference, (it, limits) => {
    // The reference may stand while the document that it names was a mistake.
    if ([it.status, it.docStatus].includes('entered-in-error'))
      return about('DocumentReference', it.id, it.subject, { body: {}, withdrawn: true })
    const made = noteOf(it, limits)
    if (!('note' in made)) return made
    return about('DocumentReference', it.id, it.subject, { body: made.note, ...dated(made.note.date) })
  }),
  Consent: (value) =>
    reader(fhir.Consent, (it) => {
      const made = consentOf(it, value)
      if (made === 'not about data') return { skipped: 'consent to a treatment, not about data' }
      const patient = patientByName(it.patient)
      if (made === 'not in force') return of(patient, 'Consent', it.id, { body: {}, withdrawn: true })
      return of(patient, 'Consent', it.id, { body: made.consent, loose: made.loose })
    })(value, { attachmentBytesMax: 0 }),
  Condition: fact('Condition', fhir.Condition, conditionFact, (it) => it.subject),
  MedicationRequest: fact('MedicationRequest', fhir.MedicationRequest, medicationFact, (it) => it.subject),
  Observation: fact('Observation', fhir.Observation, observationFact, (it) => it.subject),
  AllergyIntolerance: fact('AllergyIntolerance', fhir.AllergyIntolerance, allergyFact, (it) => it.patient),
  Immunization: fact('Immunization', fhir.Immunization, immunizationFact, (it) => it.patient),
  Procedure: fact('Procedure', fhir.Procedure, procedureFact, (it) => it.subject),
}

/** Parses once, at the door. The first field that does not fit is named by its path in FHIR's own words. */
function reader<Shape extends z.ZodType>(
  shape: Shape,
  make: (it: z.infer<Shape>, limits: InterpretLimits) => Interpreted,
): Reader {
  return (value, limits) => {
    const parsed = shape.safeParse(value)
    if (parsed.success) return make(parsed.data, limits)
    return { bad: `wrong or missing ${pathOf(parsed.error.issues[0]?.path ?? [])}` }
  }
}

function pathOf(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
  return parts.join('').replace(/^\./, '') || 'value'
}

interface Errable {
  readonly id: string
  readonly status?: string | undefined
  readonly verificationStatus?: fhir.Concept | undefined
}

function fact<Shape extends z.ZodType<Errable>>(
  type: string,
  shape: Shape,
  make: (it: z.infer<Shape>) => Fact,
  subject: (it: z.infer<Shape>) => fhir.Reference | undefined,
): Reader {
  return reader(shape, (it) => {
    const made = make(it)
    return about(type, it.id, subject(it), { body: made, ...dated(made.date), withdrawn: inError(it) })
  })
}

/** Refuted and mistaken facts are no facts: shown beside the true ones they would be believed. */
function inError(it: Errable): boolean {
  const verification = it.verificationStatus?.coding?.map(({ code }) => code) ?? []
  return [it.status, ...verification].some((code) => ['entered-in-error', 'refuted', 'not-done'].includes(code ?? ''))
}

/** A place of the house: its name, address and numbers identify whoever was treated there, 164.514(b)(2)(i)(B). */
function ofHouse(type: string, id: string, { name, address, telecom = [] }: Place): Interpreted {
  const form = `${type}/${id}`
  return draft('practitioner', type, id, { body: { place: { name, address, telecom } }, forms: [{ form, of: form }] })
}

type Place = Pick<fhir.Organization, 'name' | 'telecom'> & { address: readonly fhir.Address[] }

function dated(date: string | undefined): { date?: string } {
  return date === undefined ? {} : { date }
}

type Rest = Pick<Draft, 'body'> & Partial<Draft>

function about(type: string, id: string, subject: fhir.Reference | undefined, rest: Rest): Interpreted {
  return of(patientReference(subject), type, id, rest)
}

function of(patient: ReturnType<typeof patientReference>, type: string, id: string, rest: Rest): Interpreted {
  if ('not' in patient) return { bad: patient.not }
  return draft(type === 'DocumentReference' ? 'document' : 'resource', type, id, { patient: patient.is, ...rest })
}

function statement(type: string, id: string, stated: Links & { members?: readonly StatedMember[] }): Interpreted {
  return draft('statement', type, id, { body: {}, ...stated })
}

function draft(table: Draft['table'], type: string, id: string, rest: Rest): Interpreted {
  return {
    draft: {
      table,
      type,
      reference: `${type}/${id}`,
      links: [],
      members: [],
      names: [],
      forms: [],
      encounters: [],
      loose: [],
      labels: [],
      withdrawn: false,
      ...rest,
    },
  }
}
