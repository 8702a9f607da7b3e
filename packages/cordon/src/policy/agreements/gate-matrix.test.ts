import {
  type Agreement,
  type AttestedFact,
  type Feature,
  NamedFeature,
  type Purpose,
  type SecurityLabel,
  type Vendor,
  type VendorFeature,
} from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import { HOUR } from '../../kernel/clock.ts'
import { agreement as acmeAgreement } from '../decision/decide.fixtures.ts'
import { type Attestation, registrationHash } from './attested.ts'
import { type Endpoint, readCatalogue } from './catalogue/read-catalogue.ts'
import { type RowReview, withReviews } from './catalogue/review.ts'
import { coveredRoutes } from './recipients.ts'

/**
 * The vendor gate, as a table: what is registered, what was signed, what is asked for, and what comes of it. Against the
 * catalogue that ships. A row changes one thing of a use that is in order; `allowed`, or the code of the refusal.
 */
const NOW = Date.parse('2026-12-01T12:00:00Z')
const DAY_MS = 86_400_000
const at = (days: number) => new Date(NOW + days * DAY_MS).toISOString()
const CATALOGUE = readCatalogue()

const BASE = { name: 'A vendor', placement: 'outside', product: 'api', account: 'acct-1', models: ['*'] } as const

const VENDORS = {
  openai: { kind: 'openai', baseUrl: 'https://us.api.openai.com/v1', tier: 'zero-data-retention', region: 'us' },
  azure: {
    kind: 'azure-openai',
    baseUrl: 'https://ward.openai.azure.com/openai/v1',
    tier: 'standard',
    region: 'eastus2',
    azure: { sku: 'Standard' },
  },
  bedrock: {
    kind: 'bedrock',
    baseUrl: 'https://bedrock-runtime.us-east-1.amazonaws.com',
    tier: 'on-demand',
    region: 'us-east-1',
  },
  vertex: {
    kind: 'vertex',
    baseUrl: 'https://us-central1-aiplatform.googleapis.com',
    tier: 'on-demand',
    region: 'us-central1',
  },
  anthropic: { kind: 'anthropic', baseUrl: 'https://api.anthropic.com', tier: 'hipaa', region: 'us' },
  own: { kind: 'openai', baseUrl: 'https://10.1.2.3/v1', tier: 'own', region: 'here' },
  private: { kind: 'openai', placement: 'private', baseUrl: 'http://127.0.0.1:8000/v1', tier: 'own', region: 'here' },
} satisfies Record<string, Partial<Vendor>>
type Name = keyof typeof VENDORS

const MODELS: Record<Name, string> = {
  openai: 'gpt-5',
  azure: 'deployment-1',
  bedrock: 'anthropic.claude-sonnet-5',
  vertex: 'gemini-3-pro',
  anthropic: 'claude-sonnet-5',
  own: 'llama-4',
  private: 'llama-4',
}
const ENDPOINTS: Record<Name, Endpoint> = {
  openai: 'chat',
  azure: 'chat',
  bedrock: 'chat',
  vertex: 'chat',
  anthropic: 'messages',
  own: 'chat',
  private: 'chat',
}

interface Change {
  readonly vendor?: Partial<Vendor>
  /** Of the agreement; `null`: there is none. */
  readonly agreement?: Partial<Agreement> | null
  readonly service?: Partial<Agreement['service']>
  readonly proofs?: Partial<Agreement['proofs']>
  readonly model?: string
  readonly purpose?: Purpose
  readonly endpoint?: Endpoint
  readonly feature?: Feature
  readonly features?: readonly VendorFeature[]
  readonly labels?: readonly SecurityLabel[]
  readonly deid?: 'safe-harbor' | 'coded'
  readonly days?: number
  /** What the settings said: whether it holds, how many hours ago, under another registration. */
  readonly attested?: Partial<
    Record<AttestedFact, readonly [holds: boolean, hours: number, other?: 'other registration']>
  >
  /** A signed review of a row, and until when; of the row as it was, or as it is. */
  readonly review?: Partial<RowReview> & { readonly row: string }
}

