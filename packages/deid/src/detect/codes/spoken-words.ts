/** Digits as they are said. */
export const DIGITS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'zero oh o',
    'one uno',
    'two dos deux',
    'three tres trois',
    'four cuatro quatre',
    'five cinco cinq',
    'six seis sis',
    'seven siete sept',
    'eight ocho huit',
    'nine nueve neuf niner',
  ].flatMap((words, digit) => words.split(' ').map((word) => [word, String(digit)])),
)

/** Words for two digits: `thirty-six seventy`. */
export const PAIRS = new Set(
  'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety'.split(
    ' ',
  ),
)

const TENS = /^(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)$/

/** Words between the digits of a code that is read aloud. */
const SPELLING = new Set(
  'alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey xray x-ray ray yankee zulu dash hyphen slash dot point area code'.split(
    ' ',
  ),
)

export const REPEATS: Readonly<Record<string, number>> = { double: 1, triple: 2 }

const plainWorth = (part: string, before: string): number => {
  if (part in DIGITS) return TENS.test(before) && part !== 'oh' && part !== 'zero' ? 0 : 1
  if (PAIRS.has(part)) return 2
  return REPEATS[part] ?? (SPELLING.has(part) || part.length === 1 ? 0 : -1)
}

/** How many digits a word stands for; -1 when it does not go on a code. */
export function spokenWorth(lower: string, before: string): number {
  if (/^\d{1,4}$/.test(lower)) return lower.length
  const parts = lower.split('-')
  let sum = 0
  let last = before
  for (const part of parts) {
    const worth = /^\d{1,3}$/.test(part) ? part.length : plainWorth(part, last)
    if (worth < 0) return -1
    sum += worth
    last = part
  }
  return sum
}
