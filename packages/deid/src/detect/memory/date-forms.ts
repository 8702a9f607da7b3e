/** A day as far as a text states it. */
export interface Day {
  readonly year: number | undefined
  readonly month: number
  readonly day: number
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const SPELLED: Readonly<Record<string, number>> = Object.fromEntries(
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first'
    .split(' ')
    .map((word, i) => [word, i + 1]),
)

/** Every day that the surface form may mean: `3/4/48` is two. Empty when it names no day. */
export function readDays(surface: string): Day[] {
  const text = surface.toLowerCase()
  const named = withMonthName(text)
  if (named.length > 0) return named
  const stamp = /^((?:19|20)\d\d)[-./]?(\d\d?)[-./]?(\d\d?)(?:\D|\d{2,}|$)/.exec(text)
  if (stamp !== null) return valid([{ year: Number(stamp[1]), month: Number(stamp[2]), day: Number(stamp[3]) }])
  const joined = /^(\d\d)(\d\d)((?:19|20)\d\d)$/.exec(text)
  const parts = joined ?? /^(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?['’]?(\d{4}|\d\d)$/.exec(text)
  if (parts === null) return []
  const years = fullYears(parts[3] ?? '')
  return valid(
    years.flatMap((year) => [
      { year, month: Number(parts[1]), day: Number(parts[2]) },
      { year, month: Number(parts[2]), day: Number(parts[1]) },
    ]),
  )
}

function withMonthName(text: string): Day[] {
  const name = /(?:^|[^a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/.exec(text)
  if (name === null) return []
  const month = MONTHS.indexOf(name[1] ?? '') + 1
  const rest = text.replace(name[0], ' ')
  const spelled = Object.keys(SPELLED)
    .filter((word) =>
      rest.replace(/ (?=first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)/g, '-').includes(word),
    )
    .at(-1)
  const numbers = [...rest.matchAll(/\d{1,4}/g)].map((match) => match[0])
  const yearText = numbers.find((number) => number.length === 4) ?? (numbers.length > 1 ? numbers.at(-1) : undefined)
  const dayText = numbers.find((number) => number.length <= 2)
  const day = spelled !== undefined ? SPELLED[spelled] : dayText === undefined ? undefined : Number(dayText)
  if (day === undefined) return []
  const years = yearText === undefined ? [undefined] : fullYears(yearText)
  return valid(years.map((year) => ({ year, month, day })))
}

function fullYears(text: string): number[] {
  return text.length === 4 ? [Number(text)] : [1900 + Number(text), 2000 + Number(text)]
}

function valid(days: readonly Day[]): Day[] {
  return days.filter(({ month, day }) => month >= 1 && month <= 12 && day >= 1 && day <= 31)
}
