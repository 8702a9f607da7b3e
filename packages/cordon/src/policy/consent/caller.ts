import { CordonError, type Principal } from '@cordon/contract'
import type { Keyring, TenantKeys } from '../../crypto/keyring.ts'
import { type Reading, reading, type Store } from '../../store/store.ts'
import { openMembership, type SealedMembership } from '../patients/membership.ts'
import {
  boundedForms,
  formsAround,
  type Link,
  MEMBERSHIPS_MAX,
  type MembershipFound,
  membershipsBetween,
} from '../patients/patients.queries.ts'
import { actorPseudonym, sameClinician } from '../patients/patients.ts'
import { formsHeld } from './consent.queries.ts'
import type { Consent, Rule } from './consent.ts'

/** Whether a reference in a consent is to the caller, in whatever form either is written; undefined: that cannot be told. */
export type IsCaller = (form: string) => boolean | undefined

type Caller = Pick<Principal, 'practitioner' | 'person'>

/** The links around the caller as a clinician. */
export function readLinks(keys: TenantKeys, { practitioner = '' }: Caller): Reading<readonly Link[]> {
  return reading([formsAround(actorPseudonym(keys, practitioner))], boundedForms)
}

/** Reads of the directory what tells the references of these consents apart. `links`: those around the caller. */
export async function callerAmong(
  { store, keyring, settings, now }: CallerDeps,
  tenant: string,
  caller: Caller,
  links: readonly Link[],
  consents: readonly Consent[],
): Promise<IsCaller> {
  const forms = consents.flatMap(({ rule }) => (rule === 'unreadable' ? [] : formsOf(rule)))
  const keys = await keyring.tenant(tenant)
  // Where nobody is named, nobody is looked up: how many questions are asked says nothing of the consents.
  const asked = [...new Set(forms.length === 0 ? [''] : forms)]
    .slice(0, FORMS_MAX)
    .map((form) => actorPseudonym(keys, form))
  const [found] = await store.read(tenant, [lookUp(keys, caller.practitioner, links, asked)])
  const belongs: SealedMembership[] = []
  for (const row of found.memberships) belongs.push(await openMembership(keyring, tenant, row))
  const known: Known = { ...found, memberships: belongs, now: now() }
  return (form) => {
    const ref = actorPseudonym(keys, form)
    if (/^Organization[/?]/.test(form)) return isHouse(form, settings.organizations, known, ref)
    if (caller.practitioner === undefined && caller.person === undefined) return undefined
    if (/^(RelatedPerson|Patient)[/?]/.test(form)) return isPerson(keys, caller, form)
    // A team or a device may be the caller's or not.
    return /^Practitioner(Role)?[/?]/.test(form) ? isClinician(caller, form, known, ref) : undefined
  }
}

export interface CallerDeps {
  readonly store: Store
  readonly keyring: Keyring
  readonly now: () => number
  readonly settings: { readonly organizations: readonly string[] }
}

/** References looked up in the directory; of one beyond it cannot be told whose it is. */
const FORMS_MAX = 2_000

/** What the directory says around the caller and the references asked about, by pseudonym. */
interface Known {
  /** Certainly the caller. */
  readonly mine: ReadonlySet<string>
  /** Perhaps the caller: a form that two people claim, and the other one. */
  readonly near: ReadonlySet<string>
  /** References that the directory has somebody for. */
  readonly held: ReadonlySet<string>
  readonly memberships: readonly SealedMembership[]
  readonly now: number
}

/** The same statements for a caller who is no clinician, of whom there is nothing to find. */
function lookUp(
  keys: TenantKeys,
  practitioner: string | undefined,
  links: readonly Link[],
  asked: readonly string[],
): Reading<Directory> {
  const clinician = actorPseudonym(keys, practitioner ?? '')
  const mine = new Set(practitioner === undefined ? [] : sameClinician(clinician, links))
  const near = new Set(practitioner === undefined ? [] : links.flatMap(({ form, ref }) => [form, ref]))
  const own = new Set([clinician, ...mine, ...near])
  return reading([membershipsBetween([...own], asked), formsHeld(asked)], (memberships, forms) => {
    const held = new Set(forms.map(({ form }) => form))
    return { mine, near, held, memberships: tying(memberships, new Set([...mine, ...near]), new Set(asked)) }
  })
}

interface Directory extends Pick<Known, 'mine' | 'near' | 'held'> {
  readonly memberships: readonly MembershipFound[]
}

/** Those that tie one of some to one of the others. Beyond the bound, what is left out could be the one that tells. */
function tying(rows: readonly MembershipFound[], some: ReadonlySet<string>, others: ReadonlySet<string>) {
  if (rows.length > MEMBERSHIPS_MAX) throw new CordonError('overloaded')
  return rows.filter(({ member, collective }) => {
    return (some.has(member) && others.has(collective)) || (others.has(member) && some.has(collective))
  })
}

/** Who belongs to a house that is not registered as this one may act for it. */
function isHouse(form: string, organizations: readonly string[], known: Known, ref: string): boolean | undefined {
  if (organizations.includes(form)) return true
  const isNamedById = form.startsWith('Organization/') && organizations.length > 0
  return isNamedById && membershipsOf(known, ref).length === 0 ? false : undefined
}

/** Who acts as a clinician is not the relative that a consent names. An identifier may be of whoever asks. */
function isPerson(keys: TenantKeys, { person }: Caller, form: string): boolean | undefined {
  if (person === undefined) return false
  if (actorPseudonym(keys, person) === actorPseudonym(keys, form)) return true
  return form.includes('?') || person.includes('?') ? undefined : false
}

function isClinician({ practitioner }: Caller, form: string, known: Known, ref: string): boolean | undefined {
  if (practitioner === undefined) return false
  if (known.mine.has(ref)) return true
  const belongs = membershipsOf(known, ref)
  if (belongs.some((each) => lasts(each, known))) return true
  if (belongs.length > 0 || known.near.has(ref)) return undefined
  const isInDirectory = known.near.size > 0
  // Two ids of practitioners are two people unless the directory says otherwise; an identifier or a role says nothing by itself.
  if (form.startsWith('Practitioner/')) return isInDirectory || isPlain(practitioner) ? false : undefined
  return isInDirectory && known.held.has(ref) ? false : undefined
}

const isPlain = (practitioner: string): boolean => /^(Practitioner\/)?[^/?]+$/.test(practitioner)

/** Memberships that tie this reference to the caller, ended ones included: a role with a period is its person's while it lasts. */
function membershipsOf({ memberships }: Known, ref: string): SealedMembership[] {
  return memberships.filter(({ member, collective }) => member === ref || collective === ref)
}

function lasts({ member, collective, of, start, end }: SealedMembership, { mine, now }: Known): boolean {
  const isSure = of === 'role' && (mine.has(member) || mine.has(collective))
  return isSure && (start ?? -Infinity) <= now && now <= (end ?? Infinity)
}

function formsOf({ actors = [], except }: Rule): string[] {
  return [...actors.flatMap(({ form }) => form ?? []), ...except.flatMap(formsOf)]
}
