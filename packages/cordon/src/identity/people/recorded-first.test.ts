import { CordonError, type NewestBody } from '@cordon/contract'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PeopleSettings } from '../../config/people.ts'
import { createDirectory } from '../directory.ts'
import { openRealParts, type RealParts, unrecorded } from '../real-parts.fixtures.ts'
import { createPeople, type People } from './people.ts'
import type { SignedIn } from './sessions.ts'

const START = Date.parse('2026-06-15T12:00:00Z')
const PASSWORD = 'a meadow behind the old mill'
const tenant = 'home'
const source = '10.0.0.1'

let parts: RealParts
let people: People
/** Whether the journal takes anything. */
let full = false
const recorded: NewestBody<'authentication' | 'configuration'>[] = []
beforeAll(async () => {
  parts = await openRealParts(START)
  const now = () => parts.clock.ms
  const directory = createDirectory({ store: parts.store, now, changed: () => undefined })
  await directory.addUser(tenant, { id: 'ada', kind: 'user', name: 'Ada', roles: ['administrator'] }, unrecorded)
  people = createPeople({
    ...parts,
    now,
    settings: PeopleSettings.parse({}),
    write: async (_, body) => {
      if (full) throw new CordonError('journal_unavailable')
      recorded.push(body)
    },
    countRefused: () => undefined,
  })
}, 60_000)
afterAll(() => parts.close())

const who = { tenant, principal: 'ada' }
const record = (made: Parameters<Parameters<People['issueEnrolment']>[2]>[0]) =>
  people.record.changed(tenant, 'ada', made)

const codeOf = (base32: string) =>
  new TOTP({ secret: Secret.fromBase32(base32) }).generate({ timestamp: parts.clock.ms })

/** Every row of the people's tables but the waits, which count attempts, and challenges that were spent. */
async function rows(): Promise<string> {
  const tables = ['local_account', 'totp_factor', 'passkey', 'recovery_code', 'person_session'] as const
  const all = await parts.store.within(tenant, (tx) =>
    Promise.all(tables.map((table) => tx.selectFrom(table).selectAll().execute())),
  )
  return JSON.stringify(all)
}

let code = ''
let signedIn: SignedIn
let secret = ''

const inSession = () => ({ ...who, session: signedIn.caller.keyId })

/** In the order of a life, each done for good once it was refused. */
const ACTS: Record<string, () => Promise<unknown>> = {
  'a code to enrol with': async () => {
    code = (await people.issueEnrolment(tenant, 'ada', record)).code
  },
  'a password at enrolment, with its session': async () => {
    const login = await people.enrol({ tenant, user: 'ada', code, password: PASSWORD, source })
    signedIn = await people.sessions.authenticate('cookie' in login ? login.cookie : '')
  },
  'a session at a login': () => people.login({ tenant, user: 'ada', password: PASSWORD, source }),
  'an authenticator': () => people.factors.finishTotp(inSession(), codeOf(secret), record),
  'recovery codes': () => people.factors.renewRecoveryCodes(inSession(), record),
  'a step-up': async () => {
    const up = await people.sessions.stepUp(signedIn, (session) =>
      people.record.authentication({ ...who, source, session }, 'step-up', 'totp'),
    )
    signedIn = await people.sessions.authenticate(up.cookie)
  },
  'another password': () =>
    people.changePassword(signedIn, { current: PASSWORD, password: `${PASSWORD} again`, source }),
  'an end of sessions': () =>
    people.sessions.end(tenant, { principal: 'ada' }, 'logoff', () =>
      record({ action: 'session.revoke', subject: 'ada' }),
    ),
  'factors taken away': () => people.resetFactors({ ...who, by: 'eve', source }, record),
}

describe('what cannot be recorded does not happen', () => {
  it.each(Object.keys(ACTS))('%s', async (name) => {
    const act = ACTS[name] ?? (() => Promise.resolve())
    // What is begun has no force yet, and no entry: it is begun before the journal is full.
    if (name === 'an authenticator') secret = (await people.factors.beginTotp(inSession())).secret
    const before = await rows()
    full = true
    await expect(act()).rejects.toMatchObject({ code: 'journal_unavailable' })
    full = false
    expect(await rows()).toBe(before)
    const entries = recorded.length
    await act()
    expect(await rows()).not.toBe(before)
    expect(recorded.length).toBeGreaterThan(entries)
  })
})
