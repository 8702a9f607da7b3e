import { add, matchAt, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, DRUG, HEAD, MONTH, ROLE, TITLE_WORD, WEEKDAY, WORDLIKE } from '../flags.ts'
import { form, type Rule } from '../rule.ts'
import { NUMBER, WORD } from '../tokens.ts'
import { isLand } from './lands.ts'

/** `Flandreau 57028`, `|Colman|57017|`, `10967 Berlin`: five digits and a town beside them, between commas, cells or line ends. */
export const bareZips: Rule = { starts: { forms: form(NUMBER) }, read: bareZip }

const EDGE_BEFORE = String.raw`(?:^|\n|[,;|\t/·"(] ?| {2}|\b(?:in|from|of|to|near|at) )`

const TOWN_BEFORE = new RegExp(
  String.raw`${EDGE_BEFORE}((?:St\. |Ste\. |Mt\. |Ft\. )?\p{Lu}[\p{L}'’-]{2,20}(?:[ -]\p{Lu}[\p{L}'’-]{1,20}){0,2})(?: {1,2}|, ?|;|\||","?|\t)(?:[A-Z]{2}[ ,;|\t]{1,2})?$`,
  'u',
)

const TOWN_AFTER =
  / (\p{Lu}\p{L}{2,20}(?:[ -](?:(?:am|sur|de|la|an der) )?\p{Lu}[\p{L}'’-]{1,20}){0,2})(?=[,.;)\n|]|$| {2}| \()/uy

const NO_TOWN =
  /^(?:Box|Case|Claim|Order|Badge|Lot|Unit|Account|Acct|Member|Serial|Ref|File|Page|Room|Ext|Phone|Fax|Tel|Total|Amount|Invoice|Check|Code|Id|Group|Policy|Number|No|Tag|Permit|License|Chart|Visit|Run|Job|Ticket|Pager|Note|Form|Employee|Device|Model|Version|Payer|Study|Subject|Report|Date|Patient|Platelets|Count|Plate|Item|Batch|Medicaid|Medicare|Zip|Rx|Route|Hwy|Auth|Encounter|Specimen|Accession|Contract|Procedure|Diagnosis|Balance|Charge|Units?|Steps?)$/i

function bareZip(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const end = tokens.end[k] ?? 0
  if (
    end - start !== 5 ||
    /[\w$#.-]/.test(text.charAt(start - 1)) ||
    !/^(?:-\d{4}(?!\d)|(?![\w-]|[.,/:]\d))/.test(text.slice(end, end + 6))
  )
    return
  const plus = /^-\d{4}(?![\d-])/.test(text.slice(end, end + 6)) ? 5 : 0
  const town = TOWN_BEFORE.exec(text.slice(Math.max(0, start - 70), start))
  const name = town?.[1]
  const at = town === null || name === undefined ? start : start - town[0].length + town[0].indexOf(name)
  if (
    town !== null &&
    name !== undefined &&
    (plus > 0 || EDGE_AFTER.test(text.slice(end, end + 8))) &&
    isTown(reading, name, k - 8, at, /^[,;|\t]/.test(town[0]))
  ) {
    add(reading, start, end + plus, 'ZIP', 'zip/town', 0.78)
    add(reading, at, at + name.length, 'CITY', 'city/zip', 0.78)
    return
  }
  if (/(?:^|[\n,·|] ?|\b(?:in|resident in|wohnhaft in) )$/.test(text.slice(Math.max(0, start - 14), start)))
    townAfter(reading, k, start, end)
}

const EDGE_AFTER = /^(?:$|\n|[,;|)"\t]|\.(?:\s|$)| {1,3}(?:ph|tel|\(|fax|[a-z]|[-·|/]|\+?\d{3}[-. ])| {2})/i

function townAfter(reading: Reading, k: number, start: number, end: number): void {
  const match = matchAt(TOWN_AFTER, reading.text, end)
  const name = match?.[1]
  if (match === null || name === undefined || !isTown(reading, name, k + 1, end + 1, false)) return
  add(reading, start, end, 'ZIP', 'zip/before-town', 0.7)
  add(reading, end + 1, end + 1 + name.length, 'CITY', 'city/after-zip', 0.7)
}

/** No label, no unit, nothing of medicine; an ordinary word (`Globe`, `Plain`) only between commas or cells. */
function isTown({ tokens }: Reading, name: string, from: number, at: number, edged: boolean): boolean {
  if (/^[A-Z]{2,4}$/.test(name) || isLand(name) || name.split(/[ -]/).some((word) => NO_TOWN.test(word))) return false
  for (let i = Math.max(0, from); i < tokens.count && (tokens.start[i] ?? 0) < at + name.length; i++) {
    if ((tokens.start[i] ?? 0) < at || tokens.type[i] !== WORD) continue
    const flags = tokens.flags[i] ?? 0
    if (flags & (CLINICAL | DRUG | MONTH | WEEKDAY | HEAD | TITLE_WORD | ROLE)) return false
    if (!edged && flags & (COMMON | WORDLIKE) && !name.includes(' ')) return false
  }
  return true
}
