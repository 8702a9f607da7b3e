import type { Denial } from '../../policy/decision/decide.ts'
import type { Emergency } from '../../policy/emergency/emergency.ts'
import type { Call, Frame } from '../ask.ts'
import { bannerHeader } from '../banner.ts'
import type { Trail } from '../trail.ts'

/** What is handed out: one JSON body, and what its headers say beside the decision. */
export interface Handed {
  readonly json: string
  readonly headers: Readonly<Record<string, string>>
}

/** The same, saying that the glass is broken where it is. */
export function withBanner(emergency: Emergency | undefined, { json, headers }: Handed): Handed {
  return { json, headers: { ...headers, ...bannerHeader(emergency) } }
}

/**
 * The frame of every document's story, as of `answer`: no record, no request; and every ending (handed out, refused,
 * failed, abandoned) leaves through the same `finally`.
 */
export async function* recordAround(
  call: Call,
  begin: (call: Call) => Trail,
  work: (trail: Trail) => Promise<Handed | Denial>,
): AsyncGenerator<Frame, void> {
  const trail = begin(call)
  try {
    await trail.intend()
    trail.enter('document')
    const made = await work(trail)
    if ('effect' in made) return yield await trail.denied(made)
    trail.sent(Buffer.byteLength(made.json))
    yield { kind: 'head', stream: false, headers: { 'x-cordon-decision': 'permit', ...made.headers } }
    yield { kind: 'whole', json: made.json }
    trail.answered()
  } catch (error) {
    yield await trail.failed(error)
  } finally {
    await trail.settle()
  }
}
