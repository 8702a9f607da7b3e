import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EntryBody } from '@cordon/contract'
import fc from 'fast-check'
import pg from 'pg'
import { createKeyFiles } from '../../crypto/create-key-files.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { openKeyring } from '../../crypto/open-keyring.ts'
import { openStore, removeStore } from '../../store/open.ts'
import { choosePlace } from '../../store/postgres/place.ts'
import { connectionTo } from '../../store/postgres/session.ts'
import type { Store } from '../../store/store.ts'
import { type OpenedJournal, openJournal } from '../open-journal.ts'
import { createProjection, type Damage, type Projection } from './projection.ts'

export const START = Date.UTC(2026, 10, 22, 12)

/** For tests: a real database, real keys and a real journal, with a projection over it. */
export interface Reading {
  readonly store: Store
  readonly keyring: Keyring
  readonly clock: { ms: number }
  readonly journal: OpenedJournal
  readonly projection: Projection
  readonly damages: Damage[]
  /** A tenant of its own for each test, so that none sees another's rows. */
  newTenant(): string
  /** As whoever owns the tables: the application may not change a row. */
  asOwner(tenant: string, statements: readonly string[]): Promise<void>
  close(): Promise<void>
}

export async function openReading(): Promise<Reading> {
  const folder = await mkdtemp(join(tmpdir(), 'cordon-reading-'))
  const dataFolder = join(folder, 'data')
  await mkdir(dataFolder)
  for (const each of [folder, dataFolder]) await chmod(each, 0o711)
  const random = (length: number): Uint8Array => randomBytes(length)
  const clock = { ms: START }
  const now = () => clock.ms
  const files = await createKeyFiles({ kekPath: join(folder, 'secret/kek'), dataFolder, random })
  const keyring = await openKeyring({ ...files, now, random })
  const store = await openStore({ source: { kind: 'supervised' }, dataFolder, random })
  const every = () => () => undefined
  const journal = await openJournal({ dataFolder, node: 'test', operator: 'op', keyring, now, random, every })
  const damages: Damage[] = []
  const onDamage = (_tenant: string, why: Damage) => void damages.push(why)
  let tenants = 0
  return {
    store,
    keyring,
    clock,
    journal,
    projection: createProjection({ store, journal, keyring, node: 'test', onDamage }),
    damages,
    newTenant: () => `t${tenants++}`,
    async asOwner(tenant, statements) {
      const session = new pg.Client(connectionTo(await choosePlace({ dataFolder, random }), 'cordon_owner'))
      await session.connect()
      await session.query(`select set_config('cordon.tenant', $1, false)`, [tenant])
      for (const statement of statements) await session.query(statement)
      await session.end()
    },
    async close() {
      await journal.close()
      await store.close()
      await removeStore({ dataFolder, random })
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
const HASH = 'a'.repeat(64)

/** Few values each, so that filters find something. */
export const values = {
  person: oneOf('ann', 'ben', 'cleo'),
  patient: oneOf('unstated', 'P'.repeat(22), 'Q'.repeat(22)),
  purpose: oneOf('TREAT', 'HRESCH', 'HPAYMT'),
  vendor: oneOf('acme', 'globex'),
  request: oneOf('r1', 'r2', 'r3', 'r4'),
  outcome: oneOf('answered', 'refused', 'failed', 'abandoned', 'unknown'),
  code: oneOf('patient_refused', 'agreement_missing'),
} as const

const asking = {
  request: values.request,
  principal: values.person,
  application: oneOf('chart', 'none'),
  purpose: values.purpose,
  patient: values.patient,
}
const decision = fc.constant({ effect: 'permit', rule: 'all', policy: 'cordon-default/5', policyHash: HASH } as const)
const made = {
  policy: oneOf('safe-harbor/1', 'limited-data-set/1'),
  policyHash: fc.constant(HASH),
  detectorHash: fc.constant(HASH),
  payloadSalt: fc.constant('salt'),
  payloadHash: fc.constant('hash'),
  payloadBytes: fc.nat(9_000),
  identifiers: fc.constant({ NAME: 2, DATE: 1 }),
  label: oneOf('clean', 'phi'),
} as const
const recipient = {
  vendor: values.vendor,
  account: fc.constant('a'),
  region: fc.constant('us'),
  model: fc.constant('m'),
}
const literal = <T extends string | number>(value: T) => fc.constant(value)

/** Bodies of every class that a tenant has, old versions among them. */
export const anyBody: fc.Arbitrary<EntryBody> = fc.oneof(
  fc.record({ class: literal('intent'), v: literal(1), ...asking, route: fc.constant('/v1/chat/completions') }),
  fc.record({
    class: literal('intent'),
    v: literal(2),
    ...asking,
    route: fc.constant('/v1/chat/completions'),
    hops: oneOf({}, { client: 'TLSv1.3' }),
  }),
  fc.record({
    class: literal('disclosure'),
    v: literal(2),
    ...asking,
    ...recipient,
    ...made,
    decision,
    attempt: fc.constant(1),
    basis: oneOf('agreement', 'data-use-agreement', 'inside', 'validated-route'),
    agreement: fc.constant('baa'),
    agreementDocument: fc.constant(HASH),
    turnsRevised: fc.constant(0),
    passages: fc.nat(4),
    resources: oneOf([], ['D'.repeat(22)]),
  }),
  fc.record({
    class: literal('outcome'),
    v: literal(1),
    request: values.request,
    outcome: values.outcome,
    reasons: fc.constant([]),
    bytesOut: fc.nat(1_000),
    ms: fc.nat(1_000),
  }),
  fc.record(
    {
      class: literal('outcome'),
      v: literal(2),
      ...asking,
      outcome: values.outcome,
      reasons: fc.constant([]),
      attempts: fc.constant(1),
      bytesOut: fc.nat(1_000),
      ms: fc.nat(1_000),
      hops: fc.constant({ vendor: 'TLSv1.3' }),
      code: values.code,
      decision: oneOf(
        { effect: 'permit', rule: 'all', policy: 'p', policyHash: HASH } as const,
        { effect: 'deny', rule: 'patient.relationship', policy: 'p', policyHash: HASH } as const,
      ),
      recipient: fc.record(recipient),
    },
    {
      requiredKeys: [
        'class',
        'v',
        'request',
        'principal',
        'application',
        'purpose',
        'patient',
        'outcome',
        'reasons',
        'attempts',
        'bytesOut',
        'ms',
        'hops',
      ],
    },
  ),
  fc.record({
    class: literal('deidentification'),
    v: literal(2),
    ...asking,
    ...made,
    decision,
    conversation: fc.constant('C'.repeat(22)),
    format: fc.constant('text'),
  }),
  fc.record({
    class: literal('reidentification'),
    v: literal(2),
    ...asking,
    decision,
    conversation: fc.constant('C'.repeat(22)),
    format: fc.constant('text'),
    restored: fc.constant({ NAME: 1 }),
    left: fc.constant(0),
  }),
  fc.record({
    class: literal('authentication'),
    v: literal(2),
    result: literal('accepted'),
    source: fc.constant('127.0.0.1'),
    key: fc.constant('k1'),
    principal: values.person,
    count: fc.constant(1),
    from: fc.constant('2026-11-22T12:00:00.000Z'),
    to: fc.constant('2026-11-22T12:00:00.000Z'),
  }),
  fc.record({
    class: literal('authentication'),
    v: literal(1),
    source: fc.constant('10.0.0.1'),
    code: fc.constant('credentials_invalid'),
    count: fc.integer({ min: 1, max: 40 }),
    from: fc.constant('2026-11-22T12:00:00.000Z'),
    to: fc.constant('2026-11-22T12:01:00.000Z'),
  }),
  fc.record({
    class: literal('ingest'),
    v: literal(1),
    principal: values.person,
    source: fc.constant('admin door'),
    kept: fc.constant({ Patient: 3 }),
    skipped: fc.constant({}),
  }),
  fc.record({
    class: literal('configuration'),
    v: literal(1),
    principal: values.person,
    action: oneOf('user.add', 'key.issue'),
    subject: fc.constant('x'),
    hash: fc.constant(HASH),
  }),
  fc.record({ class: literal('lifecycle'), v: literal(1), event: fc.constant('started'), detail: fc.constant({}) }),
  fc.record({
    class: literal('reading'),
    v: literal(2),
    principal: values.person,
    what: oneOf('list', 'export ocsf'),
    filters: fc.constant({ class: 'disclosure' }),
    count: fc.nat(50),
  }),
  fc.record({
    class: literal('emergency'),
    v: literal(1),
    event: oneOf('started', 'used', 'stopped', 'expired'),
    principal: values.person,
    grant: fc.constant('01JDGRANT'),
    holder: values.person,
    patient: fc.constant('P'.repeat(22)),
    reason: oneOf('cannot-consent', 'other'),
    until: fc.constant('2026-11-22T16:00:00.000Z'),
  }),
  fc.record({
    class: literal('attestation'),
    v: literal(1),
    principal: oneOf('cordon', 'admin'),
    vendor: oneOf('openai', 'bedrock'),
    account: fc.constant('org-1'),
    region: fc.constant('us'),
    fact: oneOf('openai-retention', 'bedrock-logging'),
    answer: oneOf('holds', 'fails', 'unanswered'),
    found: oneOf('zero_data_retention', 'on', 'status 403'),
    registration: fc.constant('a'.repeat(64)),
  }),
  fc.record({
    class: literal('alarm'),
    v: literal(1),
    what: fc.constant('patients-limit'),
    principal: values.person,
    detail: fc.constant({ count: 101 }),
  }),
) as fc.Arbitrary<EntryBody>
