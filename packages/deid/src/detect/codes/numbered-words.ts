import { inCapsLine } from '../caps-line.ts'
import { add, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { LINE, MARK, WORD } from '../tokens.ts'
import { listed } from './code-list.ts'
import { codeEnd } from './code-value.ts'

/** `evidence no. 26-0417`, `locker #B-118`, `shelter id 44-901`: any noun that is numbered, when the number looks like a code of its own. */
export const numberedWords: Rule = {
  starts: {
    words: [
      'no',
      'nr',
      'nos',
      'number',
      'num',
      '#',
      'id',
      'ids',
      'ref',
      'code',
      'key',
      'nº',
      'n°',
      'numero',
      'token',
      'tag',
      'hash',
      'handle',
      'nummer',
    ],
  },
  read: numbered,
}

/** Nouns whose numbers are everybody's: products, forms, rooms, guidelines. */
const PUBLIC = new Set(
  'model lot form protocol ndc cpt icd hcpcs loinc snomed rxnorm taxonomy payer rev revenue lcd article section drg bin version size stage grade type room bed bay ward floor page chapter table figure day visit dose cycle week session step question answer item part part catalog catalogue reference policy rule title line station gauge french size phase cas ec atc nct pmid doi isbn oid din upc gtin channel apartment apt suite unit box po street highway route exit gate error status zip area dial postal country product batch atomic contract category color colour level group sample trial study regulation standard iso din'.split(
    ' ',
  ),
)

function numbered(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (k === 0 || tokens.type[k - 1] !== WORD || (tokens.gap[k] ?? 0) >= LINE || PUBLIC.has(tokens.lower[k - 1] ?? ''))
    return
  if (text.startsWith('REF', tokens.start[k] ?? 0) && !inCapsLine(reading, k)) return
  let i = k + 1
  while (
    i < k + 5 &&
    (tokens.gap[i] ?? LINE) < LINE &&
    tokens.type[i] === MARK &&
    /^[.:#=(-]$/.test(tokens.lower[i] ?? '')
  )
    i++
  if (/^(?:is|was|=)$/.test(tokens.lower[i] ?? '')) i++
  if (i >= tokens.count || (tokens.gap[i] ?? LINE) >= LINE) return
  const start = tokens.start[i] ?? 0
  const end = codeEnd(text, start)
  const raw = text.slice(start, Math.max(start, end))
  if (end < 0 || !isCode(raw)) return
  add(reading, start, end, 'OTHERID', 'otherid/numbered-word', 0.6)
  for (const [from, to] of listed(text, start, end)) add(reading, from, to, 'OTHERID', 'otherid/numbered-word', 0.55)
}

/** Four digits or more, or letters and digits of a code; no year, amount, rate or version. */
function isCode(raw: string): boolean {
  const digits = raw.replace(/\D/g, '').length
  if (/^(?:19|20)\d\d$|^\d+\.\d+$|^\d{1,2}:\d\d|^\d+(?:mg|mcg|ml|mm|cm|kg|lb|hr|min)$/i.test(raw)) return false
  return digits >= 4 || (digits >= 2 && /[A-Z]/i.test(raw) && raw.length >= 4)
}
