import { add, type Layer, matchAt, type Reading } from '../evidence.ts'

const CITY =
  /,?[ \n]{1,2}(?:still |in )?((?:St\. |Mt\. |Ft\. )?\p{Lu}[\p{L}'’-]{1,20}(?: (?:(?:of|de|la|du|on|and|upon) )?\p{Lu}[\p{L}'’-]{1,20}){0,3})(?=[,.;)\n"]|$| \d{5}|,? [A-Z]{2}\b| \()/uy
const POST =
  /(?:,? {1,2}|\n)(?:\(?\p{Lu}[\p{L}é]{1,20}\)?,? |[A-Z]{2},? )?(\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2})(?![\w-])/uy
const UK = /[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}(?![\w])/g
const CANADA = /[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d(?![\w])/g
const NOT_CITY =
  /^(?:The|He|She|They|We|His|Her|Tel|Phone|Fax|Ph|Fx|Home|Cell|Re|Dear|Patient|Pt|Gate|Dog|Dr|Mr|Mrs|Ms|United|Please|Call|January|February|March|April|May|June|July|August|September|October|November|December|Worker|Employer|Date|MRN|DOB|Attn|County|[A-Z]{2}$)\b/

/** What follows a street is a city, and what follows a city is a postcode, whatever the lexicons say. Runs after streets and cities are found. */
export function createAfterStreet(): Layer {
  return (reading) => {
    for (const { kind, end } of reading.found.slice()) if (kind === 'STREET') cityAfter(reading, end)
    for (const { kind, end } of reading.found.slice()) if (kind === 'CITY' || kind === 'STREET') postAfter(reading, end)
    for (const match of reading.text.matchAll(CANADA)) postcode(reading, match.index, match[0])
    for (const match of reading.text.matchAll(UK)) postcode(reading, match.index, match[0])
  }
}

function cityAfter(reading: Reading, end: number): void {
  const match = matchAt(CITY, reading.text, end)
  const city = match?.[1]?.replace(/ [A-Z]{2}$/, '')
  if (match === null || city === undefined || NOT_CITY.test(city) || / (?:County|Parish|Co)$/.test(city)) return
  const start = end + match[0].length - (match[1] ?? '').length
  add(reading, start, start + city.length, 'CITY', 'city/street', 0.84)
}

function postAfter(reading: Reading, end: number): void {
  const match = matchAt(POST, reading.text, end)
  const post = match?.[1]
  if (match !== null && post !== undefined)
    add(reading, end + match[0].length - post.length, end + match[0].length, 'ZIP', 'zip/city', 0.9)
}

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
