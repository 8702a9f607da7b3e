import { type DestinationStream, pino } from 'pino'

/**
 * What a log line may hold: an allow-list. Every value is a number, a boolean, or a word from Cordon's own source or
 * configuration (codes, ids, names of vendors). There is no field for text, so a patient's words have nowhere to go.
 */
export interface LogFields {
  readonly request?: string
  readonly route?: string
  readonly code?: string
  readonly outcome?: string
  readonly vendor?: string
  readonly application?: string
  readonly status?: number
  readonly ms?: number
  readonly count?: number
  readonly bytes?: number
  readonly index?: number
  readonly event?: string
  readonly address?: string
  /** The class of an unforeseen error and the frames of its stack, without its message. */
  readonly fault?: string
}

export interface Log {
  debug(message: LogMessage, fields?: LogFields): void
  info(message: LogMessage, fields?: LogFields): void
  warn(message: LogMessage, fields?: LogFields): void
  error(message: LogMessage, fields?: LogFields): void
}

/** The sentences that a log may say: a closed set, so that none is built from data. */
export type LogMessage =
  | 'listening'
  | 'stopped'
  | 'request settled'
  | 'copy settled'
  | 'unforeseen fault'
  | 'credentials refused'
  | 'a turn was not remembered'
  | 'the answer cache could not be used'
  | 'journal cannot write'
  | 'a witness contradicts the journal'
  | 'nobody outside this machine has to hold the journal’s checkpoints'
  | 'expired rows deleted'
  | 'entries of the journal have expired'
  | 'entries of the journal do not expire'
  | 'copies of key registers are pending'
  | 'a place holds key registers that are not ours'
  | 'ingested'
  | 'a setting of a vendor is not as it has to be'
  | 'a row of the catalogue of vendors expires'
  | 'a recipient outside has no agreement'
  | 'a message of a feed was refused'
  | 'a backup is late'
  | 'old snapshots removed'
  | 'rows of the journal are made again'
  | 'a policy could not be evaluated'
  | 'a policy set is in force'
  | 'identifiers of patients were derived'
  | 'identifiers of patients could not be derived'
  | 'a clock is off'
  | 'an identity provider cannot be asked'

const FIELDS: readonly (keyof LogFields)[] = [
  'request',
  'route',
  'code',
  'outcome',
  'vendor',
  'application',
  'status',
  'ms',
  'count',
  'bytes',
  'index',
  'event',
  'address',
  'fault',
]

export function createLog(level: string, destination: DestinationStream): Log {
  const logger = pino({ level, base: null, messageKey: 'message' }, destination)
  const write =
    (at: keyof Log) =>
    (message: LogMessage, fields: LogFields = {}) =>
      logger[at](allowed(fields), message)
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/** Types vanish at run time: a field that slipped past them is dropped here. */
function allowed(fields: LogFields): LogFields {
  return Object.fromEntries(FIELDS.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]))
}

/** An error's class and where it was thrown. The message is left out: another library may have put text in it. */
export function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code =
    'code' in error && typeof error.code === 'string' && /^[A-Za-z0-9_]{1,40}$/.test(error.code) ? ` ${error.code}` : ''
  const cause = error.cause === undefined ? '' : ` < ${faultOf(error.cause)}`
  return `${error.constructor.name}${code} ${framesOf(error)}${cause}`
}

function framesOf(error: Error): string {
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
  return lines
    .slice(0, 4)
    .map((line) => line.replace(/.*[/(]([^/()]+:\d+):\d+\)?$/, '$1'))
    .join(' ')
}
