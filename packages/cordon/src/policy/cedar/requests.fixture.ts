import { Purpose, Role, SecurityLabel } from '@cordon/contract'
import fc from 'fast-check'
import type { AccessRequest } from '../decision/access.ts'

/** Every kind that the schema knows. */
const KINDS = [
  'care-team',
  'encounter',
  'general-practitioner',
  'appointment',
  'episode-of-care',
  'study-group',
  'related-person',
  'self',
] as AccessRequest['relationships'][number][]

const mostly = <T>(right: T, ...wrong: T[]) =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: fc.constantFrom(...wrong) })

/** Purposes that some role has, and now and then any other. */
const purpose = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<Purpose>('TREAT', 'ETREAT', 'COC', 'BTG', 'PATRQT', 'FAMRQT', 'HRESCH', 'HPAYMT'),
  },
  { weight: 1, arbitrary: fc.constantFrom(...Purpose.options) },
)
const record = fc.record({
  kind: fc.constantFrom('Note', 'Condition', 'Observation', 'Claim'),
  labels: fc.oneof(fc.constant([]), fc.subarray([...SecurityLabel.options], { maxLength: 3 })),
})

/** What belongs together, half of the time. */
const fitting = fc.constantFrom<[Role, Purpose, string]>(
  ['clinician', 'TREAT', 'encounter'],
  ['nurse', 'COC', 'appointment'],
  ['researcher', 'HRESCH', 'study-group'],
  ['patient', 'PATRQT', 'self'],
  ['caregiver', 'FAMRQT', 'related-person'],
  ['billing', 'HPAYMT', 'care-team'],
  ['service', 'HQUALIMP', 'care-team'],
)

const anything: fc.Arbitrary<AccessRequest> = fc.record({
  tenant: fc.constantFrom('north', 'south'),
  action: fc.constantFrom('ask', 'retrieve', 'deidentify', 'reidentify'),
  principal: fc.record({
    id: fc.constantFrom('dr-c', 'nurse-n', 'bot'),
    kind: mostly('user', 'service'),
    roles: fc.subarray([...Role.options], { minLength: 1, maxLength: 3 }),
    suspended: mostly(false, true),
    licence: mostly('in-date', 'expired', 'unstated'),
  }),
  actors: fc.subarray(['scribe', 'planner']),
  application: fc.constantFrom('chart-chat', 'nightly'),
  purpose,
  purposeFixed: fc.option(purpose, { nil: undefined }),
  patient: mostly<string | undefined>('p1', undefined),
  record: fc.option(record, { nil: undefined }),
  relationships: fc.subarray(KINDS),
  consent: fc.constantFrom('permit', 'none', 'deny'),
  scope: mostly('unbounded', 'reaches', 'falls-short'),
  emergency: fc.boolean(),
})

/** Questions to a policy set, mostly in order: a permit is common enough to mean something. */
export const requests: fc.Arbitrary<AccessRequest> = fc
  .tuple(anything, fc.option(fitting, { nil: undefined }))
  .map(([request, fit]) => {
    if (fit === undefined) return request
    const [role, purposed, kind] = fit
    const { principal, relationships } = request
    return {
      ...request,
      purpose: purposed,
      ...(role === 'service' ? { purposeFixed: purposed } : {}),
      principal: { ...principal, roles: [...new Set([...principal.roles, role])] },
      relationships: [...new Set([...relationships, kind as (typeof KINDS)[number]])],
    }
  })
