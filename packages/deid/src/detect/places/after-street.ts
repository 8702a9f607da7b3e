import { add, type Finding, matchAt, type Reading } from '../evidence.ts'
import { STATE_CODES } from '../lexicon/places.ts'
import { isLand } from './lands.ts'
import { unitsAfter, unitsBefore } from './units.ts'

/** What follows a street is a unit, a city, a State and a postcode, whatever the lexicons say. Runs after streets and cities are found. */
export function afterStreets(reading: Reading): void {
  for (const street of reading.found.slice()) if (street.kind === 'STREET') afterStreet(reading, street)
  for (const { kind, end } of reading.found.slice()) {
    if (kind === 'CITY') postAfter(reading, end)
    if (kind === 'COUNTY') postOfCounty(reading, end)
  }
  for (const { kind, end } of reading.found) {
    if (kind === 'ZIP') moreAfter(reading, end)
    if (kind === 'ZIP' || kind === 'CITY') notAfter(reading, end)
  }
}

/** The same around what the tagger alone found. Runs after it. */
export function aroundTagged(reading: Reading): void {
  for (const finding of reading.found.slice()) {
    if (finding.rule === 'tagger/street') afterStreet(reading, finding)
    if (finding.rule === 'tagger/city') postAfter(reading, finding.end)
  }
}

function afterStreet(reading: Reading, { start, end }: Finding): void {
  const begin = unitsBefore(reading.text, start)
  const last = unitsAfter(reading.text, end)
  if (begin < start || last > end) add(reading, begin, last, 'STREET', 'street/unit', 0.74)
  const small = /^[^A-Z]*[a-z][^A-Z]*$/.test(reading.text.slice(start, end))
  const at = postAfter(reading, last)
  const afterCity = cityAfter(reading, at, small, at > last)
  if (afterCity > at) {
    yearLikePost(reading, afterCity)
    const second = postAfter(reading, afterCity) === afterCity ? cityAfter(reading, afterCity, small, false) : afterCity
    postAfter(reading, second)
  }
}

const SEPARATOR = String.raw`(?:['"]?,['"] ?['"]?|['"]?, ['"]|,? ?\n ?|_{2} _{2}| {1,3}[·|/–—-] {1,3}|[,;|\t]{1,2} {0,4}| {2,6}| )`

const WORDS = String.raw`((?:St\. |Mt\. |Ft\. |Ste\. )?\p{Lu}[\p{L}'’-]{1,20}(?: (?:(?:of|de|la|du|on|and|upon|sur|am) )?\p{Lu}[\p{L}'’-]{1,20}){0,3})`

/** A city stands before punctuation, the line's end, a State or a postcode; where only a blank leads to it, before the latter two. */
const CITY = new RegExp(
  `(${SEPARATOR})(?:still |in )?${WORDS}(?=(,? ?\\n?(?:[A-Z]{2},? )?\\(?\\d{5}\\b|,? [A-Z]{2}\\b|,? (?:[A-Z]{2} )?[A-Z]\\d[A-Z\\d] ?[A-Z\\d]{3,4}\\b| \\d{4}\\b| ?[–-] ?\\d{3} ?\\d{3}\\b)|[,.;:)\\n"'|\\t·/]|$| \\(| {2,}|__)`,
  'uy',
)

const STATE = `(?:${STATE_CODES.toLowerCase().replaceAll(' ', '|')})`

const SMALL_CITY = new RegExp(
  String.raw`(?: (?:now|still))?(?:, ?| ?\n| )(?!(?:zip|apt|unit|lot|phone|cell|tel)\b)([a-z][a-z.'-]{2,15}(?: [a-z]{2,12}){0,2}?)(?=,? (?:${STATE},? )?\d{5}\b|,? ${STATE}(?:$|[\n,.]))`,
  'uy',
)

const NOT_CITY =
  /^(?:The|He|She|They|We|His|Her|Tel|Phone|Fax|Ph|Fx|Home|Cell|Re|Dear|Patient|Pt|Gate|Dog|Dr|Mr|Mrs|Ms|United|Please|Call|January|February|March|April|May|June|July|August|September|October|November|December|Worker|Employer|Date|MRN|DOB|Attn|County|Warmly|Sincerely|Yours|Regards|Best|Thank|Thanks|Apt|Unit|Room|Lot|Dx|Hx|Name|Age|Sex|Mother|Father|Son|Daughter|Wife|Husband|Sister|Brother|Case|Chart|Vehicle|Insurance|Medicaid|Medicare|Who|It|LMP|EDD|PMH|HPI|CC|I|A|In|On|At|To|With|For|And|But|[A-Z]{2}$)(?![\p{L}-])/u

