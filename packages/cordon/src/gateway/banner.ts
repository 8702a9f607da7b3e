import type { Emergency } from '../policy/emergency/emergency.ts'

/**
 * What every answer under a broken glass says, so that whoever reads it knows: the grant, and until when. A stream says it
 * in its headers, before its first event.
 *
 * @example x-cordon-emergency: 01JDABC; until=2026-11-22T16:00:00.000Z
 */
export function bannerHeader(emergency: Emergency | undefined): Readonly<Record<string, string>> {
  if (emergency === undefined) return {}
  return { 'x-cordon-emergency': `${emergency.id}; until=${new Date(emergency.until).toISOString()}` }
}

/** The same in a whole answer's JSON, at its top: `cordon.emergency`, for clients that show bodies and no headers. */
export function bannerField(emergency: Emergency | undefined): Readonly<Record<string, unknown>> {
  if (emergency === undefined) return {}
  return { cordon: { emergency: { grant: emergency.id, until: new Date(emergency.until).toISOString() } } }
}
