import type { Reading } from '../evidence.ts'
import { LOWER } from '../tokens.ts'
import { withLead } from './lead.ts'

/** What leads to a month that stands by itself. */
const LEADS =
  /(?:\b(?:in|since|last|next|by|until|till|til|during|of|early|late|mid|this|from|through|thru|to|between|before|after|past|back in|around|about|month of|starting|through|started|moved in|scheduled for|for|or|and|dans|en|depuis|desde|em|im|seit|noong|nung|sa|thru|expir(?:es?|ing)|exp|due|review(?:ed)?|appt|again|renews?|end of|start of)[ -]|[(–—-])$/i

/** Leads after which even a lower-case `june` or `may` is a month. */
const SURE_LEADS =
  /\b(?:in|since|last|next|until|till|til|early|late|mid|back in|end of|start of|month of|around|every)[ -]$/i

/** Months that are verbs, names or other words when their capital is missing. */
const AMBIGUOUS = new Set(
  'may march mar august mars mai sun sat jun dec marzo april june mei ago dic set maj maja mayo julio junio abr ene'.split(
    ' ',
  ),
)

/** What may follow a lower-case month. */
const AFTER_LOWER =
  /^(?:[.,;:)!?'"]|\s*$|\n| (?:and|but|or|he|she|we|they|i|it|when|after|before|with|w\/|for|at|on|so|now|was|were|had|has|is|then|to|from|until|because|bc|due|if|this|the|her|his|my|our|still)\b)/i

/** Every year the same: `Ragweed peaks in August`. */
const EVERY_YEAR =
  /\b(?:seasons?|seasonal|peaks?|usually|pollen|ragweed|grass|every year|each year|yearly|annually|offered|runs? from|worst|blooms?|generally|typically|flu is|tick|expire\b)/i

/** Months that are neither a name nor a verb: a capital and a clause's end are enough. */
const PLAIN = new Set(
  'january february july september october november december jan feb jul sept oct nov dec aug'.split(' '),
)

const PLAIN_BEFORE =
  /(?:\b(?:review|renew(?:al|s)?|expires?|exp|due|visit|appt|appointment|recheck|recall|clinic|surgery|scan|mri|ct|echo|colonoscopy|mammogram|labs?|court|hearing|birthday|the|hospitalized|admitted|seen|died|born|visit|f\/u|follow-?up|back|again|there|here)[,:]?|[,;:]|\b\d{4}) $/i

/** A month by itself is a date after `in`, `since`, `early`; `may` and `june` in lower case only after the surest of them. */
export function monthAlone(reading: Reading, k: number, start: number): void {
  const { text, tokens } = reading
  const end = tokens.end[k] ?? 0
  const next = text.slice(end, end + 16)
  if (/^['-]\w|^ [A-Z][a-z]+/.test(next) && !/^ (?:The|He|She|He|At|On|In|We|They|I)\b/.test(next)) return
  const before = text.slice(Math.max(0, start - 18), start)
  if (!isLed(tokens.lower[k] ?? '', tokens.shape[k] === LOWER, before, next) || isYearly(text, start, end)) return
  withLead(reading, start, end, 'date/month', 0.75)
}

function isLed(lower: string, small: boolean, before: string, next: string): boolean {
  const ambiguous = AMBIGUOUS.has(lower)
  if (ambiguous && small) return SURE_LEADS.test(before) && AFTER_LOWER.test(next)
  const lead = LEADS.exec(before)
  if (lead === null) return !small && PLAIN.has(lower) && PLAIN_BEFORE.test(before) && /^[.,;:)]|^$|^\n/.test(next)
  const verb = lower === 'may' || lower === 'march'
  return !(verb && /^(?:\(|-|–|—|and|or|to|for|from|after|about|by)/i.test(lead[0].trim()))
}

/** What recurs identifies nobody. The sentence is judged, as far as it is near. */
function isYearly(text: string, start: number, end: number): boolean {
  const near = text.slice(Math.max(0, start - 60), end + 40)
  return EVERY_YEAR.test(near)
}
