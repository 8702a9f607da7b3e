import type { Surface } from './surface.ts'

/** A named hospital, clinic, pharmacy, nursing home or laboratory. */
export const FACILITY: Surface<string> = {
  type: 'FACILITY',
  forms: {
    written: (name) => name,
    again: (name) => name,
    third: (name) => name,
    upper: (name) => name.toUpperCase(),
    lower: (name) => name.toLowerCase(),
    short: (name) => shortened(name),
    acronym: (name) =>
      name.split(' ').length < 3
        ? name
        : name
            .replace(/[^A-Za-z' ]/g, '')
            .split(/\s+/)
            .map((word) => word.charAt(0).toUpperCase())
            .join(''),
    abbreviated: (name) =>
      name
        .replace('Medical Center', 'Med Ctr')
        .replace('Hospital', 'Hosp')
        .replace('Regional', 'Reg')
        .replace('Memorial', 'Mem')
        .replace('Center', 'Ctr')
        .replace('Saint', 'St'),
  },
}

function shortened(name: string): string {
  const words = name.split(' ')
  return words.length > 2 ? words.slice(0, 2).join(' ') : name
}
