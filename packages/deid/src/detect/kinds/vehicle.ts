import { add, type Layer, matchAt } from '../evidence.ts'

const VEHICLES =
  /\b(?:car|truck|van|pickup|hatchback|sedan|coupe|wagon|suv|jeep|vehicle|bus|motorcycle|scooter|minivan|trailer|rv|atv|boat|motorbike|convertible|roadster|toyota|honda|ford|chevy|nissan|subaru|the (?:lil )?(?:red|blue|white|black|green|gray|grey|silver) one|tow(?:ed)?(?: yard)?(?: billed me for)?)\b/iy
const FIRST = new Set(
  'car truck van pickup hatchback sedan coupe wagon suv jeep vehicle bus motorcycle scooter minivan trailer rv atv boat motorbike convertible roadster toyota honda ford chevy nissan subaru the tow towed'.split(
    ' ',
  ),
)
const PLATE = /(?:(?:[A-Z]{2}[ -])?(?=[A-Z0-9·-]{0,7}\d)[A-Z0-9]{1,4}[ ·-]?[A-Z0-9]{2,5})(?![\w-])/g
const SMALL_PLATE = /\b(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{6,7}\b/g
const REACH = 42

/** A plate without the word plate: a short code shortly after a vehicle. */
export function createVehicles(): Layer {
  return (reading) => {
    const { text } = reading
    let done = 0
    const { tokens } = reading
    for (let k = 0; k < tokens.count; k++) {
      if (!FIRST.has(tokens.lower[k] ?? '')) continue
      const match = matchAt(VEHICLES, text, tokens.start[k] ?? 0)
      if (match === null) continue
      const from = (tokens.start[k] ?? 0) + match[0].length
      const window = clause(text.slice(from, from + REACH))
      const hit = plateIn(window)
      if (hit === undefined || from + hit.at < done) continue
      done = from + hit.at + hit.length
      add(reading, from + hit.at, done, 'VEHICLE', 'vehicle/near', 0.72)
    }
  }
}

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
