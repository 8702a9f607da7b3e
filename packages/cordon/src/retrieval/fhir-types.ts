import { z } from 'zod'

/**
 * The part of FHIR R4 that Cordon keeps. A field that is not named here is dropped; one that is named and has the wrong
 * type refuses the resource, because what cannot be read cannot be de-identified either.
 */

/** FHIR `dateTime` and `date`: a year, a month, a day or a moment. */
const FhirDate = z
  .string()
  .regex(/^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/)
  .refine((text) => !Number.isNaN(Date.parse(text)))

export const Coding = z.object({
  system: z.string().optional(),
  code: z.string().optional(),
  display: z.string().optional(),
})
export const Concept = z.object({ coding: z.array(Coding).optional(), text: z.string().optional() })
export const Period = z.object({ start: FhirDate.optional(), end: FhirDate.optional() })
const Identifier = z.object({ type: Concept.optional(), system: z.string().optional(), value: z.string().optional() })
export const Reference = z.object({
  reference: z.string().optional(),
  type: z.string().optional(),
  identifier: Identifier.optional(),
  display: z.string().optional(),
})
const HumanName = z.object({
  text: z.string().optional(),
  family: z.string().optional(),
  given: z.array(z.string()).optional(),
})
const Address = z.object({
  text: z.string().optional(),
  line: z.array(z.string()).optional(),
  city: z.string().optional(),
  district: z.string().optional(),
  postalCode: z.string().optional(),
})
const Telecom = z.object({ system: z.string().optional(), value: z.string().optional() })
const Quantity = z.object({ value: z.number().optional(), unit: z.string().optional(), code: z.string().optional() })

/** FHIR ids are `[A-Za-z0-9-.]{1,64}`. */
const Id = z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/)
const resource = <Shape extends z.ZodRawShape>(shape: Shape) => z.object({ id: Id, ...shape })

const Extension = z.object({
  url: z.string(),
  valueString: z.string().optional(),
  valueAddress: Address.optional(),
})

export const Patient = resource({
  identifier: z.array(Identifier).optional(),
  name: z.array(HumanName).optional(),
  telecom: z.array(Telecom).optional(),
  birthDate: FhirDate.optional(),
  deceasedDateTime: FhirDate.optional(),
  address: z.array(Address).optional(),
  contact: z
    .array(
      z.object({
        name: HumanName.optional(),
        telecom: z.array(Telecom).optional(),
        address: Address.optional(),
        organization: Reference.optional(),
      }),
    )
    .optional(),
  generalPractitioner: z.array(Reference).optional(),
  managingOrganization: Reference.optional(),
  link: z.array(z.object({ other: Reference, type: z.string() })).optional(),
  extension: z.array(Extension).optional(),
})

export const RelatedPerson = resource({
  patient: Reference,
  identifier: z.array(Identifier).optional(),
  name: z.array(HumanName).optional(),
  telecom: z.array(Telecom).optional(),
  birthDate: FhirDate.optional(),
  address: z.array(Address).optional(),
  active: z.boolean().optional(),
  period: Period.optional(),
})

export const Practitioner = resource({
  identifier: z.array(Identifier).optional(),
  name: z.array(HumanName).optional(),
})

export const Organization = resource({
  name: z.string().optional(),
  telecom: z.array(Telecom).optional(),
  address: z.array(Address).optional(),
})

export const Location = resource({
  name: z.string().optional(),
  telecom: z.array(Telecom).optional(),
  address: Address.optional(),
})

export const PractitionerRole = resource({
  active: z.boolean().optional(),
  period: Period.optional(),
  practitioner: Reference.optional(),
  organization: Reference.optional(),
})

export const Appointment = resource({
  status: z.string(),
  start: FhirDate.optional(),
  end: FhirDate.optional(),
  participant: z.array(z.object({ actor: Reference.optional(), status: z.string() })),
})

export const EpisodeOfCare = resource({
  status: z.string(),
  patient: Reference,
  period: Period.optional(),
  careManager: Reference.optional(),
  team: z.array(Reference).optional(),
})

/** Members of one group; a larger one is refused rather than read in part. */
const GROUP_MEMBERS_MAX = 5_000

export const Group = resource({
  active: z.boolean().optional(),
  type: z.string(),
  actual: z.boolean(),
  managingEntity: Reference.optional(),
  member: z
    .array(z.object({ entity: Reference, period: Period.optional(), inactive: z.boolean().optional() }))
    .max(GROUP_MEMBERS_MAX)
    .optional(),
})

export const Encounter = resource({
  status: z.string(),
  identifier: z.array(Identifier).optional(),
  type: z.array(Concept).optional(),
  subject: Reference.optional(),
  participant: z.array(z.object({ individual: Reference.optional(), period: Period.optional() })).optional(),
  period: Period.optional(),
  reasonCode: z.array(Concept).optional(),
  serviceProvider: Reference.optional(),
})

