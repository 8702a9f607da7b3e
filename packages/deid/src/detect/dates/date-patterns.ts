export const MONTHS =
  '(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre|fevriye)\\b\\.?'

export const DAY_NUMBER = '(?:3[01]|[12]\\d|0?[1-9])(?:(?:st|nd|rd|th)\\b|(?![\\d/%]|:\\d|\\.\\d|st|nd|rd|th))'

export const SPELLED_DAY =
  '(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty[- ]first)\\b'

const SPELLED_YEAR =
  '(?:nineteen|twenty|two thousand)(?:[- ](?:and|oh|hundred|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|one|two|three|four|five|six|seven|eight|nine)){1,3}\\b'

export const YEAR = `(?:(?:19|20)\\d\\d(?![\\d])|['’]\\d\\d(?!\\d)|${SPELLED_YEAR})`

export const WEEK = '(?:mon|tues?|wed(?:nes)?|weds|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\\b\\.?'