const stale = { holds: true, seenOn: at(-91), freshDays: 90 }
const fresh = { holds: true, seenOn: at(-1), freshDays: 90 }
const EVERY: VendorFeature[] = ['text', 'stream', 'tools', 'structured-output', 'reasoning']
const verified = (row: string) => ({ row, eligible: 'yes' as const, day: '2026-11-30', expiresOn: '2027-05-30' })

const underCoded = { deid: 'coded' as const, agreement: { deidPolicies: ['coded' as const] } }

const TABLE: readonly [vendor: Name, what: string, change: Change, expected: string][] = [
  // In order
  ['openai', 'as registered and signed', {}, 'allowed'],
  ['openai', 'with every feature of text', { features: EVERY }, 'allowed'],
  ['openai', 'at Responses', { endpoint: 'responses' }, 'allowed'],
  ['openai', 'at embeddings, which were signed', embeddings(['generation', 'embeddings']), 'allowed'],
  ['openai', 'at embeddings, which were not signed', embeddings(['generation']), 'agreement_missing'],
  ['anthropic', 'at embeddings, which it does not have', embeddings(['generation', 'embeddings']), 'service_unknown'],
  ['azure', 'as registered and signed', {}, 'allowed'],
  ['azure', 'with every feature of text', { features: EVERY }, 'allowed'],
  ['bedrock', 'as registered and signed', {}, 'allowed'],
  ['bedrock', 'at Messages', { endpoint: 'messages' }, 'allowed'],
  ['bedrock', 'at Responses', { endpoint: 'responses' }, 'allowed'],
  ['anthropic', 'as registered and signed', {}, 'allowed'],
  ['anthropic', 'counting tokens', { endpoint: 'count-tokens' }, 'allowed'],
  ['anthropic', 'with a cached prompt', { features: ['prompt-caching'] }, 'allowed'],
  ['private', 'without an agreement', { agreement: null }, 'allowed'],
  ['private', 'in a private network', { agreement: null, vendor: { baseUrl: 'https://10.1.2.3/v1' } }, 'allowed'],

  // What stays at the vendor, or is handed on
  ...NamedFeature.options.flatMap((one): (typeof TABLE)[number][] => [
    ['own', `with ${one}, by its name`, { features: [one], service: { features: ['generation', one] } }, 'allowed'],
    [
      'own',
      `with ${one}, of which nothing was signed`,
      { features: [one], service: { features: ['generation'] } },
      'agreement_missing',
    ],
    [
      'own',
      `with ${one}, by its name and left out`,
      { features: [one], service: { features: ['generation', one] }, agreement: { excludedFeatures: [one] } },
      'agreement_missing',
    ],
    [
      'own',
      `with ${one}, for what is still of somebody`,
      { features: [one], service: { features: ['generation', one] }, ...underCoded },
      'agreement_missing',
    ],
    ['private', `with ${one}`, { features: [one] }, 'agreement_missing'],
  ]),
  [
    'openai',
    'with stored state, by its name',
    { endpoint: 'responses', features: ['stored-state'], service: { features: ['generation', 'stored-state'] } },
    'service_ineligible',
  ],

  // The agreement itself
  ['openai', 'without an agreement', { agreement: null }, 'agreement_missing'],
  ['openai', 'with an agreement of another vendor', { agreement: { vendor: 'another' } }, 'agreement_missing'],
  ['openai', 'before it is effective', { agreement: { effective: at(1) } }, 'agreement_not_yet'],
  ['openai', 'on the moment it is effective', { agreement: { effective: at(0) } }, 'allowed'],
  ['openai', 'on the moment it expires', { agreement: { expires: at(0) } }, 'agreement_expired'],
  ['openai', 'a day before it expires', { agreement: { expires: at(1) } }, 'allowed'],
  ['openai', 'after it was terminated', { agreement: { terminated: at(-1) } }, 'agreement_terminated'],
  ['openai', 'before it will be terminated', { agreement: { terminated: at(1) } }, 'allowed'],
  ['openai', 'while it is suspended', { agreement: { suspended: at(-1) } }, 'agreement_suspended'],
  ['openai', 'before it will be suspended', { agreement: { suspended: at(1) } }, 'allowed'],

  // Host, product, tier, account, region, model
  ['openai', 'signed for another host', { service: { host: 'api.openai.com' } }, 'agreement_missing'],
  [
    'openai',
    'signed for the host on another port',
    { service: { host: 'us.api.openai.com:8443' } },
    'agreement_missing',
  ],
  ['openai', 'signed for another product', { service: { product: 'chatgpt-enterprise' } }, 'agreement_missing'],
  ['openai', 'signed for another tier', { service: { tier: 'default' } }, 'agreement_missing'],
  ['openai', 'signed for another account', { service: { account: 'acct-2' } }, 'agreement_missing'],
  ['openai', 'signed for another region', { service: { region: 'eu' } }, 'agreement_missing'],
  ['openai', 'signed for another model', { service: { models: ['gpt-4'] } }, 'agreement_missing'],
  ['openai', 'signed for this model by name', { service: { models: ['gpt-5'] } }, 'allowed'],

  // Purpose, data classes, policy
  ['openai', 'for a purpose that was not signed', { purpose: 'HRESCH' }, 'agreement_missing'],
  ['openai', 'for another purpose that was', { purpose: 'COC' }, 'allowed'],
  [
    'openai',
    'about psychotherapy, left out',
    { labels: ['PSYTHPN'], agreement: { excludedLabels: ['PSYTHPN'] } },
    'agreement_missing',
  ],
  [
    'openai',
    'about Part 2 records, left out',
    { labels: ['HIV', '42CFRPart2'], agreement: { excludedLabels: ['42CFRPart2'] } },
    'agreement_missing',
  ],
  [
    'openai',
    'about HIV where Part 2 is left out',
    { labels: ['HIV'], agreement: { excludedLabels: ['42CFRPart2'] } },
    'allowed',
  ],
  ['openai', 'coded, which was not signed', { deid: 'coded' }, 'agreement_missing'],
  [
    'openai',
    'coded, as was signed',
    { deid: 'coded', agreement: { deidPolicies: ['coded', 'safe-harbor'] } },
    'allowed',
  ],

  // Features
  [
    'openai',
    'with tools that the contract leaves out',
    { features: ['tools'], agreement: { excludedFeatures: ['tools'] } },
    'agreement_missing',
  ],
  ['openai', 'with state kept at the vendor', { features: ['stored-state'] }, 'service_ineligible'],
  ['openai', 'in the background', { features: ['background'] }, 'service_ineligible'],
  ['openai', 'with files', { features: ['files'] }, 'service_ineligible'],
  ['openai', 'in a batch', { features: ['batch'] }, 'service_ineligible'],
  ['openai', 'with hosted web search', { features: ['web-search'] }, 'service_ineligible'],
  ['openai', 'with a code interpreter', { features: ['code-execution'] }, 'service_ineligible'],
  ['openai', 'with a remote MCP server', { features: ['hosted-mcp'] }, 'service_ineligible'],
  ['openai', 'with an image', { features: ['image-input'] }, 'service_ineligible'],
  ['openai', 'with audio, of which nothing is known', { features: ['audio'] }, 'service_unknown'],
  [
    'openai',
    'with context management, which it does not have',
    { features: ['context-management'] },
    'service_unknown',
  ],
  ['openai', 'at Messages, which it does not have', { endpoint: 'messages' }, 'service_unknown'],
  ['azure', 'with an image', { features: ['image-input'] }, 'service_unverified'],
  ['azure', 'with audio', { features: ['audio'] }, 'service_unverified'],
  ['azure', 'with state kept at the vendor', { features: ['stored-state'] }, 'service_unverified'],
  ['azure', 'with web search', { features: ['web-search'] }, 'service_unverified'],
  ['bedrock', 'in the background', { features: ['background'] }, 'service_ineligible'],
  ['bedrock', 'with web search', { features: ['web-search'] }, 'service_unverified'],
  ['anthropic', 'in a batch', { features: ['batch'] }, 'service_ineligible'],
  ['anthropic', 'with files', { features: ['files'] }, 'service_ineligible'],
  ['anthropic', 'with code execution', { features: ['code-execution'] }, 'service_ineligible'],
  ['anthropic', 'with context management', { features: ['context-management'] }, 'service_ineligible'],
  ['anthropic', 'with web search', { features: ['web-search'] }, 'service_ineligible'],
  ['anthropic', 'with a remote MCP server', { features: ['hosted-mcp'] }, 'service_unverified'],
  ['anthropic', 'at Chat Completions, of which nothing is known', { endpoint: 'chat' }, 'service_unknown'],

  // Tiers and hosts that the catalogue does not know
  ['openai', 'on the default tier, signed all the same', both({ tier: 'default' }), 'service_unknown'],
  ['openai', 'on modified abuse monitoring', both({ tier: 'modified-abuse-monitoring' }), 'service_unverified'],
  ['anthropic', 'on a plan for persons', both({ tier: 'pro' }), 'service_unknown'],
  ['anthropic', 'on zero data retention', both({ tier: 'zero-data-retention' }), 'service_unverified'],
  ['openai', 'at a host nobody knows', elsewhere('https://llm.example/v1'), 'service_unknown'],
  [
    'openai',
    'at a host that only ends like one',
    elsewhere('https://api.openai.com.evil.example/v1'),
    'service_unknown',
  ],
  [
    'openai',
    'at Azure by the way of another kind',
    elsewhere('https://ward.openai.azure.com/openai/v1'),
    'service_ineligible',
  ],
  [
    'openai',
    'at Bedrock by the way of another kind',
    elsewhere('https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1'),
    'service_ineligible',
  ],
  ['openai', 'on this machine, outside, with an agreement', elsewhere('http://127.0.0.1:8000/v1'), 'allowed'],
  [
    'private',
    'at a name, whatever it is called',
    { agreement: null, vendor: { baseUrl: 'https://llm.example/v1' } },
    'agreement_missing',
  ],
  [
    'private',
    'at OpenAI, whatever it is called',
    { agreement: null, vendor: { baseUrl: 'https://api.openai.com/v1' } },
    'agreement_missing',
  ],
  [
    'private',
    'at a public address',
    { agreement: null, vendor: { baseUrl: 'https://93.184.216.34/v1' } },
    'agreement_missing',
  ],

  // Where it would be processed
  ['azure', 'provisioned in the region', { vendor: { azure: { sku: 'ProvisionedManaged' } } }, 'allowed'],
  ['azure', 'a global deployment', { vendor: { azure: { sku: 'GlobalStandard' } } }, 'region_refused'],
  [
    'azure',
    'a global deployment that was signed',
    { vendor: { azure: { sku: 'GlobalStandard' } }, service: { regions: ['global'] } },
    'allowed',
  ],
  ['azure', 'a data zone', { vendor: { azure: { sku: 'DataZoneStandard' } } }, 'region_refused'],
  [
    'azure',
    'a data zone that was signed',
    { vendor: { azure: { sku: 'DataZoneStandard' } }, service: { regions: ['datazone'] } },
    'allowed',
  ],
  [
    'azure',
    'a global deployment where a data zone was signed',
    { vendor: { azure: { sku: 'GlobalProvisionedManaged' } }, service: { regions: ['datazone'] } },
    'region_refused',
  ],
  ['bedrock', 'a profile of a geography', { model: 'us.anthropic.claude-sonnet-5' }, 'region_refused'],
  [
    'bedrock',
    'a profile of a geography that was signed',
    { model: 'us.anthropic.claude-sonnet-5', service: { regions: ['us'] } },
    'allowed',
  ],
  [
    'bedrock',
    'a profile of another geography than was signed',
    { model: 'eu.anthropic.claude-sonnet-5', service: { regions: ['us'] } },
    'region_refused',
  ],
  ['bedrock', 'a global profile', { model: 'global.anthropic.claude-sonnet-5' }, 'region_refused'],
  [
    'bedrock',
    'a global profile, signed all the same',
    { model: 'global.anthropic.claude-sonnet-5', service: { regions: ['global'] } },
    'region_refused',
  ],
  [
    'bedrock',
    'a geography nobody knows',
    { model: 'mars.anthropic.claude-sonnet-5', service: { regions: ['mars'] } },
    'region_refused',
  ],
  [
    'bedrock',
    'a profile by its ARN',
    {
      model: 'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-5',
      service: { regions: ['us'] },
    },
    'allowed',
  ],
  [
    'bedrock',
    'a global profile by its ARN',
    {
      model: 'arn:aws:bedrock:us-east-1:1:inference-profile/global.anthropic.claude-sonnet-5',
      service: { regions: ['us'] },
    },
    'region_refused',
  ],
  [
    'bedrock',
    'a profile of another region by its ARN',
    {
      model: 'arn:aws:bedrock:eu-west-1:1:inference-profile/us.anthropic.claude-sonnet-5',
      service: { regions: ['us'] },
    },
    'region_refused',
  ],
  [
    'bedrock',
    'a profile of the account’s own, which says nothing',
    { model: 'arn:aws:bedrock:us-east-1:1:application-inference-profile/abc' },
    'region_refused',
  ],
  ['vertex', 'in no region', { ...both({ region: 'global' }), review: verified('vertex-gemini') }, 'region_refused'],

  // Model families
  ['bedrock', 'a model that keeps what it gets', { model: 'anthropic.claude-fable-5' }, 'service_unverified'],
  [
    'bedrock',
    'the same inside a profile',
    { model: 'us.anthropic.claude-fable-5', service: { regions: ['us'] } },
    'service_unverified',
  ],
  ['anthropic', 'a model that keeps what it gets', { model: 'claude-fable-5' }, 'allowed'],
  [
    'anthropic',
    'the same on zero data retention',
    { ...both({ tier: 'zero-data-retention' }), model: 'claude-fable-5' },
    'service_ineligible',
  ],

  // The catalogue's own time, and reviews
  ['openai', 'after its row expired', { days: 84 }, 'catalogue_expired'],
  ['openai', 'a day before', { days: 82 }, 'allowed'],
  ['openai', 'after it expired, reviewed', { days: 84, review: verified('openai-text') }, 'allowed'],
  ['openai', 'after the review expired, too', { days: 190, review: verified('openai-text') }, 'catalogue_expired'],
  [
    'openai',
    'reviewed, and found not to be so',
    { review: { ...verified('openai-text'), eligible: 'no' } },
    'service_ineligible',
  ],
  [
    'openai',
    'by a review of the row as it was',
    { days: 84, review: { ...verified('openai-text'), hash: 'a'.repeat(64) } },
    'catalogue_expired',
  ],
  [
    'openai',
    'by a review of another row',
    { days: 84, review: verified('openai-structured-output') },
    'catalogue_expired',
  ],
  [
    'openai',
    'by a review that is dated in the future',
    { days: 84, review: { ...verified('openai-text'), day: '2027-12-31' } },
    'catalogue_expired',
  ],
  [
    'openai',
    'with state, and a review that would open it',
    { features: ['stored-state'], review: verified('openai-state') },
    'service_ineligible',
  ],
  ['vertex', 'that nobody verified', {}, 'service_unverified'],
  ['vertex', 'verified by a review', { review: verified('vertex-gemini') }, 'allowed'],
  [
    'vertex',
    'Claude, verified as Gemini',
    { endpoint: 'messages', review: verified('vertex-gemini') },
    'service_unverified',
  ],
  [
    'vertex',
    'verified, with grounding',
    { features: ['web-search'], review: verified('vertex-gemini') },
    'service_ineligible',
  ],

  // Those behind the vendor
  [
    'openai',
    'with a subprocessor nobody approved',
    { vendor: { subprocessors: ['Edge Co'] } },
    'subprocessor_unapproved',
  ],
  [
    'openai',
    'with one that was approved',
    { vendor: { subprocessors: ['Edge Co'] }, agreement: { subprocessors: ['Edge Co'] } },
    'allowed',
  ],
  [
    'openai',
    'with two, of whom one was',
    { vendor: { subprocessors: ['Edge Co', 'Log Co'] }, agreement: { subprocessors: ['Edge Co'] } },
    'subprocessor_unapproved',
  ],

  // Dated proofs
  ['openai', 'with a stale proof of no training', { proofs: { noTraining: stale } }, 'vendor_proof_stale'],
  ['openai', 'with a stale proof of retention', { proofs: { retention: stale } }, 'vendor_proof_stale'],
  [
    'openai',
    'with a proof that does not hold',
    { proofs: { noTraining: { ...fresh, holds: false } } },
    'vendor_proof_stale',
  ],
  [
    'openai',
    'with a proof dated in the future',
    { proofs: { retention: { ...fresh, seenOn: at(1) } } },
    'vendor_proof_stale',
  ],

  // What the vendor's settings say
  [
    'openai',
    'registered to be read, and never read',
    { vendor: { attest: ['openai-retention'] } },
    'attestation_stale',
  ],
  ['openai', 'read an hour ago, and as it has to be', read('openai-retention', [true, 1]), 'allowed'],
  ['openai', 'read, and wrong', read('openai-retention', [false, 1]), 'attestation_failed'],
  ['openai', 'read three hours ago', read('openai-retention', [true, 3]), 'allowed'],
  ['openai', 'read longer ago than counts', read('openai-retention', [true, 3.1]), 'attestation_stale'],
  ['openai', 'read in the future', read('openai-retention', [true, -1]), 'attestation_stale'],
  [
    'openai',
    'read under another registration',
    read('openai-retention', [true, 1, 'other registration']),
    'attestation_stale',
  ],
  [
    'openai',
    'read, with a stale proof of what was read',
    { ...read('openai-retention', [true, 1]), proofs: { retention: stale } },
    'allowed',
  ],
  [
    'openai',
    'read, with a stale proof of what was not',
    { ...read('openai-retention', [true, 1]), proofs: { noTraining: stale } },
    'vendor_proof_stale',
  ],
  ['bedrock', 'both read', read2([true, 1], [true, 1]), 'allowed'],
  ['bedrock', 'invocations are logged', read2([true, 1], [false, 1]), 'attestation_failed'],
  ['bedrock', 'logging was not read lately', read2([true, 1], [true, 9]), 'attestation_stale'],
  [
    'vertex',
    'verified, and its cache is on',
    { ...read('vertex-cache', [false, 1]), review: verified('vertex-gemini') },
    'attestation_failed',
  ],
  ['anthropic', 'does not refuse what is not eligible', read('anthropic-hipaa', [false, 1]), 'attestation_failed'],
]

