import type { Surface } from './surface.ts'

/** An e-mail address, written or read aloud. */
export const EMAIL: Surface<string> = {
  type: 'EMAIL',
  forms: {
    written: (email) => email,
    again: (email) => email,
    third: (email) => email,
    upper: (email) => email.toUpperCase(),
    capital: (email) => email.replace(/^[a-z]|[._-][a-z]/g, (hit) => hit.toUpperCase()),
    tagged: (email, random) => email.replace('@', `+${random.pick(['rx', 'portal', 'billing', 'health'])}@`),
    spoken: (email) => email.replaceAll('.', ' dot ').replace('@', ' at ').replaceAll('_', ' underscore '),
    guarded: (email) => email.replace('@', ' [at] '),
    spaced: (email) => email.replace('@', ' @ '),
  },
}
