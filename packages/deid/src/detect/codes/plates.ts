import { add, matchAt, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'

const FIRST = new Set(
  'car truck van pickup hatchback sedan coupe wagon suv jeep vehicle bus motorcycle scooter minivan trailer rv atv boat motorbike convertible roadster toyota honda ford chevy nissan subaru the tow towed'.split(
    ' ',
  ),
)

/** A plate without the word plate: a short code shortly after a vehicle. */
export const plates: Rule = { starts: { words: FIRST }, read: plate }

function plate(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const match = matchAt(VEHICLES, text, tokens.start[k] ?? 0)
  if (match === null) return
  const from = (tokens.start[k] ?? 0) + match[0].length
  const hit = plateIn(clause(text.slice(from, from + REACH)))
  if (hit !== undefined) add(reading, from + hit.at, from + hit.at + hit.length, 'VEHICLE', 'vehicle/near', 0.72)
}

const VEHICLES =
  /\b(?:car|truck|van|pickup|hatchback|sedan|coupe|wagon|suv|jeep|vehicle|bus|motorcycle|scooter|minivan|trailer|rv|atv|boat|motorbike|convertible|roadster|toyota|honda|ford|chevy|nissan|subaru|the (?:lil )?(?:red|blue|white|black|green|gray|grey|silver) one|tow(?:ed)?(?: yard)?(?: billed me for)?)\b/iy

const PLATE = /(?:(?:[A-Z]{2}[ -])?(?=[A-Z0-9·-]{0,7}\d)[A-Z0-9]{1,4}[ ·-]?[A-Z0-9]{2,5})(?![\w-])/g

const SMALL_PLATE = /\b(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{6,7}\b/g

const REACH = 42

const clause = (window: string): string => /^[^.;\n]*/.exec(window)?.[0] ?? ''

function plateIn(window: string): { at: number; length: number } | undefined {
  for (const match of window.matchAll(PLATE)) {
    const raw = match[0]
    const compact = raw.replace(/[^A-Z0-9]/g, '')
    if (
      /[A-Z]/.test(compact) &&
      /\d/.test(compact) &&
      compact.length >= 5 &&
      compact.length <= 9 &&
      !/^(?:\d{4}[A-Z]|[A-Z]{1,2}\d{1,2}$)/.test(compact)
    )
      return { at: match.index, length: raw.length }
  }
  const small = [...window.matchAll(SMALL_PLATE)][0]
  return small === undefined ? undefined : { at: small.index, length: small[0].length }
}
