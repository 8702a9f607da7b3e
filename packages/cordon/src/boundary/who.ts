import { readFileSync } from 'node:fs'
import type { Config } from '../config/schema.ts'
import { createIdentity } from '../identity/api-key.ts'
import { createDirectory } from '../identity/directory.ts'
import { createSourceLimit } from '../identity/limit-sources.ts'
import { keysMayBeAt } from '../identity/oauth/client-keys.ts'
import { openCredentials } from '../identity/open-credentials.ts'
import { createOrganisations } from '../identity/organisations.ts'
import { createOidcSignIn } from '../identity/people/oidc.ts'
import { createPeople } from '../identity/people/people.ts'
import { SECOND } from '../kernel/clock.ts'
import { createEgress } from '../kernel/egress.ts'
import { faultOf } from '../kernel/log.ts'
import type { Base, Ground } from './ground.ts'
import type { Lifetime } from './lifetime.ts'
import type { Outside } from './outside.ts'

export type Who = Awaited<ReturnType<typeof openWho>>

/** Who may ask: keys and tokens of programs, people of the admin door, and the organisations that they belong to. */
export function openWho(
  { outside, config, lifetime, log, metrics }: Base,
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
  const oidc = signInOf(outside, config, { keyring, tickets: people.tickets }, lifetime)
  const directory = createDirectory({
    store,
    now,
    keysMayBeAt: (of, url) => keysMayBeAt({ tenant, settings: config.identity }, of, url),
    changed() {
      forget()
      people.sessions.forget()
    },
  })
  const organisations = createOrganisations({ store, operator: tenant, now })
  const tenants = () => organisations.tenants()
  return { identity, sources, credentials, people, oidc, directory, organisations, tenants }
}

/** The way to the organisation's identity provider, through an egress list with nothing else on it. */
function signInOf(
  { now, secret }: Outside,
  { people: { oidc: settings, sessionHours }, limits }: Config,
  parts: Pick<Parameters<typeof createOidcSignIn>[0], 'keyring' | 'tickets'>,
  lifetime: Lifetime,
) {
  if (settings === undefined) return undefined
  const egress = createEgress({ limits })
  lifetime.onClose(() => egress.close())
  return createOidcSignIn({ ...parts, settings, sessionHours, egress, secret, now })
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
