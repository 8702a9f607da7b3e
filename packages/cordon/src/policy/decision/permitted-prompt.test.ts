import { SecurityLabel } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import { permittedPrompt } from './permitted-prompt.ts'

describe('a prompt', () => {
  it('with a psychotherapy note is refused, unless the patient permits that (164.508(a)(2))', () => {
    for (const consent of ['none', 'deny', undefined] as const)
      expect(permittedPrompt(['PSY', 'PSYTHPN'], consent)).toMatchObject({ holds: false, code: 'label_refused' })
    expect(permittedPrompt(['PSYTHPN'], 'permit')).toMatchObject({ holds: true })
  })

  it('about anything else is answered alike, whatever a patient withholds (42 CFR 2.13)', () => {
    const others = SecurityLabel.options.filter((label) => label !== 'PSYTHPN')
    for (const consent of ['permit', 'deny', 'none', undefined] as const)
      expect(permittedPrompt(others, consent)).toEqual({ holds: true, value: undefined, reasons: [] })
  })
})