export const CareTeam = resource({
  status: z.string().optional(),
  subject: Reference.optional(),
  period: Period.optional(),
  participant: z.array(z.object({ member: Reference.optional(), period: Period.optional() })).optional(),
})

export const DocumentReference = resource({
  status: z.string(),
  docStatus: z.string().optional(),
  type: Concept.optional(),
  subject: Reference.optional(),
  date: FhirDate.optional(),
  description: z.string().optional(),
  author: z.array(Reference).optional(),
  content: z.array(
    z.object({
      attachment: z.object({
        contentType: z.string().optional(),
        data: z.string().optional(),
        url: z.string().optional(),
        title: z.string().optional(),
        creation: FhirDate.optional(),
      }),
    }),
  ),
  context: z.object({ period: Period.optional() }).optional(),
})

export const Condition = resource({
  clinicalStatus: Concept.optional(),
  verificationStatus: Concept.optional(),
  code: Concept.optional(),
  subject: Reference,
  onsetDateTime: FhirDate.optional(),
  abatementDateTime: FhirDate.optional(),
  recordedDate: FhirDate.optional(),
})

export const MedicationRequest = resource({
  status: z.string(),
  medicationCodeableConcept: Concept.optional(),
  medicationReference: Reference.optional(),
  subject: Reference,
  authoredOn: FhirDate.optional(),
  dosageInstruction: z
    .array(
      z.object({
        text: z.string().optional(),
        asNeededBoolean: z.boolean().optional(),
        timing: z
          .object({
            repeat: z
              .object({
                frequency: z.number().optional(),
                period: z.number().optional(),
                periodUnit: z.string().optional(),
              })
              .optional(),
          })
          .optional(),
        doseAndRate: z.array(z.object({ doseQuantity: Quantity.optional() })).optional(),
      }),
    )
    .optional(),
})

const observed = {
  valueQuantity: Quantity.optional(),
  valueCodeableConcept: Concept.optional(),
  valueString: z.string().optional(),
  valueInteger: z.number().optional(),
  valueBoolean: z.boolean().optional(),
}

export const Observation = resource({
  status: z.string(),
  code: Concept,
  subject: Reference.optional(),
  effectiveDateTime: FhirDate.optional(),
  effectivePeriod: Period.optional(),
  issued: FhirDate.optional(),
  ...observed,
  interpretation: z.array(Concept).optional(),
  referenceRange: z
    .array(z.object({ low: Quantity.optional(), high: Quantity.optional(), text: z.string().optional() }))
    .optional(),
  component: z.array(z.object({ code: Concept, ...observed })).optional(),
})

export const AllergyIntolerance = resource({
  clinicalStatus: Concept.optional(),
  verificationStatus: Concept.optional(),
  criticality: z.string().optional(),
  code: Concept.optional(),
  patient: Reference,
  onsetDateTime: FhirDate.optional(),
  recordedDate: FhirDate.optional(),
  reaction: z.array(z.object({ manifestation: z.array(Concept).optional() })).optional(),
})

export const Immunization = resource({
  status: z.string(),
  vaccineCode: Concept,
  patient: Reference,
  occurrenceDateTime: FhirDate.optional(),
})

export const Procedure = resource({
  status: z.string(),
  code: Concept.optional(),
  subject: Reference,
  performedDateTime: FhirDate.optional(),
  performedPeriod: Period.optional(),
})

/** What is read before anything else of a consent; the rest is `consent.ts`'s. */
export const Consent = resource({ status: z.unknown(), patient: Reference })

export type Concept = z.infer<typeof Concept>
export type Reference = z.infer<typeof Reference>
export type Period = z.infer<typeof Period>
export type Identifier = z.infer<typeof Identifier>
export type HumanName = z.infer<typeof HumanName>
export type Address = z.infer<typeof Address>
export type Telecom = z.infer<typeof Telecom>
export type Quantity = z.infer<typeof Quantity>
export type Patient = z.infer<typeof Patient>
export type RelatedPerson = z.infer<typeof RelatedPerson>
export type Practitioner = z.infer<typeof Practitioner>
export type Organization = z.infer<typeof Organization>
export type PractitionerRole = z.infer<typeof PractitionerRole>
export type Appointment = z.infer<typeof Appointment>
export type EpisodeOfCare = z.infer<typeof EpisodeOfCare>
export type Group = z.infer<typeof Group>
export type Encounter = z.infer<typeof Encounter>
export type CareTeam = z.infer<typeof CareTeam>
export type DocumentReference = z.infer<typeof DocumentReference>
export type Condition = z.infer<typeof Condition>
export type MedicationRequest = z.infer<typeof MedicationRequest>
export type Observation = z.infer<typeof Observation>
export type AllergyIntolerance = z.infer<typeof AllergyIntolerance>
export type Immunization = z.infer<typeof Immunization>
export type Procedure = z.infer<typeof Procedure>
