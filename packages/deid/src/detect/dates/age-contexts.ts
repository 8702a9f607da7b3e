/** What the words around a number say of it being somebody's age. `before` ends where the number begins; `after` begins where it ends. */

/** Foreign words for years of age. */
const FOREIGN_YEARS =
  'ans?|ane|años?|anos|anni|jahre|jährig\\w*|jaar|lat|tu[oổ]i|taong|taon|år|ára|ára gömul|tahun|歳|岁|歲|세'

const SAID = new RegExp(
  `^(?:[ -]{0,2}(?:years?|yrs?|y)(?:[ -]{0,2}(?:old|of age|young|o)\\b|\\b(?!-|\\/)|y\\d{1,2}m)|[ -]?y[./]?o\\b|[ -]?yo[mf]?\\b|[ -]?y\\.o\\b|[ -]?(?:year|yr)[ -]|[FM]\\b(?! ?\\d)| ?(?:male|female|F|M|woman|man|gentleman|lady|[♀♂])(?![\\w-])| ?[/-] ?[FM]\\b|,? ?\\((?:F|M|female|male)\\)|, (?:F|M|female|male)\\b|(?: \\(?(?:yrs|years))| ?[-]?(?:${FOREIGN_YEARS})(?![\\p{L}\\d]))`,
  'iu',
)

/** `97 F`: a person or a temperature. */
export const SEX_AFTER = /^ [FM]\b(?! ?\d)/

/** `100 years ago`, `90-year survival`: no age. */
const SPAN_OF_TIME =
  /^[ -]?(?:years?|yrs?)[ -](?:ago|flood|storm|survival|risk|mortality|history|plan|war|event|supply|warranty|anniversary|earlier|before|later|after|prior|since|back|sentence|lease|follow)/i

export const says = (after: string): boolean => SAID.test(after) && !SPAN_OF_TIME.test(after)

/** What a number over 89 is when it is no age. */
const MEASURE =
  /^ ?(?:%|percent|per ?cent|th\b|st\b|nd\b|rd\b|mm|mg|mc?g|ml|bpm|lbs?\b|pounds|kg|min|sec|days?|hours?|hrs?\b|weeks?|wks?\b|months?|degrees|deg\b|°|F\b ?(?:oral|temp)|on (?:room|ra\b|\d|bipap|air|nc\b|o2|oxygen|high|hf|vent|cpap|a vent|the vent)|RA\b|\/|\d(?!\d?\/\d)|micrograms|milligrams|grams|milliliters|packs?|over|to \d|units?|cm|beats|and \d|sat|miles|feet|ft\b|steps|meters|dollars|people|patients|residents|acres|calories|x\b|×|-\d|–\d|[.:]\d|systolic|diastolic|room air|L\b|mmol|mEq|points?|percentile|proof|watts|kcal|k\b|[A-Z]?[a-z]+ (?:St|Ave|Rd|Street|Road|Lane|Dr)\b)/i

export const isMeasure = (after: string): boolean => MEASURE.test(after)

/** A word that announces an age, or says that somebody came to it. */
const LABEL =
  /(?:\b(?:aged?|ages?|edad|âge|agee?|idade|alter|lớn|tuổi)[\s:.=]{1,5}(?:~ ?|about |approx\.? |of )?|"age\w*" ?: ?"?|\bage(?:\/sex)?[\s:=.-]{0,10}|\bsex\/age.{0,8}|\bage of |AGE\^LN\|\||\| ?[FM] |\b[FM] ?\/ |\b(?:turn(?:s|ed|ing)?|reach(?:es|ed|ing)?|will be|would be|made it to|made|hit|just hit|liv(?:e[sd]?|ing) (?:to|until|till)(?: be)?|lived past|(?:still )?(?:alive|living) at|(?:died|dies|dead|passed|passed away|deceased|d\.|gone|expired)(?: at| aged?)?|(?:photographed|shows|saw) (?:her|him|me) at|until|nearing|approaching|celebrat(?:ed?|ing)|pushing|going on|coming up on|hits|just shy of|shy of|still \w+ing at|'ll be|’ll be|'d be|(?:fe)?male,?|[♀♂]|\((?:F|M),|young at) (?:her |his |the age of |age |about |almost |nearly )?)$/i

/** `until 90 mg`, `reached 101.2`: these lead to an age only before the end of a clause. */
const WEAK_LABEL =
  /\b(?:until|reach(?:es|ed|ing)?|made|hit|just hit|approaching|nearing|will be|would be|turn|hits|shy of|going on|pushing|male,?|[♀♂]|'ll be|'d be) $/i

export function announced(before: string, after: string): boolean {
  if (!LABEL.test(before) || isMeasure(after)) return false
  return !WEAK_LABEL.test(before) || CLAUSE_END.test(after)
}

/** After an age that only a pronoun or a relative leads to. */
const CLAUSE_END =
  /^(?:[.,;:)!?"|]|\s*$|\n|\s{2}| ?[–—-] | (?:and|but|or|who|you|by|when|already|now|this|next|last|in (?:january|february|march|april|may|june|july|august|september|october|november|december|a )|that|with|so|lives?|living|though|yrs?|years?|plus|today|tomorrow|then|if|at|sits|still|on (?:the|\w+day|\d)|come|years|winters|soon|real soon)\b)/i

export const endsClause = (after: string): boolean => CLAUSE_END.test(after)

const COPULA = `(?:'s|’s| is| was|'ll be|'d be| turned| tiene| has| ay| est|,? now|, who (?:is|was))(?: now| only| almost| nearly| about| already| over)?`

/** `she's 94`, `who was 91 when`, `tiene 91`. */
const SUBJECT = new RegExp(
  `(?:\\b(?:s?he|who|they|i)${COPULA}|\\b(?:s?he|who|they)(?:'re| are)|\\bi['’]?m| tiene| a d[ée]j[àa]) $`,
  'i',
)

export const said = (before: string, after: string): boolean =>
  SUBJECT.test(before) && !isMeasure(after) && CLAUSE_END.test(after)

/** `97th birthday`, `will have her 99th`: no other 97th is one. */
export const ofBirthday = (before: string, after: string): boolean =>
  /^ (?:birthday|b-?day|birth day|year of (?:life|age)|cumplea)/i.test(after) ||
  (/\b(?:turning|celebrat\w+|have|had|having|for|before|after|until) (?:her|his|my|their|mom's|dad's) $/i.test(
    before,
  ) &&
    /^(?:[.,;!)]|$)/.test(after))

/** `into his nineties`, `in her late nineties`; not the decade of a century. */
export const isDecade = (before: string): boolean =>
  /(?:her|his|their|my|in|into) (?:(?:mid|early|late)[ -]?)?$/i.test(before) &&
  !/\bthe (?:(?:mid|early|late)[ -]?)?$/i.test(before)

/** A bad scan of an age: `Age 9l`, `mother lived to 9 8`. */
export const scanned = (before: string): boolean =>
  /(?:\bage[d:.]?\s{0,8}|\b(?:lived|living|alive|died|dead) (?:to|at|until)\s{1,3}|\b(?:mother|father|wife|husband|sister|brother),? {1,4})$/i.test(
    before,
  )
