import { type EmergencyAnswer, EmergencyRequest } from '@cordon/contract'
import type { Limits } from '../config/schema.ts'
import type { Emergencies, Grant } from '../policy/emergency/emergencies.ts'
import type { Call, Frame } from './ask.ts'
import { bannerHeader } from './banner.ts'
import { readDocument } from './documents/read.ts'
import { recordAround } from './documents/record-around.ts'
import type { Trail } from './trail.ts'

/** Largest body, in bytes: five hundred characters of words, and what stands around them. */
const BODY_BYTES_MAX = 16_384

export interface EmergencyDeps {
  readonly begin: (call: Call) => Trail
  readonly limits: Pick<Limits, 'bodyMs'>
  readonly emergencies: Pick<Emergencies, 'open'>
}

/**
 * `POST /v1/emergency`: a clinician breaks the glass through their application. An attempt is recorded like any request;
 * the grant's own entry is durable before its id is anybody's (45 CFR 164.312(a)(2)(ii), 164.312(b)).
 */
export function createBreakGlass({ begin, limits, emergencies }: EmergencyDeps) {
  return (call: Call): AsyncGenerator<Frame, void> =>
    recordAround(call, begin, async (trail) => {
      const bounds = { bodyMs: limits.bodyMs, documentBytesMax: BODY_BYTES_MAX }
      const { body, context } = await readDocument(call, EmergencyRequest, bounds)
      await trail.claims(context)
      const grant = await emergencies.open(call.caller, body)
      return { json: JSON.stringify(answerOf(grant)), headers: bannerHeader(grant) }
    })
}

export function answerOf({ id, until, reviewDue }: Grant): EmergencyAnswer {
  return { grant: id, until: new Date(until).toISOString(), reviewDue: new Date(reviewDue).toISOString() }
}
