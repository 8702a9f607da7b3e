import type { Surface } from './surface.ts'

/** A ZIP code, five or nine digits. */
export const ZIP: Surface<string> = {
  type: 'ZIP',
  forms: {
    written: (zip) => zip,
    again: (zip) => zip,
    five: (zip) => zip.slice(0, 5),
    solid: (zip) => zip.replace('-', ''),
    spaced: (zip) => zip.replace('-', ' '),
    spoken: (zip) => Array.from(zip.slice(0, 5)).join(' '),
    nine: (zip, random) => (zip.length > 5 ? zip : `${zip}-${random.digits(4)}`),
    dashed: (zip, random) => `${zip.slice(0, 5)} - ${random.digits(4)}`,
  },
}
