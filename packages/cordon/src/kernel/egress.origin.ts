import { isIP } from 'node:net'
import { CordonError } from '@cordon/contract'
import { type Reach, reachOf } from './egress.address.ts'

/** A place that may be registered: what its addresses must turn out to be is settled before any name is resolved. */
export interface Origin {
  /** Scheme, host and port, as `new URL(…).origin` writes it. */
  readonly text: string
  readonly hostname: string
  /** Every address of this origin has to be of this reach. */
  readonly reach: Exclude<Reach, 'never'>
}

/**
 * Reads an origin that an operator registered. The host's own spelling is the intention: only a literal address or
 * `localhost` may mean this machine or a private network; a name always means the internet. Throws `egress_refused`.
 *
 * @example parseOrigin('http://127.0.0.1:11434').reach === 'loopback'
 */
export function parseOrigin(text: string): Origin {
  const url = URL.canParse(text) ? new URL(text) : undefined
  // One spelling only: decimal, octal and hexadecimal hosts, user names, paths and default ports do not survive this.
  if (url === undefined || url.origin !== text) throw refused('origin (not scheme://host:port in plain form)')
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const reach = reachOfHost(hostname)
  if (reach === 'never') throw refused('origin (a host that is never a vendor)')
  // 164.312(e)(1): transmission security. Without TLS only to this machine.
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && reach === 'loopback'))
    throw refused('origin (https is required beyond loopback)')
  return { text, hostname, reach }
}

/**
 * The origin and path of a base URL such as `https://api.example.com/v1`. Throws `egress_refused` for one with a query,
 * a fragment, or a host that is not in plain form.
 */
export function parseBaseUrl(baseUrl: string): { origin: string; path: string } {
  const { origin, path } = split(baseUrl)
  return { origin: origin.text, path }
}

/** What kind of place a base URL leads to. Throws as `parseBaseUrl` does. */
export const reachOfBaseUrl = (baseUrl: string): Origin['reach'] => split(baseUrl).origin.reach

function split(baseUrl: string): { origin: Origin; path: string } {
  const [, origin, path] = /^([a-z]+:\/\/[^/?#]+)((?:\/[\w.~:@!$&'()*+,;=%-]*)*)$/.exec(baseUrl) ?? []
  if (origin === undefined || path === undefined) throw refused('baseUrl')
  return { origin: parseOrigin(origin), path: path.replace(/\/+$/, '') }
}

function reachOfHost(hostname: string): Reach {
  if (isIP(hostname) !== 0) return reachOf(hostname)
  if (hostname === 'localhost') return 'loopback'
  return DNS_NAME.test(hostname) ? 'public' : 'never'
}

/** Letters, digits and inner hyphens (RFC 1123), at least one dot or one label, and no trailing dot. */
const DNS_NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/

function refused(at: string): CordonError {
  return new CordonError('egress_refused', { at })
}
