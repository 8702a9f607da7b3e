import { matchAt } from '../evidence.ts'

/** Where an age over 89 ends, and whether only a birthday can follow it. */
export interface Age {
  readonly end: number
  /** `97th`, `ninetieth`: an age only before the word birthday. */
  readonly ordinal: boolean
  /** Read through a bad scan, `9 8`: an age only where a label says so. */
  readonly misread: boolean
}

const UNIT = 'one|two|three|four|five|six|seven|eight|nine'

const DIGITS = /(?:0?9\d|1[0-2]\d)(?![\d:]|\/(?! ?[FM]\b)|[.,]\d)/y

const MISREAD = /9[ ]?[OolI\d](?![\w:/]|[.,]\d)|9 ?O\b/y

const DECADE = /90'?s\b/iy

const ORDINAL = /(?:9\d|1[0-2]\d)(?:st|nd|rd|th)\b/iy

const WORDS = new RegExp(
  `ninety(?:[ -](?:${UNIT}))?(?![\\w-]*(?:percent|%))\\b|(?:one|a)?[ -]?hundred(?:[ -]and)?(?:[ -](?:${UNIT}|ten|eleven|twelve|\\w+teen))?\\b|(?:mid-|early |late |mid )?nineties\\b`,
  'iy',
)

const ORDINAL_WORDS =
  /ninetieth|ninety-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|(?:one[ -])?hundredth/iy

/** Ages over 89 in words of other languages, without accents. */
const FOREIGN =
  /noventa(?: [ye] \w+)?|cien(?:to \w+)?|cento e \w+|quatre-?vingt-(?:dix(?:-\w+)?|onze|douze|treize|quatorze|quinze|seize)|katreven(?:dis|t?onz|douz|trez|katoz|kenz|sez|disset|dizwit|diznef)|chin muoi(?: \w+)?|chín mươi(?: \p{L}+)?|(?:\w+und)?neunzig|novanta\w*|siyamnapu(?:'?t \w+)?/iuy

/** First words of a spelled age, as tokens. */
export const AGE_WORDS: readonly string[] = [
  ...'ninety nineties ninetieth mid-nineties hundred one a hundredth one-hundred'.split(' '),
  ...UNIT.split('|').map((unit) => `ninety-${unit}`),
  ...'first second third fourth fifth sixth seventh eighth ninth'.split(' ').map((unit) => `ninety-${unit}`),
  ...[...UNIT.split('|'), 'ten', 'eleven', 'twelve'].map((unit) => `hundred-and-${unit}`),
]

export const FOREIGN_AGE_WORDS: readonly string[] =
  'noventa cien ciento cento quatre-vingt-dix quatre-vingt-onze quatre-vingt-douze quatre-vingt-treize quatre-vingt-quatorze quatre-vingt-quinze quatre-vingt-seize quatre-vingt-dix-sept quatre-vingt-dix-huit quatre-vingt-dix-neuf katrevendis katreventonz katrevenonz katrevendouz katreventrez katrevenkatoz katrevenkenz katrevensez katrevendisset katrevendizwit katrevendiznef chin neunzig einundneunzig zweiundneunzig dreiundneunzig vierundneunzig funfundneunzig sechsundneunzig siebenundneunzig achtundneunzig neunundneunzig novanta siyamnapu'.split(
    ' ',
  )

export function digitAge(text: string, start: number): Age | undefined {
  const ordinal = matchAt(ORDINAL, text, start)
  if (ordinal !== null) return { end: start + ordinal[0].length, ordinal: true, misread: false }
  const decade = matchAt(DECADE, text, start)
  if (decade !== null) return { end: start + decade[0].length, ordinal: false, misread: false }
  const plain = matchAt(DIGITS, text, start)
  if (plain !== null && !/^ [lIO\d](?![\w/])/.test(text.slice(start + plain[0].length, start + plain[0].length + 3)))
    return { end: start + plain[0].length, ordinal: false, misread: false }
  const misread = matchAt(MISREAD, text, start)
  return misread === null
    ? undefined
    : { end: start + misread[0].length, ordinal: false, misread: text.charAt(start + 1) === ' ' }
}

export function wordAge(text: string, start: number): Age | undefined {
  const ordinal = matchAt(ORDINAL_WORDS, text, start)
  if (ordinal !== null) return { end: start + ordinal[0].length, ordinal: true, misread: false }
  const word = matchAt(WORDS, text, start)
  return word === null || /^(?:one|a)$/i.test(word[0])
    ? undefined
    : { end: start + word[0].trimEnd().length, ordinal: false, misread: false }
}

export function foreignAge(text: string, start: number): Age | undefined {
  const word = matchAt(FOREIGN, text, start)
  return word === null ? undefined : { end: start + word[0].length, ordinal: false, misread: false }
}
