import { CordonError } from '@cordon/contract'
import type { Config } from '../../config/schema.ts'
import { DAY } from '../../kernel/clock.ts'
import type { Cli } from '../cli.ts'
import type { Door } from '../door.ts'
import { withAdminDoor } from '../with-door.ts'
import type { Finding } from './doctor.ts'

/** Named this long before the end, so that somebody can act in office hours. */
const SOON_MS = 30 * DAY
const NAMED_MAX = 5

/**
 * Who may call: the secrets that the configuration names, and, where a running server says (CORDON_ADMIN_URL), keys and
 * licences that end soon or have nobody who answers for them.
 */
export async function checkIdentity(cli: Cli, { identity: { issuers } }: Config): Promise<Finding[]> {
  const named = issuers.flatMap(({ introspection }) => (introspection === undefined ? [] : [introspection.secretFrom]))
  const missing = named.filter((name) => cli.environment.secret(name) === undefined)
  const findings = missing.map((name): Finding => {
    return {
      check: 'identity provider',
      status: 'fail',
      found: `${name} is not set`,
      mend: 'set it, or take introspection out',
    }
  })
  if (cli.environment.adminUrl === undefined) return findings
  try {
    return [...findings, ...(await withAdminDoor(cli, (door) => atDoor(door, cli.now())))]
  } catch (error) {
    const found = error instanceof CordonError ? error.message : 'the server does not say'
    return [...findings, { check: 'keys', status: 'warn', found, mend: 'CORDON_ADMIN_KEY of an administrator' }]
  }
}

interface Key {
  readonly id: string
  readonly principal: string
  readonly owner?: string
  readonly expiresAt: number
  readonly revokedAt?: number
}
interface Person {
  readonly id: string
  readonly kind: 'user' | 'service'
  readonly licence?: { readonly expiresOn: string }
  readonly revokedAt?: number
}

async function atDoor(door: Door, now: number): Promise<Finding[]> {
  const keys = ((await door.get('/api/keys')) as { items: Key[] }).items.filter((key) => isLive(key, now))
  const people = ((await door.get('/api/users')) as { items: Person[] }).items.filter(
    (one) => one.revokedAt === undefined,
  )
  const known = new Set(people.flatMap(({ id, kind }) => (kind === 'user' ? [id] : [])))
  const services = new Set(people.flatMap(({ id, kind }) => (kind === 'service' ? [id] : [])))
  const ending = keys.filter(({ expiresAt }) => expiresAt - now < SOON_MS)
  const unowned = keys.filter(({ principal, owner }) => services.has(principal) && !known.has(owner ?? ''))
  const licences = people.filter(
    ({ licence }) => licence !== undefined && Date.parse(licence.expiresOn) - now < SOON_MS,
  )
  return [
    finding('keys', ending.map(namedKey), 'end within 30 days', 'cordon key add, then revoke the old one'),
    finding('key owners', unowned.map(namedKey), 'have nobody who answers for them', 'issue them again with --owner'),
    finding(
      'licences',
      licences.map(({ id }) => id),
      'end within 30 days, or have ended',
      'cordon user add … --licence',
    ),
  ]
}

const isLive = ({ revokedAt, expiresAt }: Key, now: number) => revokedAt === undefined && now < expiresAt

const namedKey = ({ id, principal }: Key) => `${id} (${principal})`

function finding(check: string, which: readonly string[], what: string, mend: string): Finding {
  if (which.length === 0) return { check, status: 'ok', found: `none ${what}` }
  const shown = which.slice(0, NAMED_MAX).join(', ')
  const more = which.length > NAMED_MAX ? ` and ${which.length - NAMED_MAX} more` : ''
  return { check, status: 'warn', found: `${shown}${more} ${what}`, mend }
}
