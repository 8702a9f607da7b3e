import { add, matchAt, type Reading } from '../evidence.ts'
import { form, type Rule } from '../rule.ts'
import { CAPS, MIXED } from '../tokens.ts'

const LABELS = 'zip zipcode postcode postal postalcode service mailing eircode plz cp pincode pin cap zlp zi'.split(' ')

/** `zip code 97738`, `Service area: 69162`, `Eircode K34 X5R9`, `zip three two three five eight`. */
export const zipLabels: Rule = { starts: { words: LABELS }, read: zipLabel }

/** A Canadian, British or Irish postcode, and the town right before it. */
export const foreignPostcodes: Rule = { starts: { forms: form(MIXED, CAPS) }, read: foreignPostcode }

function foreignPostcode(reading: Reading, k: number): void {
  const start = reading.tokens.start[k] ?? 0
  const { text } = reading
  const match = matchAt(CANADA, text, start) ?? matchAt(UK, text, start) ?? matchAt(IRELAND, text, start)
  if (match !== null) postcode(reading, start, match[0])
}

const SPOKEN = 'one|two|three|four|five|six|seven|eight|nine|oh|zero'

const POST = String.raw`\d{5}(?: ?- ?\d{4}| \d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}|[A-Z]\d[\dW] ?[A-Z\d]{4}|\d{3} ?\d{3}|\d{4}(?!\d)|(?:${SPOKEN})(?: (?:${SPOKEN})){4}`

const ZIP_LABEL = new RegExp(
  String.raw`(?:(?:zip|mailing)(?: ?code)?|z[i1l]p|postcode|postal ?code|service area|eircode|plz|c\.?p\.?|pin ?code|pin|cap)["']?\W{1,4}(?:is |on file |of |la se |es |still |now )?(${POST}|(?=[\dOolI]{5}\b)(?:[OolI]?\d){2}[\dOolI]{1,3})(?![\w-])`,
  'iy',
)

/** A pin or a cap may be a screw's or a crown's: only India's six digits, or Italy's five, follow those. */
const LOOSE = /^(?:pin|cap|cp|service)$/

function zipLabel(reading: Reading, k: number): void {
  const start = reading.tokens.start[k] ?? 0
  const match = matchAt(ZIP_LABEL, reading.text, start)
  const zip = match?.[1]
  if (match === null || zip === undefined) answer(reading, k)
  if (match === null || zip === undefined) return
  if (LOOSE.test(reading.tokens.lower[k] ?? '') && !/^\d{5}$|^\d{3} ?\d{3}$|^[A-Z]/.test(zip)) return
  const end = start + match[0].length
  add(reading, end - zip.length, end, 'ZIP', 'zip/label', 0.95)
}

/** `and your zip?` in one line of a chat, `95122` in the next: a short answer with five digits in it. */
const ANSWER = /[^\n]{0,40}\n{1,2}(?:[^\n:]{1,20}: ?)?(?:\p{L}{1,6},? ){0,3}(\d{5})(?=[.!]?(?:\n|$| \p{Ll}))/uy

function answer(reading: Reading, k: number): void {
  const match = matchAt(ANSWER, reading.text, reading.tokens.end[k] ?? 0)
  const zip = match?.[1]
  if (match === null || zip === undefined || !/\?/.test(match[0])) return
  const end = (reading.tokens.end[k] ?? 0) + match[0].length
  add(reading, end - zip.length, end, 'ZIP', 'zip/answer', 0.8)
}

/** The question about an address is one about its postcode. */
export const addressAnswers: Rule = { starts: { words: ['address', 'zip', 'postcode', 'live', 'area'] }, read: answer }

const CANADA = /[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d(?![\w])/y

const UK = /[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}(?![\w])/y

/** Routing keys and unique identifiers of Eircode: the letters B, G, I, J, L, M, O, Q, S, U and Z are in neither half but the first's first. */
const IRELAND = /[AC-FHKNPRTV-Y]\d[\dW] (?=[A-Z]*\d)(?=\d*[A-Z])[AC-FHKNPRTV-Y\d]{4}(?!\w)/y

const CITY_BEFORE =
  /(?:^|[\n,])[ ]{0,2}(\p{Lu}[\p{L}'’-]{1,20}(?:[ -]\p{Lu}[\p{L}'’-]{1,20}){0,2}),? {0,2}(?:\(\p{L}{2,20}\) )?$/u

function postcode(reading: Reading, at: number, post: string): void {
  if (/[\w-]/.test(reading.text.charAt(at - 1))) return
  const before = reading.text.slice(Math.max(0, at - 60), at)
  const town = CITY_BEFORE.exec(before)
  if (town === null && !/[,)] ?$|\n$| {2}$/.test(before)) return
  add(reading, at, at + post.length, 'ZIP', 'zip/foreign', 0.85)
  const name = town?.[1]
  if (town === null || name === undefined || /^(?:Eircode|Postcode|Zip)$/i.test(name)) return
  const start = at - before.length + town.index + town[0].indexOf(name)
  add(reading, start, start + name.length, 'CITY', 'city/postcode', 0.82)
}