/** The same in the registration and in the agreement. */
function both({ tier, region }: { tier?: string; region?: string }): Change {
  const over = { ...(tier === undefined ? {} : { tier }), ...(region === undefined ? {} : { region }) }
  return { vendor: over, service: over }
}

/** At another address, for which the agreement was signed. */
function elsewhere(baseUrl: string): Change {
  return { vendor: { baseUrl }, service: { host: new URL(baseUrl).host } }
}

function embeddings(features: Feature[]): Change {
  return { endpoint: 'embeddings', feature: 'embeddings', service: { features } }
}

type Read = readonly [holds: boolean, hours: number, other?: 'other registration']

function read(fact: AttestedFact, answer: Read): Change {
  return { vendor: { attest: [fact] }, attested: { [fact]: answer } }
}

function read2(retention: Read, logging: Read): Change {
  return {
    vendor: { attest: ['bedrock-retention', 'bedrock-logging'] },
    attested: { 'bedrock-retention': retention, 'bedrock-logging': logging },
  }
}

const SIGNED = { models: ['*'], features: ['generation' as const, ...NamedFeature.options] }

function outcomeOf(name: Name, change: Change): string {
  const vendor = { ...BASE, id: name, ...VENDORS[name], ...change.vendor } as Vendor
  const { host } = new URL(vendor.baseUrl)
  const { product, tier, account, region } = { ...BASE, ...VENDORS[name] }
  const { noTraining, retention } = { noTraining: fresh, retention: fresh, ...change.proofs }
  const signed: Agreement = acmeAgreement({
    vendor: name,
    effective: at(-100),
    expires: at(400),
    // What the catalogue says is about a contract that names it.
    service: { ...SIGNED, host, product, tier, account, region, ...change.service },
    proofs: { noTraining, retention },
    ...change.agreement,
  })
  const now = NOW + (change.days ?? 0) * DAY_MS
  // A row about the catalogue's time is not about the proofs'.
  const moved =
    change.days === undefined ? signed : { ...signed, proofs: { noTraining: stillFresh, retention: stillFresh } }
  const found = coveredRoutes(
    {
      model: change.model ?? MODELS[name],
      purpose: change.purpose ?? 'TREAT',
      deidPolicy: change.deid ?? 'safe-harbor',
      feature: change.feature ?? 'generation',
      endpoint: change.endpoint ?? ENDPOINTS[name],
      features: change.features ?? ['text'],
      labels: change.labels ?? [],
      now,
    },
    [vendor],
    {
      agreements: change.agreement === null ? [] : [moved],
      validated: [],
      detectorHash: 'd'.repeat(64),
      known: {
        catalogue: withReviews(CATALOGUE, change.review === undefined ? [] : [reviewOf(change.review)], now),
        attestations: answersOf(vendor, change.attested, now),
        attestedHoursMax: 3,
      },
    },
  )
  return found.holds ? 'allowed' : found.code
}

