import { add, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, PREPOSITION, STATE_WORD } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, LOWER, MARK, NUMBER, PARAGRAPH, TIGHT, WORD } from '../tokens.ts'

const VEHICLES =
  'car truck van pickup hatchback sedan coupe wagon suv jeep vehicle bus motorcycle scooter minivan trailer rv atv boat motorbike convertible roadster tow towed toyota honda ford chevy chevrolet nissan subaru mazda hyundai kia buick dodge volvo tesla harley yamaha civic corolla camry accord altima sentra prius tacoma odyssey sienna f-150 silverado outback forester impala malibu explorer'.split(
    ' ',
  )

/** A plate without the word plate: a short code of letters and digits shortly after a vehicle. */
export const plates: Rule = { starts: { words: VEHICLES }, read: plate }

/** Tokens between a vehicle and its plate. */
const REACH = 9

function plate(reading: Reading, k: number): void {
  const { tokens } = reading
  for (let i = k + 1; i < tokens.count && i <= k + REACH; i++) {
    if (tokens.gap[i] === PARAGRAPH || /^[.;]$/.test(tokens.lower[i] ?? '')) return
    if (tokens.type[i] === MARK || (tokens.gap[i] === TIGHT && tokens.type[i - 1] !== MARK)) continue
    const last = plateEnd(reading, i)
    if (last < 0) continue
    add(reading, tokens.start[i] ?? 0, tokens.end[last] ?? 0, 'VEHICLE', 'vehicle/near', 0.72)
    return
  }
}

/** The last token of a plate that starts at token `k`: one group, or two with a blank, hyphen or dot between. */
function plateEnd(reading: Reading, k: number): number {
  for (const last of [k + 2, k + 1, k]) if (isWhole(reading, k, last) && isPlate(reading, k, last)) return last
  return -1
}

function isWhole(reading: Reading, k: number, last: number): boolean {
  const { tokens, text } = reading
  if (last >= tokens.count || /[\w-]/.test(text.charAt(tokens.end[last] ?? 0))) return false
  if (last === k) return true
  if (last === k + 1) return tokens.gap[last] === BLANK && tokens.type[last] !== MARK
  if (tokens.gap[last] === BLANK && tokens.gap[k + 1] === BLANK)
    return isState(reading, k) && tokens.type[last] === NUMBER
  return /^[-·]$/.test(tokens.lower[k + 1] ?? '') && tokens.gap[k + 1] === TIGHT && tokens.gap[last] === TIGHT
}

/** `IL Q88 3232`: a State before the groups. */
const isState = ({ tokens }: Reading, k: number): boolean => ((tokens.flags[k] ?? 0) & STATE_WORD) !== 0

/** Five to nine letters and digits, some of each; small letters only when they are no words. */
function isPlate({ tokens, text }: Reading, k: number, last: number): boolean {
  const raw = text.slice(tokens.start[k], tokens.end[last])
  const compact = raw.replace(/[ ·-]/g, '')
  if (compact.length < 5 || compact.length > 9 || !/^(?=.*\d)(?=.*[a-z])[a-z\d]+$/i.test(compact)) return false
  if (
    /^(?:\d{4}[a-z]|[a-z]{1,2}\d{1,2}$|(?:19|20)\d\d )/i.test(raw) ||
    /^\d{1,3}(?:st|nd|rd|th|mph|mg|ml|km|hrs?|mins?)$/i.test(compact)
  )
    return false
  if (tokens.shape[k] === LOWER && compact.replace(/\D/g, '').length < 3) return false
  for (let i = k; i <= last; i++) {
    if (tokens.type[i] !== WORD) continue
    if ((tokens.flags[i] ?? 0) & (COMMON | CLINICAL | PREPOSITION) && tokens.shape[i] === LOWER) return false
    if ((tokens.end[i] ?? 0) - (tokens.start[i] ?? 0) > 4) return false
  }
  return tokens.type[last] !== NUMBER || tokens.lower[last + 1] !== '/'
}
