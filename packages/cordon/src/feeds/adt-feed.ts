import type { Journal } from '../audit/journal.ts'
import type { AdtSettings } from '../config/feeds.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Inbound, type Listening, type ListenSettings, listen } from '../kernel/listen.ts'
import { faultOf, type Log } from '../kernel/log.ts'
import { type Answer, acknowledgement } from './acknowledge.ts'
import type { Envelope } from './adt.ts'
import { type FaultCode, FeedFault } from './fault.ts'
import type { KeptMessages } from './kept.ts'
import { frame, readFrames } from './mllp.ts'
import type { RefusedCounts } from './refused.ts'
import type { TakeIn } from './take-in.ts'
import { createTurns } from './turns.ts'

export interface AdtFeedDeps {
  readonly settings: Pick<
    AdtSettings,
    | 'host'
    | 'port'
    | 'connectionsMax'
    | 'connectionsPerAddressMax'
    | 'idleMs'
    | 'messageBytesMax'
    | 'messageMs'
    | 'senders'
  >
  readonly tls: ListenSettings['tls']
  readonly tenant: string
  readonly takeIn: TakeIn
  readonly kept: Pick<KeptMessages, 'keep'>
  readonly journal: Pick<Journal, 'append'>
  readonly refused: Pick<RefusedCounts, 'add'>
  readonly log: Log
  readonly now: Clock
  readonly newId: () => string
}

/**
 * Listens for HL7 v2 over MLLP. Each message is answered once, in its order: AA when its facts and its entry are durable, else AE or
 * AR with a code. One that is at fault is kept and named, if its sender is heard here, and the next is taken; only what is no MLLP any
 * more ends its connection.
 */
export function openAdtFeed(deps: AdtFeedDeps): Promise<Listening> {
  const { settings, tls } = deps
  const turns = createTurns(MESSAGES_AT_ONCE)
  const takeIn: TakeIn = (...message) => turns(() => deps.takeIn(...message))
  return listen({ ...settings, tls }, (from) => converse({ ...deps, takeIn }, from))
}

/** Each holds a connection to the database while its entry becomes durable; most of them are for requests. */
const MESSAGES_AT_ONCE = 4

async function converse(deps: AdtFeedDeps, from: Inbound): Promise<void> {
  const { messageBytesMax, messageMs } = deps.settings
  for await (const came of readFrames(from.bytes, { messageBytesMax, messageMs, now: deps.now })) {
    const { envelope, answer } = 'fault' in came ? unframed(deps, came.fault) : await answerTo(deps, came.message)
    await from.write(frame(acknowledgement(envelope, answer, { at: deps.now(), id: deps.newId() })))
  }
}

interface Answered {
  readonly envelope: Envelope | undefined
  readonly answer: Answer
}

function unframed({ log, refused }: AdtFeedDeps, code: FaultCode): Answered {
  log.warn('a message of a feed was refused', { code })
  refused.add(code)
  return { envelope: undefined, answer: { code, at: undefined } }
}

async function answerTo(deps: AdtFeedDeps, message: Uint8Array): Promise<Answered> {
  let envelope: Envelope | undefined
  try {
    const doubt = await deps.takeIn(message, (heard) => {
      envelope = heard
    })
    if (doubt !== undefined) await keepTaken(deps, message, doubt)
    return { envelope, answer: 'accepted' }
  } catch (error) {
    const fault = error instanceof FeedFault ? error : undefined
    if (fault === undefined) deps.log.error('unforeseen fault', { fault: faultOf(error) })
    const answer =
      fault === undefined
        ? { code: 'not_taken_in' as const, at: undefined }
        : await refuse(deps, envelope, message, fault)
    return { envelope, answer }
  }
}

/** Taken in and recorded with its doubt, and listed until somebody has looked. What throws is answered AE: sent again, it is listed then. */
async function keepTaken({ kept, refused }: AdtFeedDeps, message: Uint8Array, { code, at }: FeedFault) {
  if (!(await kept.keep('adt', message, { code, at }, () => Promise.resolve()))) refused.add('kept_too_many')
}

/** Nobody has a use for these, whoever sent them. */
const NOT_KEPT: ReadonlySet<FaultCode> = new Set(['type_unsupported', 'event_unsupported'])

/** Of strangers nothing is kept, and they are recorded by their number alone, however broken it is: they could fill the store and the journal. */
async function refuse(
  deps: AdtFeedDeps,
  envelope: Envelope | undefined,
  message: Uint8Array,
  { code, at }: FeedFault,
): Promise<Exclude<Answer, 'accepted'>> {
  deps.log.warn('a message of a feed was refused', { code })
  const isHeard = envelope !== undefined && deps.settings.senders.includes(envelope.sender)
  if (!isHeard || NOT_KEPT.has(code)) {
    deps.refused.add(code)
    return { code, at }
  }
  try {
    if (await deps.kept.keep('adt', message, { code, at }, () => record(deps, code))) return { code, at }
    deps.refused.add('kept_too_many')
    return { code: 'kept_too_many', at: undefined }
  } catch (error) {
    deps.log.error('unforeseen fault', { fault: faultOf(error) })
    return { code: 'not_taken_in', at: undefined }
  }
}

async function record({ journal, tenant }: AdtFeedDeps, code: FaultCode): Promise<void> {
  await journal.append(tenant, {
    class: 'ingest',
    v: 1,
    principal: 'feed adt',
    source: 'HL7 v2',
    kept: {},
    skipped: { [code]: 1 },
  })
}
