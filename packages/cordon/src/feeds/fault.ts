/** What may be wrong with a message. The condition is HL7 table 0357, the answer table 0008. */
export const FAULTS = {
  message_malformed: { answer: 'AR', condition: '100', why: 'the message is not HL7 v2' },
  charset_unsupported: { answer: 'AR', condition: '102', why: 'the character set is not supported' },
  sender_refused: { answer: 'AR', condition: '207', why: 'this sending application is not heard' },
  type_unsupported: { answer: 'AR', condition: '200', why: 'only ADT messages are taken' },
  event_unsupported: { answer: 'AR', condition: '201', why: 'this event is not taken' },
  field_missing: { answer: 'AE', condition: '101', why: 'a field that is needed is missing' },
  field_invalid: { answer: 'AE', condition: '102', why: 'a field is not what its type says' },
  patient_unknown: { answer: 'AE', condition: '204', why: 'no identifier of a known assigning authority' },
  time_in_future: { answer: 'AE', condition: '102', why: 'the time of the event is in the future' },
  merge_unknown: { answer: 'AE', condition: '204', why: 'no merge of these two by these identifiers is known' },
  unmerge_incomplete: { answer: 'AE', condition: '207', why: 'the two would still be one, by what else was said' },
  // Taken in, and for a person to look at.
  merge_contradictory: {
    answer: 'AA',
    condition: '0',
    why: 'it contradicts another merge, and brings nothing together',
  },
  merge_again: { answer: 'AA', condition: '0', why: 'two that were parted are one again, as was said later' },
  control_id_reused: { answer: 'AE', condition: '205', why: 'another message had this control id' },
  events_too_many: { answer: 'AE', condition: '207', why: 'more events of one stay than are kept' },
  message_too_large: { answer: 'AR', condition: '207', why: 'the message is larger than the bound' },
  message_too_slow: { answer: 'AR', condition: '207', why: 'the message did not come whole in its time' },
  framing_broken: { answer: 'AR', condition: '100', why: 'what came is not MLLP' },
  kept_too_many: { answer: 'AE', condition: '207', why: 'too many messages wait to be looked at' },
  not_taken_in: { answer: 'AE', condition: '207', why: 'it could not be stored now: send it again' },
} as const satisfies Record<string, { answer: 'AA' | 'AE' | 'AR'; condition: string; why: string }>

export type FaultCode = keyof typeof FAULTS

/** A message that cannot be taken in. `at` names a field (`PV1-44`), never what stands there. */
export class FeedFault extends Error {
  override readonly name = 'FeedFault'
  readonly code: FaultCode
  readonly at: string | undefined

  constructor(code: FaultCode, at?: string) {
    super(FAULTS[code].why)
    this.code = code
    this.at = at
  }
}