const stillFresh = { holds: true, seenOn: at(0), freshDays: 400 }

function reviewOf({ row, ...over }: NonNullable<Change['review']>): RowReview {
  const hash = CATALOGUE.rows.find(({ id }) => id === row)?.hash ?? ''
  const rest = { source: 'b'.repeat(64), eligible: 'yes' as const, reviewer: 'Cy Lark' }
  return { row, hash, ...rest, day: '2026-11-30', expiresOn: '2027-05-30', ...over }
}

function answersOf(vendor: Vendor, said: Change['attested'] = {}, now: number): Attestation[] {
  return (Object.entries(said) as [AttestedFact, Read][]).map(([fact, [holds, hours, other]]) => ({
    vendor: vendor.id,
    fact,
    holds,
    found: holds ? 'as it has to be' : 'not',
    at: now - hours * HOUR,
    registration: other === undefined ? registrationHash(vendor) : 'f'.repeat(64),
  }))
}

describe('the vendor gate', () => {
  it('has at least eighty rows, no two of one name', () => {
    const names = TABLE.map(([vendor, what]) => `${vendor} ${what}`)
    expect(names.length).toBeGreaterThanOrEqual(80)
    expect(new Set(names).size).toBe(names.length)
  })
  it.each(TABLE)('%s %s', (vendor, _what, change, expected) => expect(outcomeOf(vendor, change)).toBe(expected))
})
