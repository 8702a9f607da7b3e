import type { Surface } from './surface.ts'

/** Member, beneficiary and group numbers of a health plan. */
export const HEALTHPLAN: Surface<string> = {
  type: 'HEALTHPLAN',
  forms: {
    written: (id) => id,
    again: (id) => id,
    dashes: (id) => (/^[1-9][A-Z][A-Z0-9]\d/.test(id) ? `${id.slice(0, 4)}-${id.slice(4, 7)}-${id.slice(7)}` : id),
    blanks: (id) => id.replace(/[\s-]/g, '').replace(/(.{4})(?=.)/g, '$1 '),
    suffixed: (id, random) => `${id}-0${random.int(1, 4)}`,
    lower: (id) => id.toLowerCase(),
    dependent: (id, random) => `${id} *0${random.int(1, 3)}`,
  },
}
