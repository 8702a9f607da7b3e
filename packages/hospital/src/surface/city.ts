import type { Surface } from './surface.ts'

/** A town. States and countries stay unmarked. */
export const CITY: Surface<string> = {
  type: 'CITY',
  forms: {
    written: (city) => city,
    again: (city) => city,
    third: (city) => city,
    upper: (city) => city.toUpperCase(),
    lower: (city) => city.toLowerCase(),
    short: (city) =>
      city
        .replace(/^Mount /, 'Mt. ')
        .replace(/^Fort /, 'Ft. ')
        .replace(/^North /, 'N. ')
        .replace(/^Saint /, 'St. '),
  },
}
