import { add, matchAt, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { NUMBER, TIGHT } from '../tokens.ts'

/** IPv4 addresses start at the number before a dot. */
export const dottedAddresses: Rule = { starts: { words: ['.'] }, read: dotted }

function dotted(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (tokens.type[k - 1] !== NUMBER || !opens(reading, k)) return
  const start = tokens.start[k - 1] ?? 0
  const match = matchAt(IPV4, text, start)
  if (match === null || NOT_ADDRESS.test(text.slice(Math.max(0, start - 16), start))) return
  add(reading, start, start + match[0].length, 'IP', 'ip/v4', versionLike(match[0]) ? 0.5 : 0.95)
}

/** IPv6 and MAC addresses start at the group before a colon or hyphen. */
export const colonAddresses: Rule = { starts: { words: [':', '-'] }, read: coloned }

function coloned(reading: Reading, k: number): void {
  const { tokens } = reading
  if ((tokens.end[k - 1] ?? 0) - (tokens.start[k - 1] ?? 0) <= GROUPS_MAX && opens(reading, k))
    colons(reading, tokens.start[k - 1] ?? 0)
}

/** Characters of the first token: `AA-BB-CC-…` may be cut as one word up to its first digit. */
const GROUPS_MAX = 14

/** The token before mark `k` touches it and does not go on from something else. */
function opens({ tokens, text }: Reading, k: number): boolean {
  if (k === 0 || tokens.gap[k] !== TIGHT) return false
  return k === 1 || tokens.gap[k - 1] !== TIGHT || !/[\w.:-]/.test(text.charAt((tokens.start[k - 1] ?? 0) - 1))
}

const IPV4 = /(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![.\d]\d|\d)/y

const NOT_ADDRESS =
  /(?:version|ver|v|firmware|fw|oid|schema|release|rev|build|ehr|hl7|software|app|os)["\s:=.]*(?:is )?"?$/i

const versionLike = (address: string): boolean => address.split('.').every((part) => part.length < 2)

const IPV6 = /(?:[\da-f]{1,4}:){1,7}(?::?[\da-f]{1,4}){0,7}(?:%\w{1,12})?(?![\w:])|(?:[\da-f]{1,4}:){1,6}:(?![\w:])/iy

const MAC = /[\da-f]{2}([:-])[\da-f]{2}(?:\1[\da-f]{2}){4}(?![\w:-])/iy

function colons(reading: Reading, start: number): void {
  const mac = matchAt(MAC, reading.text, start)
  if (mac !== null) {
    add(reading, start, start + mac[0].length, 'DEVICE', 'device/mac', 0.95)
    return
  }
  const v6 = matchAt(IPV6, reading.text, start)
  if (v6 === null || (!v6[0].includes('::') && v6[0].split(':').length !== 8) || !/[\da-f]/i.test(v6[0])) return
  add(reading, start, start + v6[0].length, 'IP', 'ip/v6', 0.95)
}
