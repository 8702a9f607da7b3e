import { add, matchAt, type Reading } from '../evidence.ts'
import { type Rule, tokenAfter } from '../rule.ts'
import { TIGHT, WORD } from '../tokens.ts'

/** A link by its scheme or by `www`. */
export const links: Rule = {
  starts: { words: [':', 'www'] },
  take(reading, k) {
    const { text, tokens } = reading
    const at = tokens.start[k] ?? 0
    const start = tokens.type[k] === WORD ? at : schemeStart(text, at)
    const match = start < 0 ? null : matchAt(LINK, text, start)
    if (match === null) return k
    if (!STANDARD.test(match[0]))
      add(reading, start, start + match[0].replace(/[.,;:!?]+$/, '').length, 'URL', 'url/link', 0.98)
    return tokenAfter(reading, k, start + match[0].length)
  },
}

/** Where the scheme before a colon begins; -1 when no `//` follows or none stands there. */
function schemeStart(text: string, colon: number): number {
  if (text.charCodeAt(colon + 1) !== 47 || text.charCodeAt(colon + 2) !== 47) return -1
  let start = colon
  while (start > 0 && colon - start < SCHEME_MAX && /[a-z\d+]/i.test(text.charAt(start - 1))) start--
  return colon - start > 1 ? start : -1
}

const SCHEME_MAX = 12

/** `clips.host/path` without a scheme: a dot, a short last label and a path. */
export const bareLinks: Rule = { starts: { words: ['.'] }, read: bareLink }

function bareLink(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (
    k === 0 ||
    tokens.gap[k] !== TIGHT ||
    text.charCodeAt(tokens.end[k + 1] ?? 0) !== SLASH ||
    tokens.gap[k + 1] !== TIGHT
  )
    return
  let first = k - 1
  while (first > 1 && k - first < 8 && tokens.gap[first] === TIGHT && /^[.\w-]+$/.test(tokens.lower[first - 1] ?? ''))
    first--
  const start = tokens.start[first] ?? 0
  const match = /^[a-z]{2,10}$/.test(tokens.lower[k + 1] ?? '') ? matchAt(BARE, text, start) : null
  if (match !== null && !/^\d/.test(match[0]) && !text.startsWith('//', start - 2))
    add(reading, start, start + match[0].replace(/[.,;:]+$/, '').length, 'URL', 'url/bare', 0.7)
}

const SLASH = 47

const LINK = /(?:[a-z\d+]{2,12}:\/\/|www\.)[^\s"'<>|^\\)\]}]{2,2000}/iy

const STANDARD =
  /^https?:\/\/(?:www\.)?(?:hl7\.org|terminology\.hl7\.org|loinc\.org|snomed\.info|unitsofmeasure\.org|w3\.org|www\.w3\.org|nlm\.nih\.gov|ncbi\.nlm\.nih\.gov|pubmed|doi\.org|dicom\.nema\.org|schema\.org|json-schema\.org)/i

const BARE = /(?:[a-z\d](?:[a-z\d-]{0,40}[a-z\d])?\.){1,4}[a-z]{2,10}\/[^\s"'<>|]{3,400}/iy
