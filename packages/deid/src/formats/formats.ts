import { DeidError } from '../errors.ts'
import { BODY_DEPTH_MAX, type Bodies } from './body.ts'
import { ccda } from './ccda.ts'
import { csv, tsv } from './csv.ts'
import { createEml } from './eml.ts'
import { createFhir } from './fhir.ts'
import type { Format, OpenedText } from './format.ts'
import { hl7 } from './hl7.ts'
import { html } from './html.ts'
import { json, ndjson } from './json.ts'
import { text } from './text.ts'

/** Every format of texts, in the order in which a text is tried when nobody says what it is. */
export const FORMAT_NAMES = ['hl7', 'eml', 'fhir', 'ndjson', 'json', 'ccda', 'html', 'tsv', 'csv', 'text'] as const

export type FormatName = (typeof FORMAT_NAMES)[number]

/** `depth` tells how many documents stand around this one. */
export function createFormats(depth = 0): Record<FormatName, Format> {
  return {
    hl7,
    eml: createEml(bodies, depth),
    fhir: createFhir(bodies, depth),
    ndjson,
    json,
    ccda,
    html,
    tsv,
    csv,
    text,
  }
}

/** Media types of documents that may stand inside others. */
const MEDIA_TYPES: Readonly<Record<string, FormatName>> = {
  'text/plain': 'text',
  'text/markdown': 'text',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'message/rfc822': 'eml',
  'text/csv': 'csv',
  'text/tab-separated-values': 'tsv',
  'text/xml': 'ccda',
  'application/xml': 'ccda',
  'application/cda+xml': 'ccda',
  'application/json': 'json',
  'application/fhir+json': 'fhir',
  'application/ndjson': 'ndjson',
  'application/x-ndjson': 'ndjson',
  'application/fhir+ndjson': 'fhir',
  'application/hl7-v2': 'hl7',
  'x-application/hl7-v2+er7': 'hl7',
}

const bodies: Bodies = {
  knows: (type) => MEDIA_TYPES[type] !== undefined,
  open(type, body, at, depth, breaks) {
    if (depth > BODY_DEPTH_MAX) throw new DeidError('input_too_large', at)
    const name = MEDIA_TYPES[type]
    if (name === undefined) throw new DeidError('format_unsupported', at)
    return openWithin(createFormats(depth)[name], body, at, breaks)
  },
  unspell(type, body, book) {
    const name = MEDIA_TYPES[type]
    return (name === undefined ? undefined : createFormats()[name].unspell?.(body, book)) ?? body
  },
}

/** Where an inner document is wrong, the outer one's place comes first. */
function openWithin(format: Format, body: string, at: string, breaks?: readonly number[]): OpenedText {
  try {
    return format.open(body, breaks)
  } catch (error) {
    if (!(error instanceof DeidError)) throw error
    throw new DeidError(error.code, error.at === undefined ? at : `${at}, ${error.at}`)
  }
}
