import { add, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, DRUG, WORDLIKE } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { TITLE, WORD } from '../tokens.ts'

const LIVES = new Set([
  'lives',
  'living',
  'resides',
  'live',
  'lived',
  'moved',
  'native',
  'resident',
  'born',
  'travelled',
  'traveled',
  'from',
  'near',
  'in',
  'ranch',
  'transferred',
  'evicted',
  'phoned',
  'flying',
  'earlier',
])

/** `lives in Port Sable`, `tuner from St. Ninian`: capitalised words that are no person, after a word of dwelling. */
export const dwellings: Rule = { starts: { words: LIVES }, read: livesIn }

/** `lives in Port Sable`, `tuner from St. Ninian`: capitalised words that are no person, after a word of dwelling. */
function livesIn(reading: Reading, k: number): void {
  const { tokens } = reading
  const verb = tokens.lower[k] ?? ''
  let i = k + 1
  if (/^(?:in|from|near)$/.test(verb)) i = k + 1
  else {
    while (
      i < k + 4 &&
      /^(?:in|from|near|at|of|to|here|outside|alone|with|currently|back)$/.test(tokens.lower[i] ?? '')
    )
      i++
    if (i === k + 1) return
  }
  const weak =
    /^(?:from|near|in)$/.test(verb) &&
    !DWELLING.test(reading.text.slice(Math.max(0, (tokens.start[k] ?? 0) - 30), tokens.start[k]))
  placeWords(reading, i, weak)
}

const DWELLING =
  /(?:lives|living|resid\w+|moved|native|born|tuner|retired \w+|evicted|earlier|brought in|travell?ed|flying|phoned|drove her|driver|outlet|roommate \w+|stolen\W.{0,20}|guardrail.{0,20}|weekend at|is at|visiting|family|sister|mother|brother|father)\W{0,3}$/i

function placeWords(reading: Reading, first: number, weak: boolean): void {
  const { tokens } = reading
  let last = first - 1
  for (let i = first; i < tokens.count && i < first + 4; i++) {
    const dot = tokens.lower[i] === '.' && /^(?:st|mt|ft|ste)$/.test(tokens.lower[i - 1] ?? '')
    if (i > first && !dot && (tokens.gap[i] ?? 0) !== 1) break
    if (!dot && (tokens.type[i] !== WORD || tokens.shape[i] !== TITLE)) break
    if (
      i === first &&
      (tokens.flags[i] ?? 0) & COMMON &&
      !/^(?:st|lake|port|fort|new|little|big|north|south|east|west|grand|mount|mexican|march|truth|pine)$/.test(
        tokens.lower[i] ?? '',
      )
    )
      return
    last = i
  }
  if (last < first || (weak && last === first)) return
  if (medicine(reading, first, last)) return
  if (weak) return
  add(reading, tokens.start[first] ?? 0, tokens.end[last] ?? 0, 'CITY', 'city/dwelling', 0.72)
}

/** Every word of the run is clinical, a drug or built like a plain word: a department, not a town. */
function medicine({ tokens }: Reading, first: number, last: number): boolean {
  for (let i = first; i <= last; i++) {
    if (tokens.type[i] === WORD && ((tokens.flags[i] ?? 0) & (CLINICAL | WORDLIKE | DRUG)) === 0) return false
  }
  return true
}
