import type { Envelope } from './adt.ts'
import { FAULTS, type FaultCode } from './fault.ts'
import { escaped } from './hl7.ts'

/** What became of a message: taken in, or why not and where. */
export type Answer = 'accepted' | { readonly code: FaultCode; readonly at: string | undefined }

/**
 * The acknowledgement of a message (v2.5.1, 2.13.1): AA, or AE/AR with the condition (table 0357), the code and the field at
 * fault. Of the message it repeats the sender's name and the control id alone.
 */
export function acknowledgement(
  to: Envelope | undefined,
  answer: Answer,
  ours: { readonly at: number; readonly id: string },
): string {
  const [sender, facility, event] = [to?.sender ?? '', to?.facility ?? '', to?.event ?? ''].map(escaped)
  const type = event === '' ? 'ACK' : `ACK^${event}^ACK`
  const control = escaped(to?.control ?? '')
  const header = `MSH|^~\\&|CORDON||${sender}|${facility}|${timestamp(ours.at)}||${type}|${ours.id}|P|2.5.1`
  if (answer === 'accepted') return `${header}\rMSA|AA|${control}\r`
  const { answer: code, condition, why } = FAULTS[answer.code]
  const [, segment = '', field = ''] = /^([A-Z0-9]{3})-(\d+)$/.exec(answer.at ?? '') ?? []
  const place = segment === '' ? '' : `${segment}^1^${field}`
  return `${header}\rMSA|${code}|${control}\rERR||${place}|${condition}|E|${answer.code}|||${escaped(why)}\r`
}

/** UTC, to the second. */
function timestamp(at: number): string {
  return `${new Date(at).toISOString().replace(/\D/g, '').slice(0, 14)}+0000`
}
