import { type Application, CordonError, Principal } from '@cordon/contract'
import { jwtVerify } from 'jose'
import { type Clock, MINUTE, SECOND } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import { readJwt } from './strict-jwt.ts'
import { findSubject } from './subject.queries.ts'

/** Open WebUI's name of itself, whatever its address. */
const ISSUER = 'open-webui'
/** It signs for five minutes unless told otherwise. */
const LIFETIME_MS_MAX = 10 * MINUTE
const SKEW_MS = MINUTE
/** RFC 7518, 3.2: a key of at least the hash's size. */
const SECRET_CHARACTERS_MIN = 32

/**
 * The person whom a chat front end signs for (`X-OpenWebUI-User-Jwt`): one of the directory, by the front end's address
 * and the id that it has for them. E-mail, name and role in it are labels: nobody is recognised by them. Throws
 * `credentials_invalid`.
 */
export function createChatUsers(deps: {
  store: Store
  secret: (tenant: string, name: string) => string | undefined
  now: Clock
}) {
  const { store, secret, now } = deps
  return async (token: string, by: { tenant: string; application: Application }): Promise<Principal> => {
    const frontEnd = by.application.chatFrontEnd
    const key = frontEnd === undefined ? undefined : secret(by.tenant, frontEnd.secretFrom)
    if (frontEnd === undefined || key === undefined || key.length < SECRET_CHARACTERS_MIN) throw invalid()
    const subject = await subjectOf(token, key, now())
    const named = { issuer: frontEnd.issuer, subject }
    const row = await store.within(by.tenant, (tx) => findSubject(tx, by.tenant, named))
    const person = row === undefined ? undefined : Principal.parse(row.definition)
    if (person?.kind !== 'user') throw invalid()
    return person
  }
}

async function subjectOf(token: string, key: string, now: number): Promise<string> {
  if (readJwt(token) === undefined) throw invalid()
  const { payload } = await jwtVerify(token, Buffer.from(key), {
    issuer: ISSUER,
    algorithms: ['HS256'],
    clockTolerance: SKEW_MS / SECOND,
    currentDate: new Date(now),
    requiredClaims: ['exp', 'iat', 'sub'],
  }).catch(() => {
    throw invalid()
  })
  const { sub, iat = Number.NaN, exp = Number.NaN } = payload
  const timely = iat * SECOND <= now + SKEW_MS && (exp - iat) * SECOND <= LIFETIME_MS_MAX
  if (!timely || sub === undefined || sub === '' || sub.length > 255 || /\p{Cc}/u.test(sub)) throw invalid()
  return sub
}

const invalid = () => new CordonError('credentials_invalid')
