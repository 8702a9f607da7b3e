import type { Call, Frame } from '../ask.ts'
import type { Trail } from '../trail.ts'

/**
 * The trail of a stage's work that is part of a larger request: intent, place under the limits and outcome are written
 * around the whole, once; everything between goes into the same record.
 */
export function within(trail: Trail): Trail {
  return { ...trail, intend: async () => undefined, enter: () => undefined, settle: async () => undefined }
}

/** The same caller with another body, which was read already. */
export function withBody(call: Call, context: object, body: unknown): Call {
  const bytes = Buffer.from(JSON.stringify(body))
  return {
    ...call,
    stated: { context },
    contentType: 'application/json',
    bytesDeclared: bytes.length,
    body: (async function* () {
      yield bytes
    })(),
  }
}

export type Refusal = Extract<Frame, { kind: 'refusal' }>

/** A whole answer and what its headers say; or why there is none. */
export type Whole =
  | { readonly kind: 'whole'; readonly json: string; readonly headers: Readonly<Record<string, string>> }
  | Refusal

/** Reads an answer that is not streamed to its end, so that all of it was recorded. */
export async function wholeOf(frames: AsyncIterable<Frame>): Promise<Whole> {
  let headers: Readonly<Record<string, string>> = {}
  let ended: Whole | undefined
  for await (const frame of frames) {
    if (frame.kind === 'head') headers = frame.headers
    if (frame.kind === 'whole') ended = { ...frame, headers }
    if (frame.kind === 'refusal') ended = frame
  }
  if (ended === undefined) throw new Error('invariant: an answer that is whole, or a refusal')
  return ended
}
