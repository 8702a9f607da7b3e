import type { ReadEntry } from '../open-entries.ts'
import { type Event, eventOf } from './event.ts'
import type { ExportFormat } from './format.ts'

/**
 * ArcSight's Common Event Format, version 0: a line with a header between pipes and an extension of `key=value`. What
 * would end a field, a line or the escape is escaped; other control characters and line separators become spaces, so
 * that nothing in an id can forge a field or a second line (ASVS 16.4.1).
 */
export const cef: ExportFormat = {
  mediaType: 'text/plain; charset=utf-8',
  lines: (entry, { version, origin, tenant }) => {
    const event = eventOf(entry)
    const header = ['Cordon', 'Cordon', version, entry.leaf.class, event.what, String(event.severity)].map(headerText)
    const fields = { ...fieldsOf(entry, event), deviceExternalId: origin, cs6Label: 'tenant', cs6: tenant }
    return [`CEF:0|${header.join('|')}|${extension(fields)}`]
  },
}

type Fields = Readonly<Record<string, string | number | undefined>>

/** ArcSight's own keys where it has one, its labelled custom strings where it has none. */
function fieldsOf({ index, leaf }: ReadEntry, event: Event): Fields {
  return {
    rt: leaf.time,
    externalId: index,
    outcome: event.result,
    suser: event.person,
    flexString1Label: event.actors === undefined ? undefined : 'acting for the person',
    flexString1: event.actors,
    flexString2Label: event.shadowOf === undefined ? undefined : 'copy of request',
    flexString2: event.shadowOf,
    sourceServiceName: event.application,
    src: isAddress(event.source) ? event.source : undefined,
    shost: isAddress(event.source) ? undefined : event.source,
    dhost: event.vendor,
    reason: event.code,
    cnt: event.count,
    out: event.bytes,
    cn1Label: event.ms === undefined ? undefined : 'milliseconds',
    cn1: event.ms,
    ...labelled(1, 'purpose', event.purpose),
    ...labelled(2, 'patient pseudonym', event.patient),
    ...labelled(3, 'request', event.request),
    ...labelled(4, 'model', event.model),
    ...labelled(5, 'policy', event.policy),
  }
}

function labelled(n: number, label: string, value: string | undefined): Fields {
  return value === undefined ? {} : { [`cs${n}Label`]: label, [`cs${n}`]: value }
}

function extension(fields: Fields): string {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined)
  return present.map(([key, value]) => `${key}=${valueText(String(value))}`).join(' ')
}

const headerText = (text: string): string => plain(text).replaceAll('\\', '\\\\').replaceAll('|', '\\|')

const valueText = (text: string): string => plain(text).replaceAll('\\', '\\\\').replaceAll('=', '\\=')

/** C0, DEL, C1, the Unicode line ends, and what turns the direction of writing. */
const plain = (text: string): string =>
  text.replaceAll(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ')

const isAddress = (source: string | undefined): boolean => source !== undefined && /^[0-9a-f.:]{2,45}$/i.test(source)
