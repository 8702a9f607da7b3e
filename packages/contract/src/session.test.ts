import { describe, expect, it } from 'vitest'
import { ROUTES } from './routes.ts'
import { SESSION_ANSWERS, Session } from './session.ts'

describe('what a route of one’s own session answers', () => {
  it('is declared for each, but for those that redirect', () => {
    const all = Object.entries(ROUTES).filter(([, { path }]) => path.startsWith('/api/session'))
    const answering = all.flatMap(([name, { path }]) => (path.includes('/callback') ? [] : [name]))
    expect(Object.keys(SESSION_ANSWERS).sort()).toEqual(answering.sort())
  })

  it('holds nothing that is not declared', () => {
    const person = { id: 'ada', name: 'Ada', roles: [], practitioner: 'Practitioner/1', subject: { issuer: 'x' } }
    const times = { now: 1, idleEndsAt: 2, warnAt: 2, endsAt: 3, secondsLeft: 0, warning: false }
    const given = { id: 's', tenant: 't', person, how: 'password', ...times, csrf: 'c', hmac: 'secret' }
    expect(JSON.stringify(Session.parse(given))).not.toMatch(/Practitioner|subject|secret"/)
  })
})
