import { z } from 'zod'
import type { Consent, ConsentActor, Rule } from '../policy/consent/consent.ts'
import { Coding, Concept, Period, Reference } from './fhir-types.ts'
import { firstInstant, lastInstant } from './instant.ts'
import { actorForm } from './reference.ts'

/** Provisions of one consent, nested ones included, and how deep they go. */
const PROVISIONS_MAX = 500
const DEPTH_MAX = 16

const Provision = z.object({
  type: z.enum(['permit', 'deny']).optional(),
  period: Period.optional(),
  actor: z.array(z.object({ role: Concept.optional(), reference: Reference.optional() })).optional(),
  action: z.array(Concept).optional(),
  securityLabel: z.array(Coding).optional(),
  purpose: z.array(Coding).optional(),
  class: z.array(Coding).optional(),
  code: z.array(Concept).optional(),
  dataPeriod: Period.optional(),
  data: z.array(z.unknown()).optional(),
  get provision() {
    return z.array(Provision).optional()
  },
})
type Provision = z.infer<typeof Provision>

const Rules = z.object({ scope: Concept.optional(), policyRule: Concept.optional(), provision: Provision.optional() })

/** Statuses that bind nobody: never in force, or not any more. Any other status binds. */
const NOT_IN_FORCE = new Set(['draft', 'proposed', 'rejected', 'inactive', 'entered-in-error'])

export const UNREADABLE = 'consent could not be read: it denies everything until it is mended'

export type ConsentOrWhy =
  | { readonly consent: Consent; readonly loose: readonly string[] }
  | 'not in force'
  | 'not about data'

/**
 * A FHIR R4 Consent as Cordon obeys it. One that is in force and cannot be read denies everything and is named: what it
 * says could be a refusal.
 */
export function consentOf(it: { id: string; status: unknown }, value: object): ConsentOrWhy {
  if (typeof it.status === 'string' && NOT_IN_FORCE.has(it.status)) return 'not in force'
  const source = `Consent/${it.id}`
  const parsed = typeof it.status === 'string' ? readRules(value) : undefined
  if (parsed === undefined) {
    return { consent: { source, scope: 'unknown', rule: 'unreadable' }, loose: [UNREADABLE] }
  }
  const scope = scopeOf(parsed.scope)
  if (scope === 'not about data') return scope
  const rule = ruleOf(parsed.provision ?? {}, parsed.policyRule)
  const loose = silent(rule) ? ['consent says neither permit nor deny'] : []
  return { consent: { source, scope, rule }, loose }
}

/** Undefined: in no shape that could be obeyed. Depth and number are looked at before anything is walked. */
function readRules(value: object): z.infer<typeof Rules> | undefined {
  let count = 0
  const bounded = (provision: unknown, depth: number): boolean => {
    count += 1
    if (count > PROVISIONS_MAX || depth > DEPTH_MAX) return false
    if (typeof provision !== 'object' || provision === null || !('provision' in provision)) return true
    return !Array.isArray(provision.provision) || provision.provision.every((inner) => bounded(inner, depth + 1))
  }
  if ('provision' in value && !bounded(value.provision, 0)) return undefined
  // Both change what a provision means, and none is defined here.
  if ('modifierExtension' in value || 'implicitRules' in value) return undefined
  const parsed = Rules.safeParse(value)
  return parsed.success ? parsed.data : undefined
}

/** http://terminology.hl7.org/CodeSystem/consentscope; consent to a treatment or to resuscitation is none to data. */
function scopeOf(scope: Concept | undefined): Consent['scope'] | 'not about data' {
  const codes = codesOf(scope)
  if (codes.includes('patient-privacy')) return 'privacy'
  if (codes.includes('research')) return 'research'
  return codes.includes('treatment') || codes.includes('adr') ? 'not about data' : 'unknown'
}

