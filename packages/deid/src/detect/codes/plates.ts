import { add, matchAt, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, PREPOSITION } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, CAPS, LOWER, MARK, PARAGRAPH, TIGHT, WORD } from '../tokens.ts'

const VEHICLES =
  'vauxhall dacia holden isuzu saab corsa astra clio car cars truck van pickup hatchback sedan coupe wagon suv jeep vehicle bus motorcycle scooter minivan trailer rv atv boat motorbike convertible roadster tow towed parked drives drove driving taxi cab lorry caravan camper semi tractor loader forklift skiff seiner helicopter snowmachine snowmobile moped ute bakkie troca guagua carro camioneta camion coche auto moto toyota honda ford chevy chevrolet nissan subaru mazda hyundai kia buick dodge volvo tesla harley yamaha volkswagen vw audi bmw mercedes lexus acura gmc cadillac chrysler mitsubishi suzuki peugeot renault citroen opel skoda fiat civic corolla camry accord altima sentra prius tacoma odyssey sienna f-150 f150 silverado outback forester impala malibu explorer escape equinox tundra rav4 highlander econoline transit sprinter jetta passat golf polo elantra sonata sorento sportage rogue pathfinder frontier cherokee wrangler ranger tahoe suburban yukon traverse pilot cr-v crv hr-v cx-5 cx5 ram caravan voyager crosstrek impreza legacy leaf versa fusion focus fiesta fit yaris matrix avalon 4runner sequoia'.split(
    ' ',
  )

/** A plate without the word plate: a short code of letters and digits shortly after a vehicle. */
export const plates: Rule = { starts: { words: VEHICLES }, read: (reading, k) => plate(reading, k, REACH) }

/** `silver JRV 4426`: a plate right after a colour. */
export const colouredPlates: Rule = {
  starts: {
    words: 'silver gray grey red blue green gold tan maroon beige white black orange yellow brown purple'.split(' '),
  },
  read: (reading, k) => plate(reading, k, 2),
}

/** Tokens between a vehicle and its plate. */
const REACH = 9

function plate(reading: Reading, k: number, reach: number): void {
  const { tokens } = reading
  if (tokens.lower[k] === 'rv' && tokens.lower[k + 1] === 'lead') return
  for (let i = k + 1; i < tokens.count && i <= k + reach; i++) {
    if (tokens.gap[i] === PARAGRAPH || /^[.;?]$/.test(tokens.lower[i] ?? '')) {
      if (i === k + 1 && tokens.gap[i + 1] === BLANK) alone(reading, i + 1)
      return
    }
    if (tokens.type[i] === MARK || (tokens.gap[i] === TIGHT && tokens.type[i - 1] !== MARK)) continue
    if (tokens.type[i] === WORD && !leadsToNumber(reading, i)) continue
    if (i > k + 1 && tokens.lower[i - 1] === '-' && tokens.gap[i] === TIGHT) continue
    const end = plateEnd(reading, i, reach < REACH)
    if (end < 0) continue
    add(reading, tokens.start[i] ?? 0, end, 'VEHICLE', 'vehicle/near', 0.72)
    return
  }
}

/** `usa la troca. JVB 4406.`: a sentence that is a plate. */
function alone(reading: Reading, i: number): void {
  const end = plateEnd(reading, i, true)
  if (end > 0 && /^[.,;]?(?:\s|$)/.test(reading.text.slice(end, end + 2)))
    add(reading, reading.tokens.start[i] ?? 0, end, 'VEHICLE', 'vehicle/near', 0.72)
}

/** A short word before a number, a code or a mark: only there a plate may begin with letters. */
function leadsToNumber({ tokens }: Reading, i: number): boolean {
  if ((tokens.end[i] ?? 0) - (tokens.start[i] ?? 0) > 4) return false
  if ((tokens.type[i + 1] ?? WORD) !== WORD) return true
  if ((tokens.end[i] ?? 0) - (tokens.start[i] ?? 0) > 2) return false
  return tokens.shape[i] === CAPS && tokens.shape[i + 1] === CAPS && (tokens.type[i + 2] ?? WORD) !== WORD
}

