/** A letter of the languages that are read here. */
export const LETTER = 'A-Za-z\\u00c0-\\u024f'

const WORD_END = `(?![${LETTER}\\d])`

/** A word where a month stands, as a group: `monthsKnown` says whether it is one. */
export const monthNamed = (group: string): string => `(?<${group}>[${LETTER}\\d]{3,13})${WORD_END}\\.?`

export const DAY_NUMBER = `(?:3[01]|[12]\\d|0?[1-9])(?:(?:st|nd|rd|th|er|[ºª°])${WORD_END}|(?![\\d/%]|:\\d|\\.\\d|st|nd|rd|th))`

export const SPELLED_DAY =
  '(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty[- ]first)\\b'

/** `December eight`. */
export const CARDINAL_DAY =
  '(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|thirty(?:[- ]one)?)\\b(?! (?:hundred|thousand|mg|milligrams|times|days|weeks|months|years|hours|minutes|pounds|percent))'

const SPELLED_YEAR =
  '(?:nineteen|twenty|two thousand)(?:[- ](?:and|oh|hundred|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|one|two|three|four|five|six|seven|eight|nine)){1,3}\\b'

export const YEAR = `(?:(?:19|20)\\d\\d(?![\\d])|['’]\\d\\d(?!\\d)|${SPELLED_YEAR})`
