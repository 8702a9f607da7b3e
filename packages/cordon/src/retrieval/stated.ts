import type { StatedRelationship } from '@cordon/contract'
import type { Interpreted } from './interpret.ts'

/** A visit is at some time: without one it would count never. */
const TIMED: ReadonlySet<StatedRelationship['kind']> = new Set(['encounter', 'appointment'])

/** A relationship that a registration system states, kept as if a resource had said so. */
export function statedDraft(it: StatedRelationship): Interpreted {
  const [start, end] = [it.start, it.end].map((text) => (text === undefined ? undefined : Date.parse(text)))
  if (start !== undefined && end !== undefined && end < start) return { bad: 'period ends before it starts' }
  if (start === undefined && TIMED.has(it.kind)) return { bad: 'a visit without a start' }
  const link = {
    kind: it.kind,
    source: it.source,
    actor: it.who,
    patient: it.patient,
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
  }
  return {
    draft: {
      table: 'statement',
      type: 'Relationship',
      // No FHIR id has a bar: nothing else can be called so.
      reference: `Relationship|${it.source}|${it.who}|${it.patient}`,
      body: {},
      links: it.withdrawn === true ? [] : [link],
      members: [],
      names: [],
      forms: [],
      labels: [],
      encounters: [],
      loose: [],
      withdrawn: false,
    },
  }
}
