import type { Purpose, Role } from '@cordon/contract'
import type { RecordClass } from '../decision/access.ts'
import type { Consent, ConsentActor, Rule } from './consent.ts'
import { forbidsLabels, isPurpose, isResearch, isRole, permitsLabels } from './words.ts'

/** What is asked of the consents: who wants which class of records, what for, now. */
export interface ConsentAsk {
  /** Whether a reference names the caller; undefined: that cannot be told, as of a team. */
  readonly isCaller: (form: string) => boolean | undefined
  readonly roles: readonly Role[]
  readonly purpose: Purpose
  readonly class: RecordClass
  /** The question as a whole: what is said of some records alone is not said of it. */
  readonly whole?: true
  readonly now: number
}

export type Verdict = 'permit' | 'deny' | 'none'

export interface Said {
  readonly verdict: Verdict
  /** What each consent that says anything says. */
  readonly reasons: readonly { readonly consent: string; readonly says: 'permit' | 'deny' }[]
}

/**
 * What a patient's consents say: one that denies outweighs every one that permits. A doubt (a code nobody knows, an actor
 * who cannot be told, a condition on single records) is a denial where it is denied and no permit where it is permitted.
 * Pure. Nothing here looks at what is sensible without any consent: that is the policies'.
 */
export function evaluateConsent(consents: readonly Consent[], ask: ConsentAsk): Said {
  const reasons = consents.flatMap((consent) => {
    const says = saysOf(consent, ask)
    return says === 'none' ? [] : [{ consent: consent.source, says }]
  })
  const denied = reasons.some(({ says }) => says === 'deny')
  return { verdict: denied ? 'deny' : reasons.length > 0 ? 'permit' : 'none', reasons }
}

/** What one consent says. */
export function saysOf({ scope, rule }: Consent, ask: ConsentAsk): Verdict {
  if (scope === 'research' && !isResearch(ask.purpose)) return 'none'
  if (rule === 'unreadable') return 'deny'
  const { verdict, named } = follow(rule, ask, NOTHING_NAMED)
  if (verdict !== 'permit') return verdict
  return scope === 'unknown' || !specific(named, ask.class) ? 'none' : 'permit'
}

/** What the provisions on the way to a permit named. */
interface Named {
  readonly purpose: boolean
  readonly actor: boolean
  readonly labels: boolean
}
const NOTHING_NAMED: Named = { purpose: false, actor: false, labels: false }

/**
 * 42 CFR 2.31(a)(3)-(5): the information, the recipients (a class of them will do) and the purpose (treatment, payment and
 * operations in one, since 2024); 164.508(b)(3)(ii), (c)(1): of psychotherapy notes as well. A blanket permit is neither.
 */
function specific(named: Named, { labels }: RecordClass): boolean {
  const must = labels.some((label) => label === '42CFRPart2' || label === 'PSYTHPN')
  return !must || (named.purpose && named.actor && named.labels)
}

interface Found {
  readonly verdict: Verdict
  readonly named: Named
}

/** A provision, then its exceptions: of those that apply, one that denies wins; none applies: the provision itself. */
function follow(rule: Rule, ask: ConsentAsk, before: Named): Found {
  const match = matches(rule, ask)
  const named: Named = {
    purpose: before.purpose || rule.purposes !== undefined,
    actor: before.actor || rule.actors !== undefined,
    labels: before.labels || rule.labels !== undefined,
  }
  const nothing: Found = { verdict: 'none', named }
  if (match === 'no') return nothing
  const exceptions = rule.except.map((inner) => follow(inner, ask, named)).filter(({ verdict }) => verdict !== 'none')
  const found = exceptions.find(({ verdict }) => verdict === 'deny') ?? exceptions[0] ?? itself(rule, named)
  return match === 'unsure' && found.verdict === 'permit' ? nothing : found
}

function itself({ effect }: Rule, named: Named): Found {
  return { verdict: effect === 'unstated' ? 'none' : effect, named }
}

type Match = 'yes' | 'no' | 'unsure'

/** Whether a provision is about this request. What it permits it must name whole; what it denies, in any part. */
function matches(rule: Rule, ask: ConsentAsk): Match {
  const { from = -Infinity, until = Infinity, purposes, labels, kinds, actors, actions } = rule
  if (ask.now < from || ask.now > until) return 'no'
  if (ask.whole && (kinds !== undefined || labels !== undefined || rule.ofSingles)) return 'no'
  if (labels !== undefined && !aboutLabels(rule, labels, ask)) return 'no'
  const each = [
    purposes === undefined ? 'yes' : any(purposes.map((code) => sure(isPurpose(code, ask.purpose)))),
    kinds === undefined ? 'yes' : any(kinds.map((kind) => ofKind(kind, ask.class.kind))),
    actions === undefined ? 'yes' : any(actions.map(ofAction)),
    actors === undefined ? 'yes' : any(actors.map((actor) => ofActor(actor, ask))),
    rule.ofSingles ? 'unsure' : 'yes',
  ] as const
  return each.includes('no') ? 'no' : each.includes('unsure') ? 'unsure' : 'yes'
}

/** A provision without an effect of its own is looked through as widely as its exceptions could reach. */
function aboutLabels({ effect }: Rule, said: readonly string[], { class: { labels } }: ConsentAsk): boolean {
  if (effect === 'permit') return permitsLabels(said, labels)
  return forbidsLabels(said, labels) || (effect === 'unstated' && permitsLabels(said, labels))
}

function any(each: readonly Match[]): Match {
  return each.includes('yes') ? 'yes' : each.includes('unsure') ? 'unsure' : 'no'
}

function ofKind(said: string, kind: string): Match {
  if (said === '?') return 'unsure'
  return said === kind || (said === 'DocumentReference' && kind === 'Note') ? 'yes' : 'no'
}

/** http://terminology.hl7.org/CodeSystem/consentaction: a question is answered from what was accessed, used and disclosed. */
function ofAction(code: string): Match {
  if (['access', 'use', 'disclose'].includes(code)) return 'yes'
  return ['collect', 'correct'].includes(code) ? 'no' : 'unsure'
}

function ofActor({ form, roles }: ConsentActor, ask: ConsentAsk): Match {
  if (form !== undefined) return sure(ask.isCaller(form))
  return roles.length === 0 ? 'unsure' : any(roles.map((role) => sure(isRole(role, ask.roles))))
}

function sure(is: boolean | undefined): Match {
  return is === undefined ? 'unsure' : is ? 'yes' : 'no'
}
