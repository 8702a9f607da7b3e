import { readFileSync } from 'node:fs'
import { CordonError, ROUTES } from '@cordon/contract'
import type { OidcLogin } from '../config/people.ts'
import type { Config } from '../config/schema.ts'
import { createIdentity } from '../identity/api-key.ts'
import { createDirectory } from '../identity/directory.ts'
import { createSourceLimit } from '../identity/limit-sources.ts'
import { keysMayBeAt } from '../identity/oauth/client-keys.ts'
import { openCredentials } from '../identity/open-credentials.ts'
import { createOrganisations } from '../identity/organisations.ts'
import { createOidcSignIn, type OidcSignIn } from '../identity/people/oidc.ts'
import { createPeople } from '../identity/people/people.ts'
import { createSecondPerson } from '../identity/second-person.ts'
import { SECOND } from '../kernel/clock.ts'
import { createEgress } from '../kernel/egress.ts'
import { faultOf } from '../kernel/log.ts'
import type { Base, Ground } from './ground.ts'
import type { Lifetime } from './lifetime.ts'
import type { Outside } from './outside.ts'

export type Who = Awaited<ReturnType<typeof openWho>>

/** Who may ask: keys and tokens of programs, people of the admin door, and the organisations that they belong to. */
export function openWho(
  { outside, config, lifetime, log, metrics, lent }: Base,
  { store, keyring, journal, recorder }: Ground,
) {
  const { now, random } = outside
  const { tenant, limits } = config
  const identity = createIdentity({ store, keyring, now, random })
  const sources = createSourceLimit(now, { failuresPerMinuteMax: limits.refusedCredentialsPerMinuteMax })
  const egressToIssuers = createEgress(issuerEgress(config))
  lifetime.onClose(() => egressToIssuers.close())
  const { credentials, forget } = openCredentials({
    identity,
    store,
    keyring,
    now,
    random,
    tenant,
    limit: sources,
    egress: egressToIssuers,
    settings: config.identity,
    secret: outside.secret,
    frontEndSecret: (of, from) => lent.verifier(of, from),
    onUnreachable(address, cause) {
      log.warn('an identity provider cannot be asked', { code: 'issuer_unavailable', address, fault: faultOf(cause) })
    },
    onSkew(issuer, aheadMs) {
      metrics.clockOff()
      log.warn('a clock is off', { code: 'clock_skew', address: issuer, ms: Math.round(aheadMs) })
    },
  })
  const people = createPeople({
    store,
    keyring,
    settings: config.people,
    now,
    random,
    write: (of, body) => journal.append(of, body),
    countRefused: (source, code) => recorder.countRefusedCredentials(source, code),
  })
  const oidc = signInsOf(outside, config, { keyring, tickets: people.tickets }, lifetime)
  const directory = createDirectory({
    store,
    now,
    keysMayBeAt: (of, url) => keysMayBeAt({ tenant, settings: config.identity }, of, url),
    changed() {
      forget()
      people.sessions.forget()
    },
  })
  const secondPerson = createSecondPerson({ store, settings: config.people, now })
  const organisations = createOrganisations({ store, operator: tenant, now })
  const tenants = () => organisations.tenants()
  return { identity, sources, credentials, people, oidc, directory, organisations, tenants, secondPerson }
}

/** The way to each organisation's identity provider, through an egress list with nothing else on it. */
function signInsOf(
  { now, secret }: Outside,
  { tenant: operator, people: { oidc, oidcOf, sessionHours }, limits }: Config,
  parts: Pick<Parameters<typeof createOidcSignIn>[0], 'keyring' | 'tickets'>,
  lifetime: Lifetime,
): (tenant: string) => OidcSignIn | undefined {
  if (oidcOf[operator] !== undefined) throw new CordonError('config_invalid', { at: `people.oidcOf.${operator}` })
  const { path } = ROUTES.sessionOidcCallback
  const known = new Map<string, OidcSignIn>()
  const add = (tenant: string, settings: OidcLogin, callback: string): void => {
    const egress = createEgress({ limits })
    lifetime.onClose(() => egress.close())
    known.set(tenant, createOidcSignIn({ ...parts, tenant, settings, callback, sessionHours, egress, secret, now }))
  }
  if (oidc !== undefined) add(operator, oidc, path)
  for (const [tenant, settings] of Object.entries(oidcOf)) add(tenant, settings, `${path}/${tenant}`)
  return (tenant) => known.get(tenant)
}

/** Identity providers answer in seconds, with little; a request of somebody new waits for them. */
function issuerEgress({ limits, identity: { caFile } }: Config) {
  const bounds = {
    upstreamConnectMs: 3 * SECOND,
    upstreamHeadersMs: 5 * SECOND,
    upstreamIdleMs: 5 * SECOND,
    upstreamMs: 10 * SECOND,
    upstreamBytesMax: 262_144,
    upstreamConnectionsMax: 8,
  }
  return { limits: { ...limits, ...bounds }, ...(caFile === undefined ? {} : { tlsCa: readFileSync(caFile, 'utf8') }) }
}
