import { invent } from './invent.ts'
import { caseLike } from './letter-case.ts'
import type { Making, Told } from './make.ts'
import { type Gender, GIVEN, genderOf, SURNAMES, scriptOf } from './words.ts'

/**
 * A person's name, word by word: the same real word always gets the same invented one, so that "Ada Bell", "Bell, Ada",
 * "Mrs. Bell" and "A. Bell" stay one person. Titles, particles and what stands between the words stay as they are.
 */
export function nameSurrogate({ value, before }: Told, making: Making): string | undefined {
  const words = readWords(value)
  const names = words.filter(({ role }) => role === 'given' || role === 'family')
  if (names.length === 0) return undefined
  const gender = genderIn(before, value, names)
  let surrogate = ''
  let at = 0
  for (const word of words) {
    const text = word.role === 'stays' ? word.text : replaced(word, gender, making)
    if (text === undefined) return undefined
    surrogate += value.slice(at, word.start) + text
    at = word.start + word.text.length
  }
  surrogate += value.slice(at)
  return /\d/.test(surrogate) ? undefined : surrogate
}

interface Word {
  readonly text: string
  readonly start: number
  readonly role: 'given' | 'family' | 'initial' | 'stays'
}

function readWords(value: string): Word[] {
  const found = Array.from(value.matchAll(WORD), (match) => ({ text: match[0], start: match.index }))
  const kept = found.map((_, index) => stays(found, index, value))
  const named = found.filter(({ text }, i) => kept[i] !== true && text.length > 1)
  const comma = value.indexOf(',')
  const isReversed = comma > 0 && named.some(({ start }) => start < comma) && named.some(({ start }) => start > comma)
  const last = isReversed ? named.findLast(({ start }) => start < comma) : named.at(-1)
  const isAlone = named.length === 1
  return found.map(({ text, start }, i) => {
    if (kept[i] === true) return { text, start, role: 'stays' }
    if (text.length === 1) return { text, start, role: 'initial' }
    if (isAlone) return { text, start, role: isGivenAlone(text, value) ? 'given' : 'family' }
    return { text, start, role: start === last?.start ? 'family' : 'given' }
  })
}

/** Letters with the marks and apostrophes inside them; a possessive is none of the name. */
const WORD = /\p{L}[\p{L}\p{M}]*(?:['\u2019](?!s(?!\p{L}))\p{L}[\p{L}\p{M}]*)*/gu

/** Titles that are nobody's name: a Don, a Father or a Sister may be called so. */
const TITLES = new Set('dr mr mrs ms miss mx prof professor rev sra srta'.split(' '))
const SUFFIXES = new Set('jr sr ii iii iv esq'.split(' '))
const PARTICLES = new Set(
  'de la las los del van von der den ter ten bin ibn al el da dos das di du le st y e'.split(' '),
)
const CREDENTIALS = /^(?:MD|DO|RN|NP|PA|PhD|DPM|DDS|LCSW|PharmD|PT|OT|MSN|BSN|APRN|FNP|CRNA|LPN|CNA|FACC|FACS|MPH)$/

/** What of a name is no name. In doubt a word is one: "ANH DO" has a surname, "Carol Stone, DO" a degree. */
function stays(words: readonly { text: string; start: number }[], index: number, value: string): boolean {
  const { text = '', start = 0 } = words[index] ?? {}
  const lower = text.toLowerCase()
  if (index === 0) return words.length > 1 && (TITLES.has(lower) || (PARTICLES.has(text) && /\p{Lu}/u.test(value)))
  if (lower === 's' && /['\u2019]/.test(value.charAt(start - 1))) return true
  if (SUFFIXES.has(lower) || PARTICLES.has(text)) return true
  if (!CREDENTIALS.test(text)) return false
  const before = words.slice(0, index).filter((word) => !TITLES.has(word.text.toLowerCase()))
  // Where all is in capitals only a comma tells: "NGUYEN ANH DO" is one name.
  const isTold = /\p{Ll}/u.test(value) && before.length > 1
  return isTold || /,\s*$/.test(value.slice(0, start))
}

function isGivenAlone(text: string, value: string): boolean {
  return !/^\s*(?:dr|mr|mrs|ms|miss|prof)\b/i.test(value) && genderOf(text.toLowerCase()) === 'female'
}

function replaced({ text, role }: Word, gender: Gender, making: Making): string | undefined {
  const lower = text.toLowerCase()
  const word = making.book.wordOf(lower) ?? inventName(text, role, gender, making)
  return word === undefined ? undefined : caseLike(text, word)
}

function inventName(text: string, role: Word['role'], gender: Gender, making: Making): string | undefined {
  const script = scriptOf(text)
  if (script === undefined) return undefined
  const lists = { given: GIVEN[script][gender], family: SURNAMES[script] }
  if (role === 'initial') {
    // The letter of somebody invented; whoever comes later with this letter follows it where a name allows.
    const letter = lists.given[making.book.pick(lists.given.length)]?.charAt(0)
    if (letter !== undefined) making.book.enterWord(text, letter)
    return letter
  }
  const letter = making.book.wordOf(text.charAt(0).toLowerCase())
  const list = role === 'given' ? lists.given : lists.family
  const follows = role === 'given' && letter !== undefined ? (word: string) => word.startsWith(letter) : undefined
  const word = (follows === undefined ? undefined : invent(list, making, follows)) ?? invent(list, making)
  if (word === undefined) return undefined
  making.book.enterWord(text, word)
  if (role === 'given' && letter === undefined) making.book.enterWord(text.charAt(0), word.charAt(0))
  return word
}

function genderIn(before: string, value: string, names: readonly Word[]): Gender {
  const title = TITLE.exec(value) ?? TITLE_BEFORE.exec(before)
  if (title?.[1] !== undefined) return /^(?:mr|sr|sir|don)$/i.test(title[1]) ? 'male' : 'female'
  const given = names.find(({ role }) => role === 'given')
  return given === undefined ? 'any' : genderOf(given.text.toLowerCase())
}

const TITLE = /^(mrs?|ms|miss|sra?|srta|sir|don|doña)\b/i
const TITLE_BEFORE = /\b(mrs?|ms|miss|sra?|srta|sir|don|doña)\.? $/i
