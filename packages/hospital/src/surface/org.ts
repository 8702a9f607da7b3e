import type { Surface } from './surface.ts'

/** Employer, school, church or club of a person. */
export const ORG: Surface<string> = {
  type: 'ORG',
  forms: {
    written: (name) => name,
    again: (name) => name,
    third: (name) => name,
    upper: (name) => name.toUpperCase(),
    lower: (name) => name.toLowerCase(),
    short: (name) => name.replace(/ (Co\.|Co-op|Unified|School District)$/, ''),
  },
}
