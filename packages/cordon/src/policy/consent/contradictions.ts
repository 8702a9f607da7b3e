import { type Purpose, Role } from '@cordon/contract'
import type { RecordClass } from '../decision/access.ts'
import type { Consent, Rule } from './consent.ts'
import { type ConsentAsk, saysOf } from './evaluate.ts'
import { PURPOSES } from './words.ts'

/** Two consents of one patient of which one permits what the other denies. The one that denies is obeyed. */
export interface Contradiction {
  readonly permits: string
  readonly denies: string
  readonly purposes: readonly Purpose[]
  readonly kinds: readonly string[]
}

/** References tried beside the roles; a consent that names more is compared on the first. */
const FORMS_MAX = 20
const CLASSES_MAX = 40

/** Every pair of consents that disagree about any role, actor they name, purpose or class of the chart. */
export function contradictionsOf(
  consents: readonly Consent[],
  classes: readonly RecordClass[],
  now: number,
): Contradiction[] {
  const found = new Map<string, { permits: string; denies: string; purposes: Set<Purpose>; kinds: Set<string> }>()
  for (const ask of asks(consents, classes.slice(0, CLASSES_MAX), now)) {
    const said = consents.map((consent) => ({ source: consent.source, says: saysOf(consent, ask) }))
    for (const { source: denies } of said.filter(({ says }) => says === 'deny')) {
      for (const { source: permits } of said.filter(({ says }) => says === 'permit')) {
        const key = `${permits} ${denies}`
        const pair = found.get(key) ?? { permits, denies, purposes: new Set(), kinds: new Set() }
        found.set(key, pair)
        pair.purposes.add(ask.purpose)
        pair.kinds.add(ask.class.kind)
      }
    }
  }
  return [...found.values()].map((pair) => ({ ...pair, purposes: [...pair.purposes], kinds: [...pair.kinds].sort() }))
}

function* asks(consents: readonly Consent[], classes: readonly RecordClass[], now: number): Generator<ConsentAsk> {
  const rules = consents.flatMap(({ rule }) => (rule === 'unreadable' ? [] : [rule]))
  const forms = [...new Set(rules.flatMap(formsOf))].slice(0, FORMS_MAX)
  const callers = [
    ...Role.options.map((role) => ({ roles: [role], isCaller: () => false })),
    ...forms.map((form) => ({ roles: [], isCaller: (other: string) => other === form })),
  ]
  for (const caller of callers)
    for (const purpose of PURPOSES) for (const each of classes) yield { ...caller, purpose, class: each, now }
}

function formsOf({ actors = [], except }: Rule): string[] {
  return [...actors.flatMap(({ form }) => form ?? []), ...except.flatMap(formsOf)]
}
