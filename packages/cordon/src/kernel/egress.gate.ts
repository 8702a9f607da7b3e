import { lookup as resolveWithSystem } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { rootCertificates, TLSSocket } from 'node:tls'
import { CordonError } from '@cordon/contract'
import { buildConnector, Pool } from 'undici'
import { reachOf } from './egress.address.ts'
import type { Origin } from './egress.origin.ts'

/** Resolves a name to all its addresses. The operating system's resolver unless a test brings its own. */
export type Lookup = (hostname: string) => Promise<readonly Address[]>
export type Address = { readonly address: string; readonly family: number }

/** The connections to one origin. */
export interface Gate {
  readonly pool: Pool
  /** The lowest TLS version among the open connections, for example `TLSv1.3`; `undefined` on plain loopback. */
  tls(): string | undefined
}

export interface GateSettings {
  readonly connectMs: number
  readonly connectionsMax: number
  readonly lookup: Lookup | undefined
  /** PEM certificates of an operator's own authority, trusted beside the public ones. */
  readonly tlsCa: string | undefined
}

/** Response headers of a vendor, in bytes. */
const HEADER_BYTES_MAX = 16_384

export function createGate(origin: Origin, settings: GateSettings): Gate {
  const versions = new Map<string, number>()
  const connect = buildConnector({
    timeout: settings.connectMs,
    minVersion: 'TLSv1.2',
    lookup: checkedLookup(origin, settings.lookup ?? resolveAll),
    autoSelectFamily: true,
    allowH2: false,
    ...(settings.tlsCa === undefined ? {} : { ca: [...rootCertificates, settings.tlsCa] }),
  })
  const pool = new Pool(origin.text, {
    connections: settings.connectionsMax,
    pipelining: 1,
    maxHeaderSize: HEADER_BYTES_MAX,
    // The phases are timed by `limit.ts`, exactly and with names.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect(options, done) {
      connect(options, (...outcome) => {
        const [, socket] = outcome
        if (socket instanceof TLSSocket) count(versions, socket)
        done(...outcome)
      })
    },
  })
  return { pool, tls: () => [...versions.keys()].sort()[0] }
}

/**
 * Resolves once, checks every address, and hands the connection exactly the addresses that were checked, so that a
 * name which answers differently the second time (DNS rebinding) gains nothing. Literal hosts were checked when registered.
 */
function checkedLookup(origin: Origin, lookup: Lookup): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname).then(
      (addresses) => {
        const [first] = addresses
        if (first === undefined || !addresses.every(({ address }) => reachOf(address) === origin.reach))
          return done(new CordonError('egress_refused', { at: 'address' }), '')
        if (options.all === true) return done(null, [...addresses])
        done(null, first.address, first.family)
      },
      (error) => done(error, ''),
    )
  }
}

function resolveAll(hostname: string): Promise<readonly Address[]> {
  return resolveWithSystem(hostname, { all: true })
}

/** Keeps how many open connections speak each version. */
function count(versions: Map<string, number>, socket: TLSSocket): void {
  const version = socket.getProtocol() ?? 'unknown'
  versions.set(version, (versions.get(version) ?? 0) + 1)
  socket.once('close', () => {
    const left = (versions.get(version) ?? 1) - 1
    if (left > 0) versions.set(version, left)
    else versions.delete(version)
  })
}