/** The root has its effect from its type or from `policyRule`; a nested provision must state one, and one that does not denies. */
function ruleOf(it: Provision, base: Concept | undefined, nested = false): Rule {
  const effect = it.type ?? (nested ? 'deny' : effectOf(base))
  const period = {
    ...(it.period?.start === undefined ? {} : { from: firstInstant(it.period.start) }),
    ...(it.period?.end === undefined ? {} : { until: lastInstant(it.period.end) }),
  }
  return {
    effect,
    ...period,
    ...listed('actors', it.actor?.map(actorOf)),
    ...listed(
      'actions',
      it.action?.map((concept) => codesOf(concept)[0] ?? '?'),
    ),
    ...listed('labels', it.securityLabel?.map(labelOf)),
    ...listed('purposes', it.purpose?.map(purposeOf)),
    ...listed('kinds', it.class?.map(kindOf)),
    ...(it.code?.length || it.dataPeriod !== undefined || it.data?.length ? { ofSingles: true } : {}),
    except: (it.provision ?? []).map((inner) => ruleOf(inner, undefined, true)),
  }
}

const listed = <Name extends string, T>(name: Name, some: readonly T[] | undefined) =>
  some === undefined || some.length === 0 ? {} : ({ [name]: some } as { [K in Name]: readonly T[] })

/** http://terminology.hl7.org/CodeSystem/v3-ActCode, ActConsentDirective. */
function effectOf(rule: Concept | undefined): Rule['effect'] {
  const codes = codesOf(rule)
  if (codes.some((code) => code === 'OPTOUT' || code === 'OPTOUTE')) return 'deny'
  return codes.some((code) => code === 'OPTIN' || code === 'OPTINR') ? 'permit' : 'unstated'
}

/** `?`: whoever is meant cannot be told. An identifier without a type may be a person's or a house's. */
function actorOf({ role, reference }: NonNullable<Provision['actor']>[number]): ConsentActor {
  if (reference === undefined) return { roles: codesOf(role) }
  const text = reference.reference
  const isTold = text !== undefined || reference.type === 'Practitioner'
  const form = (isTold ? actorForm(reference) : undefined) ?? text?.replace(/\/_history\/.*$/, '') ?? '?'
  return { roles: codesOf(role), form }
}

/** Of http://terminology.hl7.org/CodeSystem/v3-ActReason, under any of its names; a local code is one that nobody knows. */
function purposeOf({ system, code }: z.infer<typeof Coding>): string {
  const isOurs = system === undefined || /ActReason$|2\.16\.840\.1\.113883\.5\.8$/.test(system)
  return isOurs && code ? code : '?'
}

/** `?`: a label that nobody here knows. It permits nothing, and what it denies is everything restricted (`words.ts`). */
function labelOf({ code }: z.infer<typeof Coding>): string {
  return code !== undefined && KNOWN_LABELS.has(code) ? code : (ALIAS[code ?? ''] ?? '?')
}

const KNOWN_LABELS = new Set('U L M N R V ETH SUD HIV PSY PSYTHPN BH SDV SEX GDIS 42CFRPart2 NORDSCLCD'.split(' '))
const ALIAS: Readonly<Record<string, string>> = {
  ETHUD: 'SUD',
  OPIOIDUD: 'SUD',
  MH: 'PSY',
  VIO: 'SDV',
  MST: 'SDV',
  STD: 'SEX',
  SICKLE: 'GDIS',
  SCA: 'GDIS',
}

/** A FHIR type, or a class of documents by some other code, which cannot be told from the kind of a record. */
function kindOf({ system = '', code = '?' }: z.infer<typeof Coding>): string {
  return system.endsWith('resource-types') && code !== '' ? code : '?'
}

function codesOf(concept: Concept | undefined): string[] {
  return (concept?.coding ?? []).flatMap(({ code }) => code ?? [])
}

function silent(rule: Rule): boolean {
  return rule.effect === 'unstated' && rule.except.length === 0
}
