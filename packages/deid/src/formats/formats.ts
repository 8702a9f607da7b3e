import { DeidError } from '../errors.ts'
import { BODY_DEPTH_MAX, type Bodies } from './body.ts'
import { csv, tsv } from './csv.ts'
import { createFhir } from './fhir.ts'
import type { Format } from './format.ts'
import { hl7 } from './hl7.ts'
import { html } from './html.ts'
import { json, ndjson } from './json.ts'
import { text } from './text.ts'

/** Every format of texts, in the order in which a text is tried when nobody says what it is. */
export const FORMAT_NAMES = ['hl7', 'fhir', 'ndjson', 'json', 'html', 'tsv', 'csv', 'text'] as const

export type FormatName = (typeof FORMAT_NAMES)[number]

/** `depth` tells how many documents stand around this one. */
export function createFormats(depth = 0): Record<FormatName, Format> {
  return { hl7, fhir: createFhir(bodies, depth), ndjson, json, html, tsv, csv, text }
}

/** Media types of documents that may stand inside others. */
const MEDIA_TYPES: Readonly<Record<string, FormatName>> = {
  'text/plain': 'text',
  'text/markdown': 'text',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/csv': 'csv',
  'text/tab-separated-values': 'tsv',
  'application/json': 'json',
  'application/fhir+json': 'fhir',
  'application/ndjson': 'ndjson',
  'application/x-ndjson': 'ndjson',
  'application/fhir+ndjson': 'fhir',
  'application/hl7-v2': 'hl7',
  'x-application/hl7-v2+er7': 'hl7',
}

const bodies: Bodies = {
  open(type, body, at, depth) {
    if (depth > BODY_DEPTH_MAX) throw new DeidError('input_too_large', at)
    const name = MEDIA_TYPES[type]
    if (name === undefined) throw new DeidError('format_unsupported', at)
    return openWithin(createFormats(depth)[name], body, at)
  },
  unspell(type, body, book) {
    const name = MEDIA_TYPES[type]
    return (name === undefined ? undefined : createFormats()[name].unspell?.(body, book)) ?? body
  },
}

/** Where an inner document is wrong, the outer one's place comes first. */
function openWithin(format: Format, body: string, at: string): ReturnType<Format['open']> {
  try {
    return format.open(body)
  } catch (error) {
    if (!(error instanceof DeidError)) throw error
    throw new DeidError(error.code, error.at === undefined ? at : `${at}, ${error.at}`)
  }
}