function cityAfter(reading: Reading, at: number, small: boolean, afterPost: boolean): number {
  const match = matchAt(CITY, reading.text, at)
  const raw = match?.[2]
  if (match === null || raw === undefined) return small ? smallCityAfter(reading, at) : at
  const city = raw.replace(/ [A-Z]{2}$/, '')
  const bare = match[1] === ' ' || match[1]?.includes('\n') === true || /^ +$/.test(match[1] ?? '')
  if (
    bare &&
    !afterPost &&
    match[3] === undefined &&
    !(match[1]?.includes('\n') === true && reading.text.charAt(at + match[0].length) === ',')
  )
    return at
  if (NOT_CITY.test(city) || isLand(city) || / (?:County|Parish|Co)$/.test(city)) return at
  const start = at + match[0].length - raw.length
  add(reading, start, start + city.length, 'CITY', 'city/street', 0.84)
  return start + city.length
}

function smallCityAfter(reading: Reading, at: number): number {
  const match = matchAt(SMALL_CITY, reading.text, at)
  const city = match?.[1]
  if (match === null || city === undefined) return at
  add(reading, at + match[0].length - city.length, at + match[0].length, 'CITY', 'city/street', 0.7)
  return at + match[0].length
}

/** A State, a province or a country's letters between a city and its postcode. */
const REGION = String.raw`(?:\(?[A-Z]\p{L}{1,20}\)?\.?,? {1,4}|[A-Za-z]{2},? {1,4}|[A-Z]\. ?[A-Z]\.,? )`

const POSTS = [
  String.raw`\d{5}(?: ?- ?\d{4})?(?! ?(?:mg|ml|units|USD|steps))`,
  String.raw`[A-Z]\d[A-Z] ?\d[A-Z]\d`,
  String.raw`[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}`,
  String.raw`[A-Z]\d[\dW] [A-Z\d]{4}`,
  String.raw`\d{3} \d{3}(?! ?\d)`,
  String.raw`\d{6}(?=[\n,.;]|$)`,
  String.raw`(?!(?:19|20)\d\d)\d{4}(?=[\n,.;]|$| {2,})`,
  String.raw`(?=[\dOolI]{5}\b)(?:[OolI]?\d){2}[\dOolI]{1,3}`,
].join('|')

const POST = new RegExp(
  String.raw`(?:['"]?,['"] ?['"]?|[,;|\t.]? {0,4}|\^\^?[A-Z]{2}\^|,?\n ?| ?[·–-] ?|[\s,;|/"]{1,3}|_{2} _{2})(?:${REGION}|['"]?[A-Z]{2}['"]?, ?['"]|_{2}[A-Z]{2}_{2} _{2}|/ [A-Z]{2} / )?(${POSTS})(?![\w-]|[.,/]\d)`,
  'uy',
)

/** The postcode after `at`, perhaps over a State; returns where it ends, or `at`. */
function postAfter(reading: Reading, at: number): number {
  const match = matchAt(POST, reading.text, at)
  const post = match?.[1]
  if (match === null || post === undefined || match[0] === post) return at
  const end = at + match[0].length
  add(reading, end - post.length, end, 'ZIP', 'zip/city', 0.9)
  return end
}

const YEAR_LIKE = /,? ((?:19|20)\d\d)(?=[ ]{2}|\n|$)/y

/** `12 Wickman Way, Otara, Auckland 2024`: after a street and a city, four digits at the line's end are no year. */
function yearLikePost(reading: Reading, at: number): void {
  const match = matchAt(YEAR_LIKE, reading.text, at)
  if (match !== null) add(reading, at + match[0].length - 4, at + match[0].length, 'ZIP', 'zip/four', 0.7)
}

const COUNTY_POST = /,? {0,4}(?:[A-Z]{2},? {1,3})?(\d{5}(?:-\d{4})?)(?![\w-]|[.,/]\d)/y

/** `Lackawanna County   18447`. */
function postOfCounty(reading: Reading, at: number): void {
  const match = matchAt(COUNTY_POST, reading.text, at)
  const post = match?.[1]
  if (match !== null && post !== undefined && match[0] !== post)
    add(reading, at + match[0].length - post.length, at + match[0].length, 'ZIP', 'zip/county', 0.82)
}

const MORE = /(?:, (?:not |correct one |and )?| and | or )(\d{5}(?:-\d{4})?)(?![\w-]|,\d)/y

/** The postcodes that go on a list: `69162, 10073 and 87946`; what is found here is asked again. */
function moreAfter(reading: Reading, end: number): void {
  const match = matchAt(MORE, reading.text, end)
  const post = match?.[1]
  if (match !== null && post !== undefined)
    add(reading, end + match[0].length - post.length, end + match[0].length, 'ZIP', 'zip/list', 0.85)
}

const NOT_THAT =
  /[,.;]? (?:not|Not|NOT|rather than|instead of) (\p{Lu}[\p{L}'’-]{2,20}(?: \p{Lu}[\p{L}'’-]{2,20}){0,2})/uy

/** `Dorchester 02122, not Brockton`. */
function notAfter(reading: Reading, end: number): void {
  const match = matchAt(NOT_THAT, reading.text, end)
  const city = match?.[1]
  if (match !== null && city !== undefined && !NOT_CITY.test(city))
    add(reading, end + match[0].length - city.length, end + match[0].length, 'CITY', 'city/not', 0.68)
}
