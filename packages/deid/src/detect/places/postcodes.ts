import { add, matchAt, type Reading } from '../evidence.ts'
import { form, type Rule } from '../rule.ts'
import { CAPS, MIXED } from '../tokens.ts'

/** `zip code 97738`, `Service area: 69162`. */
export const zipLabels: Rule = {
  starts: { words: ['zip', 'postcode', 'postal', 'service', 'mailing'] },
  read: zipLabel,
}

/** A Canadian or British postcode, and the town right before it. */
export const foreignPostcodes: Rule = { starts: { forms: form(MIXED, CAPS) }, read: foreignPostcode }

function foreignPostcode(reading: Reading, k: number): void {
  const start = reading.tokens.start[k] ?? 0
  const match = matchAt(CANADA, reading.text, start) ?? matchAt(UK, reading.text, start)
  if (match !== null) postcode(reading, start, match[0])
}

const ZIP_LABEL =
  /(?:(?:zip|mailing)(?: ?code)?|postcode|postal code|service area)\W{1,3}(?:is |on file |of )?(\d{5}(?: ?- ?\d{4}| \d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2})/iy

function zipLabel(reading: Reading, k: number): void {
  const start = reading.tokens.start[k] ?? 0
  const match = matchAt(ZIP_LABEL, reading.text, start)
  const zip = match?.[1]
  if (match === null || zip === undefined) return
  const end = start + match[0].length
  add(reading, end - zip.length, end, 'ZIP', 'zip/label', 0.95)
}

const CANADA = /[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d(?![\w])/y

const UK = /[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}(?![\w])/y

const CITY_BEFORE =
  /(?:^|[\n,])[ ]{0,2}(\p{Lu}[\p{L}'’-]{1,20}(?:[ -]\p{Lu}[\p{L}'’-]{1,20}){0,2}),? {0,2}(?:\(\p{L}{2,20}\) )?$/u

/** A Canadian or British postcode, and the town right before it. */
function postcode(reading: Reading, at: number, post: string): void {
  if (/[\w-]/.test(reading.text.charAt(at - 1))) return
  const before = reading.text.slice(Math.max(0, at - 60), at)
  const town = CITY_BEFORE.exec(before)
  if (town === null && !/[,)] ?$|\n$/.test(before)) return
  add(reading, at, at + post.length, 'ZIP', 'zip/foreign', 0.85)
  const name = town?.[1]
  if (town === null || name === undefined) return
  const start = at - before.length + town.index + town[0].indexOf(name)
  add(reading, start, start + name.length, 'CITY', 'city/postcode', 0.82)
}
