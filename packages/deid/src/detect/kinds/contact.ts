import { add, type Layer, matchAt, type Reading } from '../evidence.ts'
import { MARK, MIXED } from '../tokens.ts'

/** What names its own form: e-mail addresses, links, handles, IP and MAC addresses. Found from the mark inside them (`@`, `://`, `www.`). */
export function createContacts(): Layer {
  return (reading) => {
    emails(reading)
    links(reading)
    addresses(reading)
    accounts(reading)
  }
}

const LOCAL = /[\w.+%'’-]/
const DOMAIN = /@(?:[\p{L}\d](?:[\p{L}\d-]{0,62}[\p{L}\d])?\.){1,6}[\p{L}]{2,24}/uy
const HANDLE = /@[A-Za-z][\w.-]{2,40}/y

function emails(reading: Reading): void {
  const { text } = reading
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at
    while (start > 0 && at - start < 64 && LOCAL.test(text.charAt(start - 1))) start--
    const domain = matchAt(DOMAIN, text, at)
    if (domain !== null && start < at) add(reading, start, at + domain[0].length, 'EMAIL', 'email/address', 0.99)
    else if (start === at) handle(reading, at)
  }
}

function handle(reading: Reading, at: number): void {
  const match = matchAt(HANDLE, reading.text, at)
  if (match !== null && !/^@(?:home|bedside|night|lip|target|rest)\b/i.test(match[0])) {
    add(reading, at, at + match[0].replace(/[.-]+$/, '').length, 'OTHERID', 'handle/at', 0.9)
  }
}

const LINK = /(?:https?:\/\/|ftp:\/\/|www\.)[^\s"'<>|^\\)\]}]{2,2000}/giy
const STANDARD =
  /^https?:\/\/(?:www\.)?(?:hl7\.org|terminology\.hl7\.org|loinc\.org|snomed\.info|unitsofmeasure\.org|w3\.org|www\.w3\.org|nlm\.nih\.gov|ncbi\.nlm\.nih\.gov|pubmed|doi\.org|dicom\.nema\.org|schema\.org|json-schema\.org)/i
const BARE = /(?:[a-z\d](?:[a-z\d-]{0,40}[a-z\d])?\.){1,4}[a-z]{2,10}\/[^\s"'<>|]{3,400}/iy

function links(reading: Reading): void {
  const { text } = reading
  LINK.lastIndex = 0
  for (const mark of ['://', 'www.', 'WWW.']) {
    let done = 0
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 3)) {
      const start = mark === '://' ? schemeStart(text, at) : at
      if (mark !== '://' && text.charAt(start - 1) === '/') continue
      const match = start < done ? null : matchAt(LINK, text, start)
      if (match !== null) done = start + match[0].length
      if (match === null || STANDARD.test(match[0])) continue
      add(reading, start, start + match[0].replace(/[.,;:!?]+$/, '').length, 'URL', 'url/link', 0.98)
    }
  }
  bareLinks(reading)
}

function schemeStart(text: string, at: number): number {
  for (const scheme of ['https', 'http', 'ftp', 'HTTPS', 'HTTP'])
    if (text.startsWith(scheme, at - scheme.length)) return at - scheme.length
  return -1
}

/** `clips.host/path` without a scheme: a dot, a short last label and a path. */
function bareLinks(reading: Reading): void {
  const { tokens, text } = reading
  for (let k = 1; k < tokens.count - 2; k++) {
    if (
      tokens.lower[k] !== '.' ||
      tokens.gap[k] !== 0 ||
      tokens.gap[k + 1] !== 0 ||
      text.charAt(tokens.end[k + 1] ?? 0) !== '/'
    )
      continue
    let first = k - 1
    while (first > 1 && k - first < 8 && tokens.gap[first] === 0 && /^[.\w-]+$/.test(tokens.lower[first - 1] ?? ''))
      first--
    const start = tokens.start[first] ?? 0
    const match = /^[a-z]{2,10}$/.test(tokens.lower[k + 1] ?? '') ? matchAt(BARE, text, start) : null
    if (match !== null && !/^\d/.test(match[0]) && !text.startsWith('//', start - 2))
      add(reading, start, start + match[0].replace(/[.,;:]+$/, '').length, 'URL', 'url/bare', 0.7)
  }
}

