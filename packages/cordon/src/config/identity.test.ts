import { describe, expect, it } from 'vitest'
import { IdentitySettings } from './identity.ts'

const issuer = (host: string, introspection?: object) => ({
  issuer: `https://${host}`,
  audiences: ['a'],
  clients: {},
  ...(introspection === undefined ? {} : { introspection: { clientId: 'c', secretFrom: 'S', ...introspection } }),
})

describe('issuers that take opaque tokens', () => {
  it('are one at most, because each would be shown the others’ tokens', () => {
    const issuers = [issuer('one.example', {}), issuer('two.example', { always: true })]
    const [refused] = IdentitySettings.safeParse({ issuers }).error?.issues ?? []
    expect(refused).toMatchObject({ path: ['issuers'], message: expect.stringContaining('introspection.opaque') })
  })
  it('leave the others to be asked about their signed tokens', () => {
    const second = issuer('two.example', { always: true, opaque: false })
    const issuers = [issuer('one.example', {}), second, issuer('three.example')]
    expect(IdentitySettings.safeParse({ issuers }).success).toBe(true)
  })
})
