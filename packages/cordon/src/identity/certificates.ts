import type { X509Certificate } from 'node:crypto'
import { Application, CordonError, Principal } from '@cordon/contract'
import type { Clock } from '../kernel/clock.ts'
import type { Store, Tx } from '../store/store.ts'
import type { Caller } from './api-key.ts'
import { findService, selectByCertificate } from './certificates.queries.ts'
import { createRecentCallers } from './recent-callers.ts'

/** What a client showed in the handshake. */
export interface ShownCertificate {
  /** SHA-256 of its DER, in hex. */
  readonly sha256: string
  /** Its subject alternative names, as `DNS:…` and `URI:…`. */
  readonly names: readonly string[]
  /** Milliseconds: a connection may be older than the end of its certificate. */
  readonly validFrom: number
  readonly validTo: number
  /** Whether the chain leads to a configured authority and nobody has revoked it. */
  readonly trusted: boolean
}

export interface Certificates {
  /** The service whose application registered it. Throws `credentials_invalid`, one answer for every cause. */
  authenticate(shown: ShownCertificate): Promise<Caller>
  recognises(shown: ShownCertificate): boolean
  /** Call after a person or an application changed. */
  forget(): void
}

export function createCertificates(deps: { store: Store; tenant: string; now: Clock }): Certificates {
  const { store, tenant, now } = deps
  const recent = createRecentCallers<Caller>(now)
  const proofOf = ({ sha256 }: ShownCertificate) => Buffer.from(sha256, 'hex')

  return {
    async authenticate(shown) {
      if (!shown.trusted || now() < shown.validFrom || now() > shown.validTo) throw invalid()
      const proof = proofOf(shown)
      const fresh = recent.fresh(shown.sha256, proof)
      if (fresh !== undefined) return fresh
      const generation = recent.generation()
      const found = await store.within(tenant, (tx) => find(tx, tenant, shown))
      const caller: Caller = { tenant, ...found, keyId: `certificate:${shown.sha256}`, method: 'certificate' }
      recent.keep(shown.sha256, { proof, caller, expiresAt: shown.validTo, generation })
      return caller
    },
    recognises: (shown) => shown.trusted && recent.known(shown.sha256, proofOf(shown)),
    forget: () => recent.forgetAll(),
  }
}

/** By its hash; else by a name in it. Two registrations that claim it are a doubt, and so nobody's. */
async function find(tx: Tx, tenant: string, { sha256, names }: ShownCertificate) {
  const lookups = [{ sha256 }, ...names.slice(0, NAMES_MAX).map((san) => ({ san }))]
  for (const named of lookups) {
    const rows = await selectByCertificate(tx, tenant, named)
    if (rows.length > 1) throw invalid()
    const [row] = rows
    if (row !== undefined) return registeredAs(tx, tenant, Application.parse(row.definition), named)
  }
  throw invalid()
}

const NAMES_MAX = 10

async function registeredAs(tx: Tx, tenant: string, application: Application, named: object) {
  const [[key, value] = []] = Object.entries(named)
  const entry = application.certificates?.find((one) => Object.entries(one).some(([k, v]) => k === key && v === value))
  const definition = entry === undefined ? undefined : await findService(tx, tenant, entry.service)
  const principal = definition === undefined ? undefined : Principal.parse(definition)
  if (principal?.kind !== 'service') throw invalid()
  return { principal, application }
}

/** Reads what the handshake left. A name with a quote in it is not read: parsers have disagreed about such. */
export function shownCertificate(certificate: X509Certificate, trusted: boolean): ShownCertificate {
  const names = certificate.subjectAltName ?? ''
  return {
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    names: names.includes('"') ? [] : names.split(', ').filter((name) => /^(DNS|URI):/.test(name)),
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
    trusted,
  }
}

const invalid = () => new CordonError('credentials_invalid')
