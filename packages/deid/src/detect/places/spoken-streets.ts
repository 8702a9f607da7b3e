import { add, matchAt, type Reading } from '../evidence.ts'
import { NUMBER_WORD } from '../flags.ts'
import { type Rule, tokenAfter } from '../rule.ts'
import { LINE, WORD } from '../tokens.ts'

const ENDS =
  'street avenue road lane drive boulevard court place way terrace circle highway parkway trail loop pike'.split(' ')

/** `eighteen forty-two Kalihi Street`, `one three four five northeast six avenue`: a house number in words, back from the street's word. */
export const spokenStreets: Rule = { starts: { words: ENDS }, read: spoken }

function spoken(reading: Reading, k: number): void {
  const { tokens, text } = reading
  let first = -1
  for (let i = k - 1, names = 0; i >= 0 && k - i <= 12; i--) {
    if ((tokens.gap[i + 1] ?? LINE) >= LINE || tokens.type[i] !== WORD) break
    if (isNumber(reading, i)) first = i
    else if (first >= 0 || ++names > 3) break
  }
  if (first < 0 || numbers(reading, first, k) < 2 || first >= k - 1) return
  const side = matchAt(SIDE, text, tokens.end[k] ?? 0)?.[0].length ?? 0
  add(reading, tokens.start[first] ?? 0, (tokens.end[k] ?? 0) + side, 'STREET', 'street/spoken', 0.74)
}

const SIDE = / (?:north|south)?(?:east|west|north|south)\b/iy

const TENS = /^(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-\w+$/

const isNumber = ({ tokens }: Reading, i: number): boolean =>
  ((tokens.flags[i] ?? 0) & NUMBER_WORD) !== 0 || TENS.test(tokens.lower[i] ?? '')

function numbers(reading: Reading, first: number, k: number): number {
  let count = 0
  while (first + count < k && isNumber(reading, first + count)) count++
  return count
}

const WORD_NUMBER =
  '(?:oh|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|hundred)'

const NUMBERS = `${WORD_NUMBER}(?:[ -]${WORD_NUMBER}){0,4}`

const MARK_OF_ROAD = `,? (?:mile ?(?:marker|post)|exit|box) ${NUMBERS}`

/** `state route three seventy three, mile marker eleven`, `route four box six two`: a bare `route one` is a manner of giving. */
const SPOKEN_ROUTE = new RegExp(
  `(?:(?:(?:state|star|rural|county|old|farm|u ?s) ){1,4}(?:route|highway|road)|highway|interstate) ${NUMBERS}\\b(?:${MARK_OF_ROAD})?\\b|route ${NUMBERS}${MARK_OF_ROAD}\\b`,
  'iy',
)

/** Numbered roads and boxes in words, as a caller says them. */
export const spokenRoutes: Rule = {
  starts: { words: 'state star rural county old farm u us highway interstate route'.split(' ') },
  take: (reading, k) => {
    const start = reading.tokens.start[k] ?? 0
    const match = matchAt(SPOKEN_ROUTE, reading.text, start)
    if (match === null) return k + 1
    add(reading, start, start + match[0].length, 'STREET', 'street/spoken', 0.8)
    return tokenAfter(reading, k, start + match[0].length)
  },
}
