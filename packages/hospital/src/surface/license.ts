import type { Practitioner } from '../people/staff.ts'
import type { Surface } from './surface.ts'

/** Professional registrations of a clinician: NPI and DEA pass their check digits. */
export const LICENSE: Surface<Practitioner> = {
  type: 'LICENSE',
  forms: {
    npi: (p) => p.npi,
    npispaced: (p) => p.npi.replace(/(\d{4})(\d{3})(\d{3})/, '$1 $2 $3'),
    dea: (p) => p.dea,
    deadashed: (p) => `${p.dea.slice(0, 2)} ${p.dea.slice(2)}`,
    license: (p) => p.license,
    state: (p) => p.license,
  },
}

/** Driver's licences, state cards and other licences of people who are not clinicians. */
export const DRIVER: Surface<string> = {
  type: 'LICENSE',
  forms: {
    written: (id) => id,
    again: (id) => id,
    dashed: (id) => id.replaceAll(' ', '-'),
    commercial: (id, random) => `${random.pick(['RI', 'OH', 'GA'])}-CDL ${id}`,
    solid: (id) => id.replace(/[\s-]/g, ''),
    pilot: (_, random) => random.pattern('#######'),
  },
}