/** One to four groups of letters and digits. */
const PLATE = /[A-Z\d]{1,8}(?:[ ·-][A-Z\d]{1,6}){0,3}(?![\w%:]|\/(?!(?:[A-Z]{2})?(?![\w]))|[-.,]\d|-[A-Za-z])/iy

/** Plates of two groups and the like, which nothing else looks like. */
const STRICT =
  /^[A-Z]{2,3}[ -]\d{3,4}$|^\d{3}[ -][A-Z]{3}$|^[A-Z]{2} \d{2,3} ?[A-Z]{2,3}$|^\d[A-Z]{3}\d{3}$|^[A-Z]{3}\d[A-Z]\d{2}$|^[A-Z]{2}\d{2} ?[A-Z]{3}$/

/** Where a plate that starts at token `i` ends; the longest run of groups that is one, else -1. */
function plateEnd(reading: Reading, i: number, strict: boolean): number {
  const { text, tokens } = reading
  const start = tokens.start[i] ?? 0
  const match = matchAt(PLATE, text, start)
  let raw = match?.[0] ?? ''
  while (raw !== '') {
    if (isPlate(reading, i, raw) && (!strict || STRICT.test(raw))) return start + raw.length
    raw = /[ ·-]/.test(raw) ? raw.replace(/[ ·-][A-Z\d]*$/i, '') : ''
  }
  return -1
}

/** Five to nine letters and digits, some of each; small letters only when they are no words. */
function isPlate({ tokens }: Reading, i: number, raw: string): boolean {
  const compact = raw.replace(/[ ·-]/g, '')
  const digits = compact.replace(/\D/g, '').length
  if (compact.length < 5 || compact.length > 9 || digits === 0 || digits === compact.length || digits < 2) return false
  if (/^(?:\d{4}[a-z]$|[a-z]{1,2}\d{1,2}$|(?:19|20)\d\d[ -])/i.test(raw) || /[ -](?:19|20)\d\d$/.test(raw)) return false
  if (/^\d{1,4}(?:st|nd|rd|th|mph|mg|ml|km|hrs?|mins?|kg|lbs?|mm|cm|am|pm|h\d\d)$/i.test(compact)) return false
  if (
    /^(?:B12|B6|D3|ICD|CPT|NPO|GCS|SSN|MRN|DOB|EMS|MVC|BAC|VIN|LIC|LLC|FBI|ETA|AIS|ISS|HR|BP|RR|CT|ED|ER|OR) /.test(
      raw,
    ) &&
    !/\d[ -][A-Z]/.test(raw)
  )
    return false
  const groups = raw.split(/[ ·-]/)
  if (
    groups.length > 1 &&
    groups.every((group) => /^\d+$/.test(group) || /^[a-z]+$/.test(group)) &&
    /[a-z]/.test(raw) &&
    digits < 3
  )
    return false
  return groups.every((group, at) => isGroup(tokens, i, group, at))
}

/** A group of letters alone is short, in capitals or no word. */
function isGroup(tokens: Reading['tokens'], i: number, group: string, at: number): boolean {
  if (/\d/.test(group)) return !/^\d+[a-z]+$/.test(group) || /^\d{1,3}[a-z]{3}$/.test(group)
  if (group.length > 4) return false
  if (group === group.toUpperCase()) return true
  if (group !== group.toLowerCase() || at > 1) return false
  const token = i + (at === 0 ? 0 : 1)
  const flags = tokens.type[token] === WORD && tokens.shape[token] === LOWER ? (tokens.flags[token] ?? 0) : 0
  return (flags & (COMMON | CLINICAL | PREPOSITION)) === 0
}
