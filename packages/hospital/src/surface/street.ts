import type { Surface } from './surface.ts'

/** A street line with its unit. */
export const STREET: Surface<string> = {
  type: 'STREET',
  forms: {
    written: (street) => street,
    again: (street) => street,
    upper: (street) => street.toUpperCase(),
    lower: (street) => street.toLowerCase(),
    bare: (street) => street.replace(/^\d+(-\S+)? /, ''),
    unpunctuated: (street) => street.replace(/[,.#]/g, '').replace(/ {2,}/g, ' '),
    word: (street) =>
      street
        .replace(/\bSt$/, 'Street')
        .replace(/\bRd$/, 'Road')
        .replace(/\bAve$/, 'Ave.'),
    crossing: (street, random) =>
      `${name(street)} ${random.pick(['and', '&', 'at', 'x'])} ${random.pick(['Main', '4th', 'Canal', 'Depot', '21st', 'Elm'])}`,
  },
}

function name(street: string): string {
  return street
    .replace(/^(PO Box|RR)/, 'Old Post Road $1')
    .replace(/^\d+(-\S+)? /, '')
    .replace(/,.*$/, '')
    .replace(/#.*$/, '')
    .trim()
}
