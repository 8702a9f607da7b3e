import type { IdentitySettings } from '../config/identity.ts'
import type { Keyring } from '../crypto/keyring.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Egress } from '../kernel/egress.ts'
import type { RandomBytes } from '../kernel/random.ts'
import type { Store } from '../store/store.ts'
import type { Identity } from './api-key.ts'
import { createCallers } from './callers.ts'
import { createCertificates } from './certificates.ts'
import type { SourceLimit } from './limit-sources.ts'
import { createAccessTokens } from './oauth/access-tokens.ts'
import { createBearers } from './oauth/bearers.ts'
import { createChatUsers } from './oauth/chat-user.ts'
import { createClientAuthentication } from './oauth/client-assertion.ts'
import { createFetchJson } from './oauth/fetch-json.ts'
import { createTokenEndpoint } from './oauth/token-endpoint.ts'

/** Everything by which the application door knows its callers. `forget`: call after a person or an application changed. */
export function openCredentials(deps: {
  identity: Identity
  store: Store
  keyring: Keyring
  egress: Egress
  settings: IdentitySettings
  secret: (name: string) => string | undefined
  /** Of a chat front end that an organisation registered. */
  frontEndSecret: (tenant: string, name: string) => string | undefined
  tenant: string
  limit: SourceLimit
  now: Clock
  random: RandomBytes
  onUnreachable: (origin: string, cause: unknown) => void
  onSkew: (issuer: string, aheadMs: number) => void
}) {
  const { identity, limit, now } = deps
  const fetchJson = createFetchJson(deps.egress, deps.onUnreachable)
  const tokens = createAccessTokens(deps)
  const bearers = createBearers({ ...deps, fetchJson })
  const certificates = createCertificates(deps)
  const authenticate = createClientAuthentication({ ...deps, fetchJson })
  const { licenceRequiredFor } = deps.settings
  const parts = {
    identity,
    tokens,
    bearers,
    certificates,
    chatUser: createChatUsers({ ...deps, secret: deps.frontEndSecret }),
    limit,
    now,
  }
  const forget = () => {
    identity.forgetCallers()
    for (const each of [tokens, bearers, certificates]) each.forget()
  }
  const credentials = {
    callers: createCallers({ ...parts, licenceRequiredFor }),
    tokens: createTokenEndpoint({ authenticate, tokens, bearers, limit, now }),
  }
  return { credentials, forget }
}
