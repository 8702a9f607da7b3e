import { describe, expect, it } from 'vitest'
import { licenceOf, withLicensedRoles } from './licence.ts'

const at = (day: string) => Date.parse(`${day}T12:00:00Z`)
const ends = (expiresOn: string) => ({ authority: 'NY', number: '1', expiresOn })
const doctor = { id: 'dr', kind: 'user', name: 'Dr', roles: ['clinician', 'compliance'] } as const
const person = (expiresOn?: string) => ({
  ...doctor,
  roles: [...doctor.roles],
  ...(expiresOn === undefined ? {} : { licence: ends(expiresOn) }),
})

describe('a licence', () => {
  it.each([
    ['2026-11-22', '2026-11-22', 'in-date'],
    ['2026-11-22', '2026-11-23', 'expired'],
    [undefined, '2026-11-22', 'unstated'],
  ] as const)('that ends %s is on %s: %s', (end, day, expected) => {
    expect(licenceOf(person(end), at(day))).toBe(expected)
  })
})

describe('a role that needs a licence', () => {
  const rolesOn = (day: string, end: string | undefined, requiredFor: ('clinician' | 'nurse')[]) =>
    withLicensedRoles({ tenant: 't', keyId: 'k', principal: person(end) }, requiredFor, at(day)).principal.roles

  it('counts while it is in date', () => {
    expect(rolesOn('2026-01-01', '2026-06-01', ['clinician'])).toEqual(['clinician', 'compliance'])
  })
  it.each([undefined, '2025-12-31'])('does not count with %s, and the other roles do', (end) => {
    expect(rolesOn('2026-01-01', end, ['clinician', 'nurse'])).toEqual(['compliance'])
  })
  it('counts without one where the site asks for none', () => {
    expect(rolesOn('2026-01-01', undefined, [])).toEqual(['clinician', 'compliance'])
  })
})
