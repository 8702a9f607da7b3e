import { CordonError } from '@cordon/contract'
import type { z } from 'zod'
import type { Limits } from '../../config/schema.ts'
import type { Call } from '../ask.ts'
import { type Context, mergeContext, readContext } from '../context.ts'
import { fieldRefusal } from '../field-refusal.ts'
import { readJson } from '../read-json.ts'

interface Stating {
  readonly patient?: string | undefined
  readonly conversation?: string | undefined
}

/** A body of the given shape, bounded, and its context together with that of the headers. The conversation is the session. */
export async function readDocument<Body extends Stating>(
  call: Call,
  shape: z.ZodType<Body>,
  { documentBytesMax, bodyMs }: Pick<Limits, 'documentBytesMax' | 'bodyMs'>,
): Promise<{ body: Body; context: Context }> {
  if ('fault' in call.stated) throw call.stated.fault
  if (!/^application\/json\s*(;|$)/i.test(call.contentType ?? '')) throw new CordonError('body_type_unsupported')
  const tooLarge = () => new CordonError('body_too_large', { at: 'limits.documentBytesMax' })
  if ((call.bytesDeclared ?? 0) > documentBytesMax) throw tooLarge()
  const json = await readJson(call.body, { bodyBytesMax: documentBytesMax, bodyMs }, call.signal)
  const parsed = shape.safeParse(json.reveal())
  if (!parsed.success) throw fieldRefusal(parsed.error)
  const { patient, conversation } = parsed.data
  const inBody = readContext({ 'x-cordon-patient': patient, 'x-cordon-session': conversation })
  return { body: parsed.data, context: mergeContext(call.stated.context, inBody) }
}
