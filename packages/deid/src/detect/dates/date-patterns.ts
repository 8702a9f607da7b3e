import { accented, FOREIGN_MONTHS, MISREAD_MONTHS } from './month-words.ts'
import { FOREIGN_WEEKDAYS } from './weekday-words.ts'

const ENGLISH_MONTHS =
  'january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec'

/** Longer names first, so that `jan` does not end a `janvier`. */
const longestFirst = (words: readonly string[]): string =>
  words
    .toSorted((a, b) => b.length - a.length)
    .map(accented)
    .join('|')

export const MONTHS = `(?:${ENGLISH_MONTHS}|${longestFirst(FOREIGN_MONTHS)}|${MISREAD_MONTHS.join('|')})(?![\\p{L}\\d])\\.?`

export const DAY_NUMBER =
  '(?:3[01]|[12]\\d|0?[1-9])(?:(?:st|nd|rd|th|er|[ºª°])(?![\\p{L}\\d])|(?![\\d/%]|:\\d|\\.\\d|st|nd|rd|th))'

export const SPELLED_DAY =
  '(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty[- ]first)\\b'

/** `December eight`. */
export const CARDINAL_DAY =
  '(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|thirty(?:[- ]one)?)\\b(?! (?:hundred|thousand|mg|milligrams|times|days|weeks|months|years|hours|minutes|pounds|percent))'

const SPELLED_YEAR =
  '(?:nineteen|twenty|two thousand)(?:[- ](?:and|oh|hundred|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|one|two|three|four|five|six|seven|eight|nine)){1,3}\\b'

export const YEAR = `(?:(?:19|20)\\d\\d(?![\\d])|['’]\\d\\d(?!\\d)|${SPELLED_YEAR})`

const ENGLISH_WEEK = '(?:mon|tues?|wed(?:nes)?|weds|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\\b\\.?'

export const FOREIGN_WEEK = `(?:${longestFirst(FOREIGN_WEEKDAYS)})(?![\\p{L}\\d])\\.?`

export const WEEK = `(?:${ENGLISH_WEEK}|${FOREIGN_WEEK})`
