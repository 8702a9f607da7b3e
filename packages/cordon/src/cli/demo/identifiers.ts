import type { World } from './world.ts'

/** Parts of a Patient resource that are codes of a system or words of a language, not about somebody. */
const NOT_NAMING = new Set(
  (
    'resourceType meta system code display use url status gender rank state country ' +
    'type maritalStatus communication relationship text valueCode valueCoding valueCodeableConcept'
  ).split(' '),
)

/**
 * What must not occur in what left: every leaf of the Patient resource that names somebody, and every identifier that
 * the generator wrote into the passages used. `sources` is the answer's `x-cordon-sources`.
 */
export function identifiersOf({ hospital, patient }: World, sources: string): string[] {
  const resource = hospital.resources.find(
    ({ resourceType, id }) => resourceType === 'Patient' && `Patient/${id}` === patient,
  )
  const found = new Set(leavesOf(resource))
  for (const { note, start, end } of passagesOf(sources)) {
    const { text, spans } = hospital.notes.find(({ id }) => id === note) ?? { text: '', spans: [] }
    for (const span of spans) if (span.start >= start && span.end <= end) found.add(text.slice(span.start, span.end))
  }
  return [...found].filter((text) => text.trim().length >= 2)
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(leavesOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => (NOT_NAMING.has(name) ? [] : leavesOf(item)))
}

/** `1=DocumentReference/n-12@40-310 2=…` */
function passagesOf(sources: string): { note: string; start: number; end: number }[] {
  return [...sources.matchAll(/=DocumentReference\/([^@\s]+)@(\d+)-(\d+)/g)].map(([, note = '', start, end]) => ({
    note,
    start: Number(start),
    end: Number(end),
  }))
}
