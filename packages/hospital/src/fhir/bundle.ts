import type { Hospital } from '../hospital.ts'
import type { FhirBundle, FhirResource } from './resource.ts'

/** The hospital as transaction bundles: first practitioners, organisation and location, then one bundle for each patient. */
export function toBundles(hospital: Pick<Hospital, 'resources' | 'patients'>): FhirBundle[] {
  const own = new Set(hospital.patients.map(({ id }) => id))
  const groups = new Map<string, FhirResource[]>([
    ['', []],
    ...hospital.patients.map(({ id }): [string, FhirResource[]] => [id, []]),
  ])
  for (const resource of hospital.resources) groups.get(subjectOf(resource, own))?.push(resource)
  return [...groups.values()].map(bundleOf)
}

function subjectOf(resource: FhirResource, patients: ReadonlySet<string>): string {
  if (patients.has(resource.id)) return resource.id
  const subject = resource.subject ?? resource.patient
  const reference =
    typeof subject === 'object' && subject !== null && 'reference' in subject ? String(subject.reference) : ''
  return reference.replace('Patient/', '')
}

function bundleOf(resources: readonly FhirResource[]): FhirBundle {
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: resources.map((resource) => {
      const url = `${resource.resourceType}/${resource.id}`
      return { fullUrl: `https://hospital.example/fhir/${url}`, resource, request: { method: 'PUT', url } }
    }),
  }
}

/** The hospital as bulk NDJSON: for each resource type, one JSON line per resource. */
export function toNdjson(hospital: Pick<Hospital, 'resources'>): Map<string, string[]> {
  const lines = new Map<string, string[]>()
  for (const resource of hospital.resources) {
    const list = lines.get(resource.resourceType) ?? []
    list.push(JSON.stringify(resource))
    lines.set(resource.resourceType, list)
  }
  return lines
}
