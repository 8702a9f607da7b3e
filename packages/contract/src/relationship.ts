import { z } from 'zod'

/** Kinds of relationship that somebody may state. Who is the patient themselves, nobody has to. */
export const StatedKind = z.enum([
  'care-team',
  'encounter',
  'general-practitioner',
  'appointment',
  'episode-of-care',
  'study-group',
  'related-person',
])
export type StatedKind = z.infer<typeof StatedKind>

/**
 * One relationship as a registration system states it: a line of `POST /api/relationships`. The same source, patient and
 * person again replaces what was said before.
 *
 * @example { patient: 'Patient/17', who: 'Practitioner/4', kind: 'care-team', source: 'rota 2026-11', end: '2026-12-01T00:00:00Z' }
 */
export const StatedRelationship = z.strictObject({
  /** `Patient/<id>`, or `Patient?identifier=<system>|<value>`. */
  patient: z
    .string()
    .max(300)
    .regex(/^Patient(\/[A-Za-z0-9\-.]{1,64}|\?identifier=[^|\s]+\|\S+)$/),
  /** `Practitioner/<id>`, `PractitionerRole/<id>`, `RelatedPerson/<id>`, `CareTeam/<id>`, `Organization/<id>`, or a practitioner’s identifier. */
  who: z
    .string()
    .max(300)
    .regex(
      /^((Practitioner|PractitionerRole|RelatedPerson|CareTeam|Organization)\/[A-Za-z0-9\-.]{1,64}|Practitioner\?identifier=[^|\s]+\|\S+)$/,
    ),
  kind: StatedKind,
  /** What says so, in the stating system’s own words: a reference, no sentence about anybody. */
  source: z
    .string()
    .max(100)
    .regex(/^[A-Za-z0-9][A-Za-z0-9 ._:/#-]*$/),
  start: z.iso.datetime({ offset: true }).optional(),
  end: z.iso.datetime({ offset: true }).optional(),
  /** It does not hold, and never did. One that has ended states its end. */
  withdrawn: z.literal(true).optional(),
})
export type StatedRelationship = z.infer<typeof StatedRelationship>
