import { Purpose, type Role, type SecurityLabel } from '@cordon/contract'

/** Above each purpose, HL7 v3-ActReason: who consents to treatment consents to its coordination. */
const PARENT: Partial<Record<Purpose, Purpose>> = {
  ETREAT: 'TREAT',
  COC: 'TREAT',
  BTG: 'ETREAT',
  CLMATTCH: 'HPAYMT',
  COVAUTH: 'HPAYMT',
  ELIGDTRM: 'HPAYMT',
  HQUALIMP: 'HOPERAT',
  PATSFTY: 'HOPERAT',
  HCOMPL: 'HOPERAT',
  HLEGAL: 'HOPERAT',
  SYSDEV: 'HOPERAT',
  TRAIN: 'HOPERAT',
  HTEST: 'HOPERAT',
  CLINTRCH: 'HRESCH',
  FAMRQT: 'PATRQT',
}

/** A purpose, and every code of v3-ActReason that includes it. */
export function purposesOver(purpose: Purpose): ReadonlySet<string> {
  const over = new Set<string>(['PurposeOfUse', '_PurposeOfUse'])
  for (let at: Purpose | undefined = purpose; at !== undefined; at = PARENT[at]) over.add(at)
  return over
}

/** Codes of v3-ActReason that are understood here; `?` and any other is a purpose that nobody knows. */
const KNOWN: ReadonlySet<string> = new Set([...Purpose.options, 'PurposeOfUse', '_PurposeOfUse'])

/** Whether a purpose of a consent includes one that is asked for; undefined: nobody here knows the code. */
export function isPurpose(code: string, asked: Purpose): boolean | undefined {
  return KNOWN.has(code) ? purposesOver(asked).has(code) : undefined
}

export const isResearch = (purpose: Purpose): boolean => purposesOver(purpose).has('HRESCH')
export const PURPOSES: readonly Purpose[] = Purpose.options

/** What a label of a consent reaches beside itself; the restricted levels are in `levelCovers`. */
const COVERS: Partial<Record<SecurityLabel, readonly SecurityLabel[]>> = {
  ETH: ['SUD'],
  SUD: ['ETH'],
  BH: ['PSY', 'ETH', 'SUD'],
  PSY: ['BH'],
  // Whoever names the notes names what they are about; whoever names their topic has not named them (164.508(b)(3)(ii)).
  PSYTHPN: ['PSY', 'BH'],
  '42CFRPart2': ['ETH', 'SUD'],
}

/** Never meant by a level of confidentiality alone: their rules want them named. */
const NAMED_ONLY: ReadonlySet<string> = new Set(['PSYTHPN', '42CFRPart2', 'NORDSCLCD'])

function levelCovers(level: string, label: SecurityLabel): boolean {
  if (NAMED_ONLY.has(label)) return false
  return level === 'V' || (level === 'R' && label !== 'V')
}

const covers = (said: string, label: SecurityLabel): boolean =>
  said === label || levelCovers(said, label) || (COVERS[said as SecurityLabel]?.includes(label) ?? false)

/** Whether these words of a consent permit every label of a class. A class without labels is ordinary. */
export function permitsLabels(said: readonly string[], labels: readonly SecurityLabel[]): boolean {
  if (labels.length === 0) return said.some((word) => ['N', 'R', 'V'].includes(word))
  return labels.every((label) => said.some((word) => covers(word, label)))
}

/**
 * Whether these words forbid any label of a class. What is sensitive at all is restricted; a word that nobody here knows
 * (`?`) restricted the records that carry it when they were labelled (`labels/security.ts`).
 */
export function forbidsLabels(said: readonly string[], labels: readonly SecurityLabel[]): boolean {
  if (labels.length === 0) return said.some((word) => ['U', 'L', 'M', 'N'].includes(word))
  return said.some((word) => word === 'R' || word === '?' || labels.some((label) => covers(word, label)))
}

const EVERYBODY = 'everybody'

/** Recipients that a consent names by role: v3-ParticipationType, v3-RoleClass and v3-RoleCode. */
const ROLES: Readonly<Record<string, readonly Role[] | typeof EVERYBODY>> = {
  IRCP: EVERYBODY,
  PRCP: EVERYBODY,
  PROV: ['clinician', 'nurse'],
  PRF: ['clinician', 'nurse'],
  PPRF: ['clinician', 'nurse'],
  SPRF: ['clinician', 'nurse'],
  ATND: ['clinician'],
  ADM: ['clinician'],
  CON: ['clinician'],
  PAYOR: ['billing'],
  GUARD: ['caregiver'],
  POWATT: ['caregiver'],
  HPOWATT: ['caregiver'],
  NOK: ['caregiver'],
  FAMMEMB: ['caregiver'],
  PAT: ['patient'],
}

/**
 * Whether a role of a consent is one of the caller's; undefined: that cannot be told, because nobody here knows the code or because
 * a service asks, and whom it works for is not said.
 */
export function isRole(code: string, roles: readonly Role[]): boolean | undefined {
  const meant = Object.hasOwn(ROLES, code) ? ROLES[code] : undefined
  if (meant === undefined) return undefined
  if (meant === EVERYBODY || meant.some((role) => roles.includes(role))) return true
  return roles.includes('service') ? undefined : false
}
