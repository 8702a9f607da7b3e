import type { Surface } from './surface.ts'

/** A county, with the word for it when it is written. */
export const COUNTY: Surface<string> = {
  type: 'COUNTY',
  forms: {
    county: (county) => `${county} County`,
    again: (county) => `${county} County`,
    short: (county) => `${county} Co.`,
    parish: (county) => `${county} Parish`,
    upper: (county) => `${county} COUNTY`.toUpperCase(),
    of: (county) => `County of ${county}`,
    lower: (county) => `${county} county`,
  },
}
