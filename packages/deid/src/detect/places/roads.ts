import { add, matchAt, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { CAPS, MIXED, TITLE } from '../tokens.ts'

const ROAD_WORDS =
  'i us twp farm indian ranch sh tr loop beltway co rd hwy hiway highway rte rt route sr cr fm ct county state bia forest interstate bus old mile mm km exit milepost'.split(
    ' ',
  )

/** Numbered roads with the place on them: `US-2 mm 184`, `Hwy 31 at the Catahoula turnoff`, `County Rd BB`, `CR 386 and Overstreet Bridge`. */
export const roads: Rule = { starts: { words: ROAD_WORDS }, read: road }

function road(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  if (/[\w.-]/.test(text.charAt(start - 1))) return
  const match = matchAt(NAMED_ROAD, text, start) ?? matchAt(SHORT_ROAD, text, start)
  if (match === null) return
  const begin = start - leadBefore(text, start)
  add(reading, begin, start + match[0].length, 'STREET', 'street/road', 0.82)
}

/** A pattern for both cases, leaving escapes alone: with the flag `i`, a capital would no longer mean one. */
function anyCase(pattern: string): string {
  return pattern.replace(/(?<![\\a-zA-Z{])[a-zA-Z]+|(?<=[a-zA-Z])[a-zA-Z]/g, (letters) =>
    letters.replace(/[a-zA-Z]/g, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`),
  )
}

const MILES = String.raw`(?:${anyCase('mm|mp|mile(?: ?(?:marker|post))?|milepost|exit|km')}) ?#?\d{1,4}(?:\.\d)?`

const BOUND = '(?: (?:north|south|east|west)bound| [NSEW]B)?'

const CROSS = String.raw`(?: (?:near|at|and|&|@|x|past|off|before) (?:the )?(?:(?:\p{Lu}[\p{L}'’.-]{0,20}|\d{1,4}(?:st|nd|rd|th)?) ?){1,4}(?:turnoff|turn-off|exit|junction|jct|overpass|bridge|cutoff|split|crossing)?| (?:past|by|behind) the (?:\p{Ll}{3,12} ){0,2}(?:store|school|church|mill|gas station|dump|bridge|tracks|barn|elevator)| (?:on )?${MILES})?`

const NUMBERED = String.raw`[- ]?(?:\d{1,4}[A-Z]{0,2}|[A-Z]{1,2})\b`

/** A road whose word says that it is one. */
const NAMED_ROAD = new RegExp(
  `${anyCase(String.raw`(?:(?:US|State|Old|County|Co\.?|Bus\.?|La\.|BIA|Forest|Indian|Interstate)[ -]){0,2}(?:Hwy|Hiway|Highway|Rte|Route|Interstate|County (?:Rd|Road|Highway|Hwy|Trunk)|Ct\. Rd|BIA (?:Rte|Route|Rd)|Forest (?:Rd|Road|Service Rd)|(?:Twp|Township|Co|Farm|Ranch|Camp) (?:Rd|Road)|Beltway|Loop(?= [1-9]\d\d\b))\.?`)}${NUMBERED}(?:,? ${MILES})?${BOUND}${CROSS}`,
  'uy',
)

/** A road by its letters, which are much else besides: only with a mile, a direction or a crossing. */
const SHORT_ROAD = new RegExp(
  String.raw`(?:I|US|SR|CR|FM|SH|TR|Rd|Bus\.?) ?-?\d{1,4}(?:${BOUND}[ ,]{1,2}${MILES}|(?= (?:and|&|@|at|near|past) (?:the |\p{Lu})| (?:north|south|east|west)bound| [NSEW]B\b))${BOUND}${CROSS}`,
  'uy',
)

/** `4 mi N of`, `1 mi past` before the road. */
function leadBefore(text: string, start: number): number {
  return (
    /(?:\d{1,3}(?:\.\d)? ?(?:mi|miles|km) (?:[NSEW]{1,2} |north |south |east |west )?(?:of|past|off|from|up|down) )?(?:[NSEW]\.? )?$/i.exec(
      text.slice(Math.max(0, start - 30), start),
    )?.[0].length ?? 0
  )
}

/** `corner of Elm and 4th`, `cnr Long & Short St`; and `6th & Main`, `Union Ave & 4th`, `Columbia Rd @ Quincy`. */
export const corners: Rule = { starts: { words: ['&', '@', 'and', 'x', 'at', '/', 'near'] }, read: crossing }

const STREETISH = String.raw`(?:(?:[NSEW]|NE|NW|SE|SW)\.? )?(?:\d{1,3}(?:st|nd|rd|th)|\p{Lu}[\p{L}'’.-]{1,20})(?: \p{Lu}[\p{L}'’-]{1,16})?(?: (?:St|Ave?|Rd|Blvd|Dr|Ln|Hwy|Pkwy|Street|Avenue|Road|Lane|Way|Bridge|Boulevard|Drive)\b\.?)?`

const CROSS_BEFORE = new RegExp(String.raw`(?<![\p{L}\d])${STREETISH} ?$`, 'u')

const CROSS_AFTER = new RegExp(` ?${STREETISH}`, 'uy')

/** Two streets, one of them a number or with a street's word: `6th & Main`; `Kern & Valley` alone is a firm. */
function crossing(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const slash = tokens.lower[k] === '/'
  if (
    (!slash && (tokens.gap[k] !== 1 || tokens.gap[k + 1] !== 1)) ||
    /[A-Z]/.test(text.charAt(start)) ||
    !mayBeRoad(reading, k - 1) ||
    !mayBeRoad(reading, k + 1)
  )
    return
  const before = CROSS_BEFORE.exec(text.slice(Math.max(0, start - 50), start))
  if (before === null) return
  const after = matchAt(CROSS_AFTER, text, tokens.end[k] ?? 0)
  if (after === null) return
  const first = before[0].trimEnd()
  const second = after[0].trim()
  if (!isCrossing(first, second, tokens.lower[k] ?? '')) return
  add(reading, start - before[0].length, (tokens.end[k] ?? 0) + after[0].length, 'STREET', 'street/crossing', 0.8)
}

const mayBeRoad = ({ tokens }: Reading, i: number): boolean =>
  tokens.type[i] === MIXED || tokens.shape[i] === TITLE || tokens.shape[i] === CAPS || tokens.lower[i] === '.'

const ORDINAL = /^(?:(?:[NSEW]|NE|NW|SE|SW)\.? )?\d{1,3}(?:st|nd|rd|th)\b/

const ROAD_END = / (?:St|Ave?|Rd|Blvd|Hwy|Pkwy|Ln|Street|Avenue|Road|Boulevard|Lane|Bridge)\.?$/

/** Streets that need no word. */
const MAIN = /^(?:Broadway|Main|Market|Central)$/

const HEADED = /^(?:[NSEW]|NE|NW|SE|SW)\.? \p{Lu}/u

/** Anatomy and calendars count in ordinals too: `4th and Fifth metacarpals`, `3rd and Final`. */
const NO_ROAD =
  /\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Final|Last|First|Second|Third|Fourth|Fifth|Sixth|Toe|Digit|Dr|Mr|Mrs|Ms|Grade|Year|Degree|The|He|She|They|His|Her|Left|Right|PT|OT|RN|MD)\b/

function isCrossing(first: string, second: string, link: string): boolean {
  if (NO_ROAD.test(first.replace(ROAD_END, '')) || NO_ROAD.test(second.replace(ROAD_END, ''))) return false
  const sure = (name: string) => ROAD_END.test(name) || HEADED.test(name) || MAIN.test(name)
  if (link === 'at' || link === 'near') return sure(first) && (sure(second) || ORDINAL.test(second))
  if (link === 'x') return sure(first) || sure(second)
  if (link === '/')
    return (sure(first) && (sure(second) || ORDINAL.test(second))) || (sure(second) && ORDINAL.test(first))
  if (sure(first) || sure(second))
    return (
      link === '@' ||
      (sure(first) && sure(second)) ||
      ORDINAL.test(first) ||
      ORDINAL.test(second) ||
      !/Dr\.?$/.test(first)
    )
  return ORDINAL.test(first) !== ORDINAL.test(second) && (link === '&' || link === '@' || ORDINAL.test(first))
}

/** `corner of`, `cor.`, `cnr`: two streets follow, in any case. */
export const cornerWords: Rule = {
  starts: { words: ['corner', 'cor', 'cnr', 'crnr', 'intersection', 'esquina', 'junction'] },
  read: corner,
}

const CORNER =
  /(?:corner|cor|cnr|crnr|intersection|junction|esquina)\.? (?:of |de )?((?:[\p{L}\d'’.-]{1,20} ){1,3}(?:&|and|@|y|with) [\p{L}\d'’.-]{1,20}(?: (?:st|ave?|rd|blvd|dr|ln|street|avenue|road|lane|way)\b\.?)?)/iuy

function corner(reading: Reading, k: number): void {
  const start = reading.tokens.start[k] ?? 0
  const match = matchAt(CORNER, reading.text, start)
  const streets = match?.[1]
  if (match === null || streets === undefined || !/\p{Lu}|\d(?:st|nd|rd|th)|\b(?:st|ave|rd)\b/u.test(streets)) return
  add(reading, start, start + match[0].length, 'STREET', 'street/corner', 0.85)
}
