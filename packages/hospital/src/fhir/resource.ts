/** A FHIR R4 resource as JSON. */
export interface FhirResource {
  readonly resourceType: string
  readonly id: string
  readonly [element: string]: unknown
}

export interface FhirBundle {
  readonly resourceType: 'Bundle'
  readonly type: 'transaction'
  readonly entry: readonly {
    readonly fullUrl: string
    readonly resource: FhirResource
    readonly request: { readonly method: 'PUT'; readonly url: string }
  }[]
}

export const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition'
export const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem'

export function coded(system: string, code: string, display: string): Record<string, unknown> {
  return { coding: [{ system, code, display }], text: display }
}

export function reference(type: string, id: string, display?: string): Record<string, unknown> {
  return { reference: `${type}/${id}`, ...(display === undefined ? {} : { display }) }
}

/** Drops elements that are undefined, which JSON cannot hold. */
export function resource(resourceType: string, id: string, elements: Record<string, unknown>): FhirResource {
  return {
    resourceType,
    id,
    ...Object.fromEntries(Object.entries(elements).filter(([, value]) => value !== undefined)),
  }
}
