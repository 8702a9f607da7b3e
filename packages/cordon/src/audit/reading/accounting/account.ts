import type { Purpose, Vendor } from '@cordon/contract'
import type { Disclosure } from '../disclosure.ts'
import { isoTime } from '../entry-view.ts'
import { EXCLUSIONS } from './exclusions.ts'

/** A disclosure as the journal has it, and how it ended, where that is known. */
export interface Disclosed {
  readonly index: number
  readonly time: number
  readonly body: Disclosure
  readonly outcome?: string
}

/** 45 CFR 164.528: what is owed to an individual who asks for an accounting. */
export interface Accounting {
  /** As whoever asked for it wrote it. */
  readonly patient: string
  readonly requested: string
  /** Six years before the request, and the request. */
  readonly from: string
  readonly to: string
  /** 164.528(c)(1): 60 days, and once 30 more with a written reason. */
  readonly due: string
  readonly extended: string
  readonly disclosures: readonly Line[]
  /** What was left out, by rule: every row of the table, also where it is none. */
  readonly excluded: readonly {
    readonly name: string
    readonly cite: string
    readonly title: string
    readonly count: number
  }[]
  /** Disclosures of the span that stated no patient: whoever they concerned, the journal does not know. */
  readonly unattributed: number
  /** Disclosures of the span that have expired: to whom and about whom, nobody can tell any more. */
  readonly expired: number
}

/** 164.528(b)(2): date, recipient and address if known, what, what for. */
export interface Line {
  readonly index: number
  readonly date: string
  readonly recipient: string
  readonly address: string
  readonly description: string
  readonly purpose: string
  /** How the request ended: one that failed may not have arrived, and is listed all the same. */
  readonly outcome: string
}

export interface AccountingAsk {
  readonly patient: string
  /** Milliseconds. */
  readonly requested: number
  readonly vendors: ReadonlyMap<string, Vendor>
  readonly unattributed: number
  readonly expired: number
}

const YEARS = 6
const DAY = 86_400_000
const DUE_DAYS = 60
const EXTENSION_DAYS = 30

/** From when on disclosures are accounted for: six years to the day. */
export function accountedFrom(requested: number): number {
  const date = new Date(requested)
  return date.setUTCFullYear(date.getUTCFullYear() - YEARS)
}

/** Pure: the same disclosures give the same accounting. Those outside the six years are passed over. */
export function account(disclosed: readonly Disclosed[], ask: AccountingAsk): Accounting {
  const from = accountedFrom(ask.requested)
  const within = disclosed.filter(({ time }) => time >= from && time <= ask.requested)
  const judged = within.map((each) => ({ each, exclusion: EXCLUSIONS.find(({ applies }) => applies(each.body)) }))
  const listed = judged.flatMap(({ each, exclusion }) => (exclusion === undefined ? [each] : []))
  return {
    patient: ask.patient,
    requested: isoTime(ask.requested),
    from: isoTime(from),
    to: isoTime(ask.requested),
    due: isoTime(ask.requested + DUE_DAYS * DAY),
    extended: isoTime(ask.requested + (DUE_DAYS + EXTENSION_DAYS) * DAY),
    disclosures: listed.sort((a, b) => a.time - b.time || a.index - b.index).map((each) => lineOf(each, ask.vendors)),
    excluded: EXCLUSIONS.map(({ name, cite, title }) => ({
      name,
      cite,
      title,
      count: judged.filter(({ exclusion }) => exclusion?.name === name).length,
    })),
    unattributed: ask.unattributed,
    expired: ask.expired,
  }
}

function lineOf({ index, time, body, outcome }: Disclosed, vendors: AccountingAsk['vendors']): Line {
  const vendor = vendors.get(body.vendor)
  return {
    index,
    date: isoTime(time),
    recipient: vendor?.name ?? `${body.vendor} (no longer registered)`,
    address: vendor?.address ?? 'not known',
    description: descriptionOf(body),
    purpose: PURPOSES[body.purpose as Purpose] ?? body.purpose,
    outcome: outcome ?? 'unknown',
  }
}

/** In plain words and numbers: the text itself stands nowhere. */
function descriptionOf(body: Disclosure): string {
  const passages =
    body.passages === 0
      ? 'A question'
      : `A question with ${body.passages} passage${body.passages === 1 ? '' : 's'} of the record`
  const replaced = Object.values(body.identifiers).reduce((sum, count) => sum + count, 0)
  return `${passages}, as ${body.policy}, ${replaced} identifier${replaced === 1 ? '' : 's'} replaced before it was sent, ${body.payloadBytes} bytes, to the model ${body.model} in ${body.region}`
}

/** 164.528(b)(2)(iv): a statement that reasonably informs the individual of the basis. */
const PURPOSES: Record<Purpose, string> = {
  TREAT: 'Treatment',
  ETREAT: 'Emergency treatment',
  COC: 'Coordination of care',
  BTG: 'Emergency access, outside of the usual permission',
  HPAYMT: 'Payment for health care',
  CLMATTCH: 'Attachment to a claim',
  COVAUTH: 'Authorization of coverage',
  ELIGDTRM: 'Finding out eligibility for coverage',
  HOPERAT: 'Health care operations',
  HQUALIMP: 'Improving quality of care',
  PATSFTY: 'Patient safety',
  HCOMPL: 'Compliance',
  HLEGAL: 'Legal services',
  SYSDEV: 'Development of systems',
  TRAIN: 'Training of people',
  HTEST: 'Tests of health data systems',
  HRESCH: 'Research',
  CLINTRCH: 'Clinical trial research',
  PATRQT: 'At the individual’s request',
  FAMRQT: 'At the family’s request',
  PUBHLTH: 'Public health',
  HMARKT: 'Marketing of health care',
}
