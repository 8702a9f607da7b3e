/** The year that stays readable in a date's code, for example 1971 in `[DATE-1971-7Q2K4H]`; `undefined` when none does. */
export function yearOfCode(code: string): string | undefined {
  return /^\[DATE-(\d{4})-/.exec(code)?.[1]
}