const IPV4 = /(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![.\d]\d|\d)/y
const IPV6 = /(?:[\da-f]{1,4}:){1,7}(?::?[\da-f]{1,4}){0,7}(?:%\w{1,12})?(?![\w:])|(?:[\da-f]{1,4}:){1,6}:(?![\w:])/iy
const MAC = /[\da-f]{2}([:-])[\da-f]{2}(?:\1[\da-f]{2}){4}(?![\w:-])/iy
const NOT_ADDRESS =
  /(?:version|ver|v|firmware|fw|oid|schema|release|rev|build|ehr|hl7|software|app|os)["\s:=.]*(?:is )?"?$/i

/** Dotted and coloned addresses start at a letter or digit token. */
function addresses(reading: Reading): void {
  const { tokens, text } = reading
  for (let k = 0; k < tokens.count; k++) {
    const first = text.charCodeAt(tokens.start[k] ?? 0)
    if (tokens.gap[k] === 0 && k > 0 && /[\w.:-]/.test(text.charAt((tokens.start[k] ?? 0) - 1))) continue
    const next = text.charCodeAt(tokens.end[k] ?? 0)
    if (next === 46 && first >= 48 && first <= 57) ipv4(reading, tokens.start[k] ?? 0)
    else if (next === 58 || next === 45) colons(reading, tokens.start[k] ?? 0)
  }
}

function ipv4(reading: Reading, start: number): void {
  const match = matchAt(IPV4, reading.text, start)
  if (match === null || NOT_ADDRESS.test(reading.text.slice(Math.max(0, start - 16), start))) return
  add(reading, start, start + match[0].length, 'IP', 'ip/v4', versionLike(match[0]) ? 0.5 : 0.95)
}

const versionLike = (address: string): boolean => address.split('.').every((part) => part.length < 2)

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

const UNDERSCORED = /(?:u\/)?[A-Za-z][A-Za-z\d.]{0,30}_[\w.]{1,40}/y
const TAILED = /^[a-z]{5,16}\d{2,4}$/
const NOT_ACCOUNT = /^(?:covid|sars|factor|apolipo|interleukin|vitamin|version|windows|python)/i

/** User names by their form: an inner underscore and digits, or a long small word with digits at its end. */
function accounts(reading: Reading): void {
  const { tokens, text } = reading
  for (let k = 0; k < tokens.count; k++) {
    if (tokens.lower[k] === '_' && k > 0) underscored(reading, k)
    else if (tokens.type[k] === MIXED && tokens.gap[k] !== 0) {
      const word = text.slice(tokens.start[k], tokens.end[k])
      const alone = !/[\w@-]/.test(text.charAt(tokens.end[k] ?? 0))
      if (alone && TAILED.test(word) && !NOT_ACCOUNT.test(word))
        add(reading, tokens.start[k] ?? 0, tokens.end[k] ?? 0, 'OTHERID', 'handle/form', 0.6)
    }
  }
}

/** Back to the start of the word that holds the underscore at token `k`. */
function underscored(reading: Reading, k: number): void {
  const { tokens, text } = reading
  let first = k
  while (
    first > 0 &&
    k - first < 6 &&
    tokens.gap[first] === 0 &&
    (tokens.type[first - 1] !== MARK || /[./_]/.test(tokens.lower[first - 1] ?? ''))
  )
    first--
  const start = tokens.start[first] ?? 0
  const match = matchAt(UNDERSCORED, text, start)
  if (match === null || /[@:"^-]/.test(text.charAt(start - 1))) return
  const raw = match[0].replace(/\.+$/, '')
  const after = text.slice(start + raw.length, start + raw.length + 3)
  const said = /\b(?:by|user|login)\s$/i.test(text.slice(Math.max(0, start - 6), start)) && /^[A-Z_]+$/.test(raw)
  if (/^"?\s*[:=]/.test(after) || (!said && !/\d{2}$|\d/.test(raw.slice(raw.indexOf('_')))) || raw.startsWith('c.'))
    return
  add(reading, start, start + raw.length, 'OTHERID', 'handle/form', 0.6)
}
