import type { AdtSettings } from '../config/feeds.ts'
import { FeedFault } from './fault.ts'

/** What MSH-18 may say (table 0211), and what it is here. */
const CHARSETS: Readonly<Record<string, AdtSettings['charset']>> = {
  ASCII: 'utf-8',
  '8859/1': 'iso-8859-1',
  'UNICODE UTF-8': 'utf-8',
}

/**
 * A message as text, in the character set that it states, else the configured one. Throws `charset_unsupported` for another, and for
 * bytes that are none of it: a name read wrong would be another name.
 */
export function decode(bytes: Uint8Array, fallback: AdtSettings['charset']): string {
  const charset = charsetOf(Buffer.from(bytes).toString('latin1'), fallback)
  // The web's decoder of ISO 8859-1 is that of Windows-1252, which gives its control codes other letters.
  if (charset === 'iso-8859-1') return Buffer.from(bytes).toString('latin1')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new FeedFault('charset_unsupported', 'MSH-18')
  }
}

/** The header alone, so that who sent a message is known before the rest of it is looked at. Throws nothing. */
export function decodeHeader(bytes: Uint8Array, fallback: AdtSettings['charset']): string {
  const end = bytes.findIndex((byte) => byte === 0x0d || byte === 0x0a)
  const header = end < 0 ? bytes : bytes.subarray(0, end)
  try {
    return decode(header, fallback)
  } catch {
    return Buffer.from(header).toString('latin1')
  }
}

/** The header up to MSH-18 is ASCII in every character set of the table. */
function charsetOf(text: string, fallback: AdtSettings['charset']): AdtSettings['charset'] {
  const [header = ''] = text.split(/[\r\n]/, 1)
  const stated = header.split(header.charAt(3))[17]?.split(header.charAt(5))[0]?.trim() ?? ''
  if (stated === '') return fallback
  const charset = CHARSETS[stated]
  if (charset === undefined) throw new FeedFault('charset_unsupported', 'MSH-18')
  return charset
}
