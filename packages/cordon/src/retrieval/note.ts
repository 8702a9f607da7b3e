import { type Chunk, chunk } from './chunk.ts'
import { words } from './fact.ts'
import type { DocumentReference } from './fhir-types.ts'

/** What a document row holds, sealed under the patient's key. */
export interface Note {
  /** From our own table of LOINC codes: a title written by hand could name somebody. */
  readonly type: string
  /** The title as written; searched, never shown outside `Phi`. */
  readonly title: string
  /** FHIR date; absent: undated. */
  readonly date?: string
  readonly text: string
  readonly chunks: readonly Chunk[]
}

export type NoteOrWhy = { readonly note: Note } | { readonly bad: string } | { readonly skipped: string }

/** The first plain-text attachment of a DocumentReference, decoded and cut, or why there is none. */
export function noteOf(it: DocumentReference, limits: { attachmentBytesMax: number }): NoteOrWhy {
  let why: NoteOrWhy = { skipped: 'document without content' }
  for (const { attachment } of it.content) {
    const decoded = decode(attachment, limits.attachmentBytesMax)
    if ('text' in decoded) return whole(build(it, decoded.text, attachment))
    if (!('bad' in why)) why = decoded
  }
  return why
}

/** Each chunk is remembered in the row; a note of nothing but headings must not grow a hundredfold. */
const CHUNKS_MAX = 5_000

function whole(note: Note): NoteOrWhy {
  return note.chunks.length > CHUNKS_MAX ? { bad: `note falls into more than ${CHUNKS_MAX} pieces` } : { note }
}

type Attachment = DocumentReference['content'][number]['attachment']

function build(it: DocumentReference, text: string, attachment: Attachment): Note {
  const date = it.date ?? attachment.creation ?? it.context?.period?.start
  const title = words(it.type) ?? attachment.title ?? it.description ?? ''
  return { type: noteType(it), title, ...(date === undefined ? {} : { date }), text, chunks: chunk(text) }
}

function decode(attachment: Attachment, bytesMax: number): { text: string } | { bad: string } | { skipped: string } {
  const media = mediaOf(attachment.contentType)
  if (media) return { skipped: media }
  if (attachment.data === undefined)
    return { skipped: attachment.url ? 'attachment is elsewhere' : 'attachment without data' }
  const base64 = attachment.data.replace(/\s+/g, '')
  if (base64.length > (bytesMax / 3) * 4 + 4) return { bad: `attachment is larger than ${bytesMax} bytes` }
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return { bad: 'attachment is not base64' }
  const text = utf8(Buffer.from(base64, 'base64'))
  if (text === undefined) return { bad: 'attachment is not UTF-8' }
  return text.trim() === '' ? { skipped: 'attachment is empty' } : { text }
}

/** Undefined when it is plain text in UTF-8. A content type is named only when this table holds it. */
function mediaOf(contentType: string | undefined): string | undefined {
  const [media = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  if (media !== 'text/plain') return `unsupported content type${MEDIA.has(media) ? ` ${media}` : ''}`
  const charset = parameters
    .find((part) => part.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '')
  return charset === undefined || ['utf-8', 'utf8', 'us-ascii'].includes(charset) ? undefined : 'unsupported charset'
}

const MEDIA = new Set(
  `application/pdf application/rtf application/xml application/json application/msword text/html text/rtf text/xml
   text/xhtml application/xhtml+xml application/hl7-cda+xml application/dicom image/jpeg image/png image/tiff image/gif
   application/vnd.openxmlformats-officedocument.wordprocessingml.document`.split(/\s+/),
)

/** Line ends become `\n`, so that offsets mean the same wherever a note was written. */
function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n')
  } catch {
    return undefined
  }
}

const LOINC: Record<string, string> = {
  '34117-2': 'History and physical note',
  '11506-3': 'Progress note',
  '18842-5': 'Discharge summary',
  '11488-4': 'Consultation note',
  '34111-5': 'Emergency department note',
  '51847-2': 'Evaluation and plan note',
  '28570-0': 'Procedure note',
  '11504-8': 'Surgical operation note',
  '34746-8': 'Nurse note',
  '57133-1': 'Referral note',
  '34133-9': 'Summary of episode note',
  '18748-4': 'Diagnostic imaging report',
  '18726-0': 'Radiology report',
  '11502-2': 'Laboratory report',
  '11526-1': 'Pathology report',
  '11505-5': 'Procedure note',
  '34109-9': 'Note',
  '18761-7': 'Transfer summary',
  '68608-9': 'Summary note',
  '8653-8': 'Discharge instructions',
  '34748-4': 'Telephone encounter note',
  '34750-0': 'Social work note',
  '59258-4': 'Emergency department discharge note',
  '47420-5': 'Functional status assessment',
  '28655-9': 'Discharge summary',
  '29749-9': 'Dialysis note',
  '34121-4': 'Interventional procedure note',
  '83320-2': 'Allergy note',
  '34108-1': 'Outpatient note',
  '34112-3': 'Inpatient note',
  '68834-1': 'Primary care note',
  '34840-9': 'Rheumatology note',
  '28636-9': 'Initial evaluation note',
}

function noteType(it: DocumentReference): string {
  return it.type?.coding?.map(({ code }) => LOINC[code ?? '']).find(Boolean) ?? 'Note'
}
