import type { AdtSettings } from '../config/feeds.ts'

/** What the tests' hospital sends, and how it is understood. */
export const SETTINGS: Pick<AdtSettings, 'authorities' | 'timeZone' | 'charset' | 'senders'> = {
  authorities: { HOSP: 'http://hospital.example/mrn', NPI: 'http://hl7.org/fhir/sid/us-npi' },
  timeZone: 'America/New_York',
  charset: 'utf-8',
  senders: ['HIS'],
}

export interface Said {
  readonly event: string
  readonly control: string
  /** `YYYYMMDDHHMMSS` */
  readonly at: string
  readonly patient?: string
  readonly stay?: string
  /** PV1-7, as XCN; `""` takes away. */
  readonly attending?: string
  readonly more?: readonly string[]
  readonly sender?: string
}

export const npi = (number: string, name = 'Bell^Ann') => `${number}^${name}^^^^^^NPI`

/** One message, as a hospital system writes it. */
export function adt({
  event,
  control,
  at,
  patient = '1',
  stay = 'V1',
  attending = '',
  more = [],
  sender = 'HIS',
}: Said) {
  const pv1 = Array.from({ length: 45 }, () => '')
  pv1[0] = '1'
  pv1[2] = 'WARD3^12^A^General'
  pv1[6] = attending
  pv1[18] = stay
  return [
    `MSH|^~\\&|${sender}|GENERAL|CORDON||${at}||ADT^${event}^ADT_A01|${control}|P|2.5.1`,
    `EVN|${event}|${at}`,
    `PID|1||${patient}^^^HOSP^MR||Quillfeather^Odalys||19700301|F`,
    ...(stay === '' ? [] : [`PV1|${pv1.join('|')}`]),
    ...more,
  ].join('\r')
}
