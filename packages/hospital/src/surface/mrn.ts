import type { Surface } from './surface.ts'

/** A chart number, as different systems print the same one. */
export const MRN: Surface<string> = {
  type: 'MRN',
  forms: {
    written: (mrn) => mrn,
    again: (mrn) => mrn,
    third: (mrn) => mrn,
    solid: (mrn) => mrn.replaceAll('-', ''),
    unpadded: (mrn) => mrn.replace(/^0+(?=\d)/, ''),
    padded: (mrn) => mrn.padStart(10, '0'),
    grouped: (mrn) =>
      mrn
        .replaceAll('-', '')
        .replace(/(\d{3})(?=\d{2})/g, '$1-')
        .replace(/-$/, ''),
    lower: (mrn) => mrn.toLowerCase(),
    spaced: (mrn) => mrn.replaceAll('-', '').replace(/(\d{4})(?=\d)/g, '$1 '),
  },
}
