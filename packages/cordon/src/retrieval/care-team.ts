import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { IngestItem } from './ingest.ts'

const PatientHead = z.object({ resourceType: z.literal('Patient'), id: z.string() })

/**
 * Adds to each patient taken in a CareTeam that names one clinician, from now on: how an operator says who treats the
 * patients of an export that states no relationship that still holds. It is FHIR like any other, so it can be replaced by
 * ingesting one of the same id.
 *
 * @example ingest(withCareTeam(readFhir('export/'), 'Practitioner/p-17', now()), { tenant })
 */
export async function* withCareTeam(
  items: AsyncIterable<IngestItem>,
  clinician: string,
  now: number,
): AsyncGenerator<IngestItem> {
  for await (const item of items) {
    yield item
    const patient = patientIn(item)
    if (patient !== undefined) yield { at: item.at, resource: careTeam(patient, clinician, now) }
  }
}

function careTeam(patient: string, clinician: string, now: number) {
  // The same patient and clinician make the same id, so that ingesting again replaces and does not add.
  const id = createHash('sha256').update(`${patient}\n${clinician}`).digest('hex').slice(0, 32)
  return {
    resourceType: 'CareTeam',
    id: `stated-${id}`,
    status: 'active',
    subject: { reference: `Patient/${patient}` },
    period: { start: new Date(now).toISOString() },
    participant: [{ member: { reference: clinician } }],
  }
}

function patientIn(item: IngestItem): string | undefined {
  const head = PatientHead.safeParse(
    'resource' in item ? item.resource : 'json' in item ? parsed(item.json) : undefined,
  )
  return head.success ? head.data.id : undefined
}

function parsed(json: string): unknown {
  if (!json.includes('"Patient"')) return undefined
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
