import { add, matchAt, type Reading } from '../evidence.ts'

/** What follows a street is a city, and what follows a city is a postcode, whatever the lexicons say. Runs after streets and cities are found. */
export function afterStreets(reading: Reading): void {
  for (const { kind, end } of reading.found.slice()) if (kind === 'STREET') cityAfter(reading, end)
  for (const { kind, end } of reading.found.slice()) if (kind === 'CITY' || kind === 'STREET') postAfter(reading, end)
  for (const { kind, end } of reading.found) if (kind === 'ZIP') moreAfter(reading, end)
}

const CITY =
  /,?[ \n]{1,2}(?:still |in )?((?:St\. |Mt\. |Ft\. )?\p{Lu}[\p{L}'’-]{1,20}(?: (?:(?:of|de|la|du|on|and|upon) )?\p{Lu}[\p{L}'’-]{1,20}){0,3})(?=[,.;)\n"]|$| \d{5}|,? [A-Z]{2}\b| \()/uy

const POST =
  /(?:,? {1,2}|\n)(?:\(?\p{Lu}[\p{L}é]{1,20}\)?,? |[A-Z]{2},? )?(\d{5}(?: ?- ?\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2})(?![\w-])/uy

const NOT_CITY =
  /^(?:The|He|She|They|We|His|Her|Tel|Phone|Fax|Ph|Fx|Home|Cell|Re|Dear|Patient|Pt|Gate|Dog|Dr|Mr|Mrs|Ms|United|Please|Call|January|February|March|April|May|June|July|August|September|October|November|December|Worker|Employer|Date|MRN|DOB|Attn|County|[A-Z]{2}$)\b/

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

const MORE = /(?:, (?:not |correct one |and )?| and | or )(\d{5}(?:-\d{4})?)(?![\w-]|,\d)/y

/** The postcodes that go on a list: `69162, 10073 and 87946`; what is found here is asked again. */
function moreAfter(reading: Reading, end: number): void {
  const match = matchAt(MORE, reading.text, end)
  const post = match?.[1]
  if (match !== null && post !== undefined)
    add(reading, end + match[0].length - post.length, end + match[0].length, 'ZIP', 'zip/list', 0.85)
}
