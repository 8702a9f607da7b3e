import type { Purpose, SecurityLabel } from '@cordon/contract'
import type { AccessAnswer, AccessRequest } from '../decision/access.ts'
import { allOf, NO_OBLIGATIONS, readObligation } from './obligations.ts'

/**
 * The policies that ship, said once more in plain TypeScript: what Cedar answers is held against it. It decides nothing; when
 * a policy changes, both have to.
 */
export function referenceAnswer(request: AccessRequest): AccessAnswer {
  const forbids = ids(FORBIDS, request)
  const permits = ids(PERMITS, request)
  if (forbids.length > 0) return { effect: 'deny', policies: forbids, obligations: NO_OBLIGATIONS, faulty: false }
  if (permits.length === 0) return { effect: 'deny', policies: [], obligations: NO_OBLIGATIONS, faulty: false }
  const obligations = allOf(permits.map((id) => readObligation(OBLIGATIONS[id] ?? '') ?? NO_OBLIGATIONS))
  return { effect: 'permit', policies: permits, obligations, faulty: false }
}

type Test = (request: AccessRequest) => boolean

const ids = (tests: Readonly<Record<string, Test>>, request: AccessRequest): string[] =>
  Object.keys(tests)
    .filter((id) => tests[id]?.(request))
    .sort()

const about = ({ record, patient }: AccessRequest) => record !== undefined || patient !== undefined
const has = ({ principal }: AccessRequest, role: AccessRequest['principal']['roles'][number]) =>
  principal.roles.includes(role)
const person = ({ principal }: AccessRequest) => principal.kind === 'user'
const labelled = ({ record }: AccessRequest, ...labels: SecurityLabel[]) =>
  record?.labels.some((label) => labels.includes(label)) === true
const purposeOf = ({ purpose }: AccessRequest, ...purposes: Purpose[]) => purposes.includes(purpose)
const treating: Test = ({ relationships }) =>
  relationships.some((kind) =>
    ['care-team', 'encounter', 'general-practitioner', 'appointment', 'episode-of-care'].includes(kind),
  )
const related = (request: AccessRequest, kind: string) => request.relationships.some((each) => each === kind)
const emergency: Test = (request) => request.emergency && purposeOf(request, 'TREAT', 'ETREAT', 'BTG')
const self: Test = (request) => purposeOf(request, 'PATRQT') && related(request, 'self')
const consented: Test = ({ consent }) => consent === 'permit'

const PERMITS: Readonly<Record<string, Test>> = {
  'clinician.own-patients': (it) =>
    has(it, 'clinician') && purposeOf(it, 'TREAT', 'ETREAT', 'COC') && (!about(it) || treating(it)),
  'nurse.own-patients': (it) =>
    has(it, 'nurse') &&
    !has(it, 'clinician') &&
    it.action !== 'reidentify' &&
    purposeOf(it, 'TREAT', 'ETREAT', 'COC') &&
    (!about(it) || treating(it)),
  'clinician.emergency': (it) =>
    person(it) && has(it, 'clinician') && emergency(it) && about(it) && !labelled(it, 'PSYTHPN'),
  'nurse.emergency': (it) =>
    person(it) &&
    has(it, 'nurse') &&
    !has(it, 'clinician') &&
    it.action !== 'reidentify' &&
    emergency(it) &&
    about(it) &&
    !labelled(it, 'PSYTHPN'),
  'frontdesk.no-charts': (it) =>
    has(it, 'frontdesk') && handed(it) && purposeOf(it, 'HOPERAT', 'ELIGDTRM', 'COVAUTH') && !about(it),
  'billing.no-charts': (it) =>
    has(it, 'billing') && handed(it) && purposeOf(it, 'HPAYMT', 'CLMATTCH', 'COVAUTH', 'ELIGDTRM') && !about(it),
  'researcher.participants': (it) =>
    has(it, 'researcher') &&
    it.action !== 'reidentify' &&
    purposeOf(it, 'HRESCH', 'CLINTRCH') &&
    related(it, 'study-group') &&
    about(it),
  'data-scientist.documents': (it) =>
    has(it, 'data-scientist') && it.action === 'deidentify' && purposeOf(it, 'HOPERAT', 'HQUALIMP') && !about(it),
  'service.fixed-purpose': (it) =>
    has(it, 'service') && it.action !== 'reidentify' && it.purpose === it.purposeFixed && (!about(it) || treating(it)),
  'patient.own-record': (it) =>
    person(it) && has(it, 'patient') && asking(it) && purposeOf(it, 'PATRQT') && (!about(it) || related(it, 'self')),
  'caregiver.represented': (it) =>
    person(it) &&
    has(it, 'caregiver') &&
    asking(it) &&
    purposeOf(it, 'FAMRQT') &&
    (!about(it) || related(it, 'related-person')),
}

function handed({ action }: AccessRequest): boolean {
  return action === 'ask' || action === 'deidentify'
}

function asking({ action }: AccessRequest): boolean {
  return action === 'ask' || action === 'retrieve'
}

const FORBIDS: Readonly<Record<string, Test>> = {
  'person.suspended': ({ principal }) => principal.suspended,
  'person.licence-expired': (it) => it.principal.licence === 'expired' && !purposeOf(it, 'PATRQT', 'FAMRQT'),
  'token.scope-falls-short': ({ scope }) => scope === 'falls-short',
  'consent.deny': (it) => it.consent === 'deny' && !emergency(it),
  'label.part-2': (it) => labelled(it, '42CFRPart2') && !consented(it) && !self(it) && !emergency(it),
  'label.psychotherapy-notes': (it) => labelled(it, 'PSYTHPN') && !consented(it),
  'label.no-redisclosure': (it) => labelled(it, 'NORDSCLCD') && !consented(it) && !self(it) && !emergency(it),
  'label.very-restricted': (it) => labelled(it, 'V') && !consented(it) && !self(it) && !emergency(it),
  'label.sensitive-outside-treatment': (it) =>
    labelled(it, 'R', 'V', 'ETH', 'SUD', 'HIV', 'PSY', 'BH', 'SDV', 'SEX', 'GDIS', '42CFRPart2') &&
    !consented(it) &&
    !purposeOf(it, 'TREAT', 'ETREAT', 'BTG', 'COC', 'PATRQT'),
  'purpose.research-needs-consent': (it) => purposeOf(it, 'HRESCH', 'CLINTRCH') && about(it) && !consented(it),
  'purpose.marketing-needs-consent': (it) => purposeOf(it, 'HMARKT') && about(it) && !consented(it),
  'purpose.no-patients-for-tests': (it) => purposeOf(it, 'SYSDEV', 'TRAIN', 'HTEST') && about(it),
}

const OBLIGATIONS: Readonly<Record<string, string>> = {
  'clinician.own-patients': 'profile:treatment',
  'clinician.emergency': 'profile:treatment',
  'nurse.own-patients': 'profile:nursing',
  'nurse.emergency': 'profile:nursing',
  'researcher.participants': 'profile:research;deid:limited-data-set',
  'data-scientist.documents': 'deid:safe-harbor',
  'service.fixed-purpose': 'profile:service',
  'patient.own-record': 'profile:own-record',
  'caregiver.represented': 'profile:own-record',
}
