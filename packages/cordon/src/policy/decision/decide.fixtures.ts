import type { Agreement, Application, Principal, Vendor } from '@cordon/contract'
import type { Caller } from '../../identity/api-key.ts'
import { DAY } from '../../kernel/clock.ts'
import { hashOf } from '../../kernel/hash-of.ts'
import type { Catalogue } from '../agreements/catalogue/read-catalogue.ts'
import type { Known } from '../agreements/in-force.ts'
import { createDefaultPolicySet } from '../cedar/create-policy-set.ts'
import type { Relationship } from '../patients/patients.ts'
import { type Ask, type Decision, decide, type Facts } from './decide.ts'

/** A synthetic ward where everything is in order: each test spoils one thing. */
export const NOW = Date.parse('2026-06-15T12:00:00Z')

export function instant(days: number): string {
  return new Date(NOW + days * DAY).toISOString()
}

export function principal(over: Partial<Principal> = {}): Principal {
  return { id: 'dr-c', kind: 'user', name: 'Dr C', roles: ['clinician'], practitioner: 'Practitioner/c', ...over }
}

export function application(over: Partial<Application> = {}): Application {
  return {
    id: 'chart-chat',
    name: 'Chart chat',
    purposes: ['TREAT', 'COC', 'HPAYMT'],
    models: ['*'],
    vendors: ['local', 'acme'],
    toolsInside: [],
    patientOptional: false,
    retrieve: 'asked',
    profile: { passagesMax: 8, passageCharactersMax: 12_000 },
    ...over,
  }
}

export function caller(over: Partial<Caller> = {}): Caller {
  return { tenant: 'main', principal: principal(), application: application(), keyId: 'k1', ...over }
}

export function ask(over: Partial<Ask> = {}): Ask {
  return {
    caller: caller(),
    purpose: 'TREAT',
    patientStated: true,
    model: 'acme-large',
    now: NOW,
    wantsPassages: true,
    ...over,
  }
}

export function vendor(over: Partial<Vendor> = {}): Vendor {
  return {
    id: 'acme',
    name: 'Acme',
    kind: 'openai',
    placement: 'outside',
    baseUrl: 'https://api.acme.example/v1',
    product: 'api',
    tier: 'enterprise',
    account: 'default',
    region: 'us',
    models: ['acme-large', 'acme-small'],
    ...over,
  }
}

export function agreement(over: Partial<Agreement> = {}): Agreement {
  return {
    id: 'acme-baa',
    kind: 'business-associate',
    vendor: 'acme',
    documentSha256: 'a'.repeat(64),
    effective: instant(-100),
    expires: instant(100),
    service: {
      host: 'api.acme.example',
      product: 'api',
      tier: 'enterprise',
      account: 'default',
      region: 'us',
      models: ['*'],
    },
    purposes: ['TREAT', 'COC'],
    proofs: {
      noTraining: { holds: true, seenOn: instant(-10), freshDays: 90 },
      retention: { holds: true, seenOn: instant(-10), freshDays: 90 },
    },
    ...over,
  }
}

export function service(over: Partial<Agreement['service']>): Partial<Agreement> {
  return { service: { ...agreement().service, ...over } }
}

export function proof(
  name: 'noTraining' | 'retention',
  over: Partial<Agreement['proofs']['retention']>,
): Partial<Agreement> {
  const { proofs } = agreement()
  return { proofs: { ...proofs, [name]: { ...proofs[name], ...over } } }
}

export function encounter(startDays: number | undefined, endDays?: number): Relationship {
  return period('encounter', startDays, endDays)
}

export function period(kind: Relationship['kind'], startDays?: number, endDays?: number): Relationship {
  return {
    kind,
    source: 'Encounter/1',
    ...(startDays === undefined ? {} : { start: NOW + startDays * DAY }),
    ...(endDays === undefined ? {} : { end: NOW + endDays * DAY }),
  }
}

/** One service, of which everything is known and eligible until the end of the year. */
export function catalogue(): Catalogue {
  const row = {
    id: 'acme-text',
    service: 'acme-api',
    tiers: ['*'],
    endpoints: ['chat' as const, 'responses' as const, 'messages' as const],
    features: ['text' as const, 'stream' as const, 'tools' as const],
    regions: ['*'],
    models: ['*'],
    eligible: 'yes' as const,
    why: 'it says so',
    source: 'https://acme.example/terms',
    seenOn: '2026-06-01',
    expiresOn: '2026-12-31',
  }
  const service = { id: 'acme-api', hosts: ['*.acme.example'], kinds: ['openai' as const, 'anthropic' as const] }
  return { services: [service], rows: [{ ...row, hash: hashOf(row) }] }
}

export function known(over: Partial<Known> = {}): Known {
  return { catalogue: catalogue(), attestations: [], attestedHoursMax: 3, ...over }
}

/** What a deployment's vendors are held against, in tests that store them. */
export const vendorRules = { catalogue: catalogue(), reviewers: [], attestedHoursMax: 3 }

export function facts(over: Partial<Facts> = {}): Facts {
  return {
    patient: { ref: 'p1', names: ['p1'] },
    relationships: [period('care-team')],
    consent: 'none',
    promptConsent: 'none',
    vendors: [vendor()],
    agreements: [agreement()],
    validated: [],
    detectorHash: 'd'.repeat(64),
    known: known(),
    ...over,
  }
}

/** The policies that ship. */
export const policies = createDefaultPolicySet()

export function decideByDefault(one: Ask, known: Facts): Decision {
  return decide(one, known, policies)
}
