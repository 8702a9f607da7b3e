import { type Application, CordonError } from '@cordon/contract'
import type { JWTVerifyGetKey } from 'jose'
import { type IdentitySettings, keyTimesOf } from '../../config/identity.ts'
import type { Clock } from '../../kernel/clock.ts'
import { parseOrigin } from '../../kernel/egress.origin.ts'
import { type FetchJson, fetchKeys } from './fetch-json.ts'
import { createKeySet, type KeySet, type LoadedKeys } from './key-set.ts'

const KEY_SETS_MAX = 1_000

interface Named {
  /** Whose issuers are those that name no organisation. */
  readonly tenant: string
  readonly settings: Pick<IdentitySettings, 'issuers'>
}

export interface ClientKeysDeps extends Named {
  readonly settings: Pick<IdentitySettings, 'issuers' | 'jwksRefreshMs' | 'jwksHeldMs'>
  readonly fetchJson: FetchJson
  readonly now: Clock
}

/**
 * One set of keys for each application and what it registers: a changed registration has its own. Keys that stand at an
 * address are fetched from the internet by https, or from an origin that cordon.yaml names for the same organisation.
 */
export function createClientKeys({ fetchJson, now, ...named }: ClientKeysDeps) {
  const sets = new Map<string, KeySet>()
  const times = keyTimesOf(named.settings)
  const fetchFor = async (tenant: string, url: string) => {
    if (!keysMayBeAt(named, tenant, url)) throw new CordonError('issuer_unavailable')
    return fetchKeys(fetchJson, url)
  }
  return (tenant: string, id: string, { jwks, jwksUri = '' }: NonNullable<Application['client']>): JWTVerifyGetKey => {
    const name = JSON.stringify([tenant, id, jwks ?? jwksUri])
    const load = async (): Promise<LoadedKeys> =>
      jwks === undefined ? fetchFor(tenant, jwksUri) : { answer: jwks, maxAgeMs: undefined }
    const set = sets.get(name) ?? createKeySet({ ...times, load, now })
    sets.delete(name)
    sets.set(name, set)
    const [oldest] = sets.keys()
    if (sets.size > KEY_SETS_MAX && oldest !== undefined) sets.delete(oldest)
    return set.find
  }
}

/** An administrator of one organisation writes the address: it must not lead into the operator's own network. */
export function keysMayBeAt({ tenant: own, settings: { issuers } }: Named, tenant: string, url: string): boolean {
  const theirs = issuers.filter((each) => (each.tenant ?? own) === tenant)
  const origins = theirs.flatMap(({ issuer, alsoAt }) => [new URL(issuer).origin, ...alsoAt])
  return isPublic(url) || (URL.canParse(url) && origins.includes(new URL(url).origin))
}

function isPublic(url: string): boolean {
  try {
    return parseOrigin(new URL(url).origin).reach === 'public'
  } catch {
    return false
  }
}
