import { chmod, copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CordonError, type Principal } from '@cordon/contract'
import { openNote } from '@cordon/ledger'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLogKey } from '../audit/ed25519.ts'
import { nodeDisk } from '../audit/node-disk.ts'
import { type OpenedJournal, openJournal } from '../audit/open-journal.ts'
import { verifyJournal } from '../audit/verify-files.ts'
import { PLACED_BY_RESTORE } from '../backup/restore/take-back.ts'
import { createKeyFiles, type KeyFiles } from '../crypto/create-key-files.ts'
import { random } from '../crypto/keys.fixture.ts'
import { openRootKeyFile } from '../crypto/kms/file.ts'
import { type Keys, openKeys } from '../crypto/open-keyring.ts'
import { createMemoryPlace, type MemoryPlace } from '../crypto/places.fixture.ts'
import { createPlaces } from '../crypto/places.ts'
import { createRegisters } from '../crypto/registers.ts'
import { createRoots } from '../crypto/roots.ts'
import type { Change } from '../identity/change.ts'
import { createDirectory } from '../identity/directory.ts'
import { unrecorded } from '../identity/real-parts.fixtures.ts'
import { createSecondPerson } from '../identity/second-person.ts'
import { DAY } from '../kernel/clock.ts'
import { createIds } from '../kernel/id.ts'
import { patientPseudonym } from '../policy/patients/patients.ts'
import { openStore } from '../store/open.ts'
import type { Store, Tx } from '../store/store.ts'
import { digestOf } from './certificate.ts'
import { insertHold } from './hold.queries.ts'
import { createHolds, type Holds } from './holds.ts'
import { proveShredded } from './prove.ts'
import { deleteSealedBy } from './shred.queries.ts'
import { createShreds, type Shreds } from './shreds.ts'

/** The real parts: an embedded database, a journal, key files, and a place for the registers' copies. */
const TENANT = 'home'
const ada = person('ada')
const ben = person('ben')
const cyd = person('cyd')

let folder: string
let dataFolder: string
let files: KeyFiles
let store: Store
let place: MemoryPlace
let keys: Keys
let journal: OpenedJournal
let shreds: Shreds
let holds: Holds
/** What the real ones are made of, for one that is made otherwise. */
let made: Parameters<typeof createShreds>[0]
let nowMs = Date.UTC(2026, 10, 22, 12)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-shred-'))
  dataFolder = join(folder, 'data')
  // The database's own user has to pass through.
  await mkdir(dataFolder)
  for (const each of [folder, dataFolder]) await chmod(each, 0o711)
  files = await createKeyFiles({ kekPath: join(folder, 'secret/kek'), dataFolder, random })
  store = await openStore({ source: { kind: 'supervised' }, dataFolder, random })
  const directory = createDirectory({ store, now: () => nowMs, changed: () => undefined })
  for (const each of [ada, ben, cyd]) await directory.addUser(TENANT, each, unrecorded)
  place = createMemoryPlace('s3:far')
  await start()
})
afterAll(async () => {
  await journal.close()
  await store.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => {
  place.away = false
  place.callsLeft = Number.POSITIVE_INFINITY
  nowMs += 1_000
})

async function start(): Promise<void> {
  const now = () => nowMs
  const places = createPlaces([place])
  const registers = createRegisters({ folder: files.registerFolder, random, places })
  const roots = createRoots(await openRootKeyFile(files.kekPath, random))
  keys = await openKeys({ roots, registers, places, now, random })
  const { keyring, care } = keys
  journal = await openJournal({ dataFolder, node: 'test', operator: TENANT, keyring, now, random })
  const newId = createIds({ now, random })
  const { signer } = createLogKey('test', keyring.checkpointSeed)
  const of = { store, keyring, care, journal, journalFolder: journal.folder, disk: nodeDisk, node: 'test', signer }
  const secondPerson = createSecondPerson({ store, settings: { secondPersonDays: 7, approvalDays: 14 }, now })
  made = { ...of, secondPerson, now, newId }
  shreds = createShreds(made)
  const record = async (tenant: string, principal: string, one: Change) =>
    void (await journal.append(tenant, { class: 'configuration', v: 1, principal, ...one }))
  holds = createHolds({ store, keyring, secondPerson, record, now, newId })
}

async function lift(hold: string): Promise<void> {
  await holds.lift(TENANT, ada, hold)
  expect(await holds.lift(TENANT, ben, hold)).toEqual({ id: hold, lifted: true })
}

async function restart(): Promise<void> {
  await journal.close()
  await start()
}

/** The registration as it is from now on. */
async function put(principal: Principal): Promise<void> {
  await createDirectory({ store, now: () => nowMs, changed: () => undefined }).addUser(TENANT, principal, unrecorded)
}
async function noteHand(of: string, hand: string): Promise<void> {
  const settings = { secondPersonDays: 7, approvalDays: 14 }
  await createSecondPerson({ store, settings, now: () => nowMs }).noteHand(TENANT, of, hand)
}

function person(id: string): Principal {
  return { id, kind: 'user', name: id, roles: ['compliance'] }
}

/** Four rows of one patient's chart, sealed as the areas seal them, and one row of everybody's. */
async function keep(reference: string): Promise<string> {
  const { keyring } = keys
  const ref = patientPseudonym(await keyring.tenant(TENANT), reference)
  const key = await keyring.sealing({ tenant: TENANT, purpose: 'patient', patient: ref })
  const at = (table: string, row: string) => ({ tenant: TENANT, table, row, column: 'sealed' })
  const text = JSON.stringify({ patient: ref, source: reference, body: {} })
  const sealed = (table: string, row: string) => key.seal(Buffer.from(text), at(table, row))
  const body = await keyring.sealing({ tenant: TENANT, purpose: 'body' })
  await store.within(TENANT, async (tx) => {
    await tx
      .insertInto('patient')
      .values({ tenant: TENANT, ref, sealed: sealed('patient', ref) })
      .execute()
    const row = { tenant: TENANT, ref: `d-${ref}`, patient: ref, digest: 'x', sealed: sealed('document', `d-${ref}`) }
    await tx.insertInto('document').values(row).execute()
    await tx
      .insertInto('resource')
      .values({ ...row, kind: 'Condition', sealed: sealed('resource', `d-${ref}`) })
      .execute()
    await tx
      .insertInto('relationship')
      .values({ tenant: TENANT, patient: ref, actor: 'a', ref: 'r', sealed: sealed('relationship', 'r') })
      .execute()
    const plain = { tenant: TENANT, request: `q-${ref}`, kind: 'left' as const, expires_at: new Date(nowMs + 1e9) }
    await tx
      .insertInto('body')
      .onConflict((conflict) => conflict.doNothing())
      .values({ ...plain, sealed: body.seal(Buffer.from('de-identified'), at('body', `q-${ref}`)) })
      .execute()
  })
  return ref
}

async function nameOf(reference: string): Promise<string> {
  return patientPseudonym(await keys.keyring.tenant(TENANT), reference)
}

/** Rows of a table, and how many of them open. */
async function rowsOf(table: 'patient' | 'document' | 'body'): Promise<{ rows: number; opening: number }> {
  const found = await store.within(
    TENANT,
    (tx) => sql<{ sealed: Buffer }>`select sealed from ${sql.table(table)} where tenant = ${TENANT}`.execute(tx),
    'all',
  )
  let opening = 0
  for (const { sealed } of found.rows) {
    opening += await keys.keyring.opening(TENANT, sealed).then(
      () => 1,
      () => 0,
    )
  }
  return { rows: found.rows.length, opening }
}

async function actions(): Promise<string[]> {
  const found: string[] = []
  for await (const { body } of journal.read(TENANT))
    if (body.class === 'configuration') found.push(`${body.action} ${body.principal}`)
  return found
}

async function statement(certificate: string | undefined): Promise<Record<string, unknown>> {
  const { verifier } = createLogKey('test', keys.keyring.checkpointSeed)
  const { text } = await openNote(certificate ?? '', [verifier])
  const [first, json = ''] = text.split('\n')
  expect(first).toBe('cordon shred certificate v1')
  return JSON.parse(json) as Record<string, unknown>
}

describe('destroying one patient’s keys', () => {
  it('takes two people: the one who proposed cannot confirm, nor can a service', async () => {
    await keep('Patient/1')
    const { id } = await shreds.propose(TENANT, ada, { patient: 'Patient/1', reason: 'case 1' })
    await expect(shreds.confirm(TENANT, ada, id)).rejects.toMatchObject({ code: 'second_approver_required' })
    const service: Principal = { ...ben, kind: 'service' }
    await expect(shreds.confirm(TENANT, service, id)).rejects.toMatchObject({ code: 'right_missing' })
    expect((await rowsOf('patient')).opening).toBe(1)
    await shreds.withdraw(TENANT, ada, id)
    await expect(shreds.confirm(TENANT, ben, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(shreds.propose(TENANT, ada, { patient: 'Patient/nobody', reason: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('is not done for somebody who has left, nor for who proposed it long ago, nor by whoever set the first one up', async () => {
    const lapsed = { code: 'approval_lapsed' }
    const propose = (by: Principal) => shreds.propose(TENANT, by, { patient: 'Patient/1', reason: 'case-1' })
    const theirs = await propose(cyd)
    await put({ ...cyd, suspended: true })
    await expect(shreds.confirm(TENANT, ben, theirs.id)).rejects.toMatchObject(lapsed)
    await put(cyd)
    nowMs += 14 * DAY + 1
    await expect(shreds.confirm(TENANT, ben, theirs.id)).rejects.toMatchObject(lapsed)
    const anew = await propose(cyd)
    await noteHand('cyd', 'ben')
    await expect(shreds.confirm(TENANT, ben, anew.id)).rejects.toMatchObject({ code: 'second_person_required' })
    expect((await rowsOf('patient')).opening).toBe(1)
    for (const { id } of [theirs, anew]) await shreds.withdraw(TENANT, ada, id)
    nowMs += 7 * DAY
  })

  it('is refused under a legal hold on the patient or the tenant, when proposing and when confirming', async () => {
    const held = { code: 'legal_hold' }
    const { id } = await shreds.propose(TENANT, ada, { patient: 'Patient/1', reason: 'case 1' })
    for (const patient of ['Patient/1', undefined]) {
      const { id: hold } = await holds.add(TENANT, ada, { patient, reason: 'matter 7' })
      await expect(shreds.confirm(TENANT, ben, id)).rejects.toMatchObject(held)
      await expect(shreds.propose(TENANT, ada, { patient: 'Patient/1', reason: 'x' })).rejects.toMatchObject(held)
      // A hold on one patient is one on everything that holds that patient.
      await expect(shreds.propose(TENANT, ada, { reason: 'x' })).rejects.toMatchObject(held)
      await lift(hold)
    }
    const { id: other } = await holds.add(TENANT, ada, { patient: 'Patient/2', reason: 'matter 8' })
    await expect(shreds.propose(TENANT, ada, { reason: 'x' })).rejects.toMatchObject(held)
    await lift(other)
    await expect(holds.lift(TENANT, ada, other)).rejects.toMatchObject({ code: 'not_found' })
    await shreds.withdraw(TENANT, ada, id)
  })

  it('leaves nothing of the patient that opens, says so in a signed certificate, and touches nothing else', async () => {
    await keep('Patient/2')
    const before = await journal.checkpoint(journal.size)
    const proof = await journal.proof(0)
    const { id } = await shreds.propose(TENANT, ada, { patient: 'Patient/1', reason: 'case 1' })
    const done = await shreds.confirm(TENANT, ben, id)
    expect(done).toMatchObject({ state: 'done', proposedBy: 'ada', confirmedBy: 'ben' })
    const stated = await statement(done.certificate)
    expect(stated).toMatchObject({
      proposedBy: 'ada',
      confirmedBy: 'ben',
      reason: 'case 1',
      ciphertexts: { patient: 1, document: 1, resource: 1, relationship: 1, total: 4, opened: 0 },
      places: [{ place: 's3:far', copies: 1 }],
    })
    const { count, destroyed, digest } = stated.keys as { count: number; destroyed: []; digest: string }
    expect(count).toBe(1)
    expect(digestOf(destroyed)).toBe(digest)
    expect(await rowsOf('patient')).toEqual({ rows: 1, opening: 1 })
    expect(await rowsOf('body')).toEqual({ rows: 2, opening: 2 })
    expect(await actions()).toEqual(
      expect.arrayContaining(['shred.propose ada', 'shred.confirm ben', 'shred.destroyed ben', 'shred.done ben']),
    )
    expect(await journal.proof(0)).toContain(proof.split('\n')[1] ?? 'none')
    await journal.checkpoint(journal.size)
    expect(await verifyJournal(journal.folder, { since: before.note })).toMatchObject({ ok: true })
  })

  it('does not certify what an edited certificate says', async () => {
    const [done] = (await shreds.list(TENANT)).filter(({ state }) => state === 'done')
    const { verifier } = createLogKey('test', keys.keyring.checkpointSeed)
    await expect(openNote((done?.certificate ?? '').replace('"opened":0', '"opened":1'), [verifier])).rejects.toThrow()
  })

  it('is done only when every place confirms: until then it says so, and a restart goes on', async () => {
    await keep('Patient/3')
    await keys.care.places?.retry()
    const { id } = await shreds.propose(TENANT, ada, { patient: 'Patient/3', reason: 'case 3' })
    place.away = true
    expect(await shreds.confirm(TENANT, ben, id)).toMatchObject({ state: 'destroyed', certificate: undefined })
    // Here the keys are gone already; the place still has them.
    expect((await rowsOf('patient')).opening).toBe(1)
    await shreds.proceed(TENANT)
    expect((await shreds.list(TENANT)).find((one) => one.id === id)?.state).toBe('destroyed')
    await restart()
    place.away = false
    await shreds.proceed(TENANT)
    expect(await statement((await shreds.list(TENANT)).find((one) => one.id === id)?.certificate)).toMatchObject({
      ciphertexts: { total: 4, opened: 0 },
    })
  })

  it('does not certify while a copy of the old register lies in a place', async () => {
    await keep('Patient/4')
    await keys.care.places?.retry()
    const old = [...place.objects].find(([key]) => key.startsWith('keys/home/'))
    const { id } = await shreds.propose(TENANT, ada, { patient: 'Patient/4', reason: 'case 4' })
    place.away = true
    await shreds.confirm(TENANT, ben, id)
    place.away = false
    // A place that says it removed, and did not.
    const remove = place.remove.bind(place)
    place.remove = async (key) => {
      if (key !== old?.[0]) await remove(key)
    }
    await shreds.proceed(TENANT)
    expect((await shreds.list(TENANT)).find((one) => one.id === id)?.state).toBe('destroyed')
    place.remove = remove
    await shreds.proceed(TENANT)
    expect((await shreds.list(TENANT)).find((one) => one.id === id)?.state).toBe('done')
  })
})

describe('a journal that fails', () => {
  it.each([
    { at: 'shred.confirm', state: 'proposed', opening: 2 },
    { at: 'shred.destroyed', state: 'confirmed', opening: 1 },
    { at: 'shred.done', state: 'destroyed', opening: 1 },
  ])('at $at leaves it $state: nothing is destroyed that is not recorded, and it is finished later', async (step) => {
    await keep('Patient/6')
    const append: OpenedJournal['append'] = async (tenant, body) => {
      if (body.class === 'configuration' && body.action === step.at) throw new Error('the journal is full')
      return journal.append(tenant, body)
    }
    const failing = createShreds({ ...made, journal: { append } })
    const { id } = await failing.propose(TENANT, ada, { patient: 'Patient/6', reason: 'case 6' })
    await expect(failing.confirm(TENANT, ben, id)).rejects.toThrow('the journal is full')
    expect((await shreds.list(TENANT)).find((one) => one.id === id)?.state).toBe(step.state)
    expect((await rowsOf('patient')).opening).toBe(step.opening)
    if (step.state === 'proposed') await shreds.confirm(TENANT, ben, id)
    else await shreds.proceed(TENANT)
    expect((await shreds.list(TENANT)).find((one) => one.id === id)?.state).toBe('done')
    expect((await rowsOf('patient')).opening).toBe(1)
  })
})

describe('a legal hold', () => {
  it('is lifted by two people: neither alone, nor a service, not even whoever placed it', async () => {
    const { id } = await holds.add(TENANT, ada, { reason: 'matter-9' })
    for (const turn of [1, 2]) {
      expect([turn, await holds.lift(TENANT, ada, id)]).toEqual([turn, { id, lifted: false }])
      await expect(shreds.propose(TENANT, ada, { reason: 'matter-9' })).rejects.toMatchObject({ code: 'legal_hold' })
    }
    await expect(holds.lift(TENANT, { ...ben, kind: 'service' }, id)).rejects.toMatchObject({ code: 'right_missing' })
    expect((await holds.list(TENANT)).find((hold) => hold.id === id)).toMatchObject({
      liftAskedBy: 'ada',
      liftedBy: undefined,
    })
    await lift(id)
    expect((await actions()).slice(-2)).toEqual(['hold.lift-ask ada', 'hold.lift ben'])
    expect((await holds.list(TENANT)).find((hold) => hold.id === id)).toMatchObject({ liftedBy: 'ben' })
  })

  it('that a restore placed has nobody behind it: one person lifts it', async () => {
    const row = { tenant: TENANT, id: 'r1', patient: null, reason: 'restored', placed_by: PLACED_BY_RESTORE }
    await store.within(TENANT, (tx) => insertHold(tx, { ...row, placed_at: new Date(nowMs), restored: true }))
    await expect(shreds.propose(TENANT, ada, { reason: 'matter-9' })).rejects.toMatchObject({ code: 'legal_hold' })
    expect(await holds.lift(TENANT, ada, 'r1')).toEqual({ id: 'r1', lifted: true })
  })

  it('that somebody of that name placed is not one of a restore', async () => {
    const { id } = await holds.add(TENANT, person(PLACED_BY_RESTORE), { reason: 'matter-9' })
    expect(await holds.lift(TENANT, ada, id)).toEqual({ id, lifted: false })
    expect(await holds.lift(TENANT, ben, id)).toEqual({ id, lifted: true })
  })

  it('stands while who asked has left, may no more, or asked long ago: the next one asks anew', async () => {
    const { id } = await holds.add(TENANT, ada, { reason: 'matter-9' })
    const asks = async (by: Principal) => expect(await holds.lift(TENANT, by, id)).toEqual({ id, lifted: false })
    await asks(cyd)
    await put({ ...cyd, roles: ['clinician'] })
    await asks(ben)
    await put({ ...ben, suspended: true })
    await asks(ada)
    nowMs += 14 * DAY + 1
    for (const each of [ben, cyd]) await put(each)
    await asks(ben)
    expect(await holds.lift(TENANT, cyd, id)).toEqual({ id, lifted: true })
  })

  it('neither comes nor goes when the journal does not take the entry', async () => {
    const { id } = await holds.add(TENANT, ada, { reason: 'matter-10' })
    await holds.lift(TENANT, ada, id)
    const before = await holds.list(TENANT)
    const record = () => Promise.reject(new Error('the journal is full'))
    const { keyring } = keys
    const failing = createHolds({
      store,
      keyring,
      secondPerson: made.secondPerson,
      record,
      now: () => nowMs,
      newId: createIds({ now: () => nowMs, random }),
    })
    await expect(failing.add(TENANT, ada, { reason: 'matter-11' })).rejects.toThrow('the journal is full')
    await expect(failing.lift(TENANT, ben, id)).rejects.toThrow('the journal is full')
    expect(await holds.list(TENANT)).toEqual(before)
    await lift(id)
  })
})

describe('the proof', () => {
  it('is none while a key service is away, a place hangs, or the journal is damaged: each by its name', async () => {
    await keep('Patient/7')
    const doomed = {
      pseudonym: (await keys.keyring.tenant(TENANT)).pseudonym('tenant', TENANT),
      ...(await keys.care.doomed(TENANT, [await nameOf('Patient/7')])),
    }
    const prove = (changes: Partial<Parameters<typeof createShreds>[0]>) =>
      proveShredded({ ...made, ...changes }, TENANT, doomed)
    expect(await prove({})).toMatchObject({ opened: 4 })
    const fault = (code: 'keys_unavailable' | 'upstream_timeout') => () =>
      Promise.reject(new CordonError(code, { at: 'the service' }))
    const away = { ...keys.care, openServing: fault('keys_unavailable') }
    await expect(prove({ care: away })).rejects.toMatchObject({ code: 'keys_unavailable', at: 'the service' })
    await keys.care.destroy(TENANT, doomed)
    const late = { ...keys.keyring, opening: fault('upstream_timeout') }
    await expect(prove({ keyring: late })).rejects.toMatchObject({ code: 'upstream_timeout' })
    await keys.care.confirmed(TENANT)
    expect(await prove({})).toMatchObject({ total: 4, opened: 0 })
    const [segment = ''] = (await readdir(journal.folder)).filter((name) => name.endsWith('.log')).sort()
    const copy = join(folder, 'damaged')
    await cp(journal.folder, copy, { recursive: true })
    const bytes = await readFile(join(copy, segment))
    bytes[200] = (bytes[200] ?? 0) ^ 1
    await writeFile(join(copy, segment), bytes)
    await expect(prove({ journalFolder: copy })).rejects.toMatchObject({ code: 'journal_damaged' })
    const ids = doomed.keys.map(({ id }) => Buffer.from(id, 'base64url').toString('hex'))
    await store.within(TENANT, async (tx) => {
      for (const table of ['patient', 'document', 'resource', 'relationship'] as const)
        await deleteSealedBy(tx, { table, column: 'sealed' }, TENANT, ids)
    })
  })

  it('finds keys that were not destroyed, and nothing is certified', async () => {
    await keep('Patient/5')
    const idle = createShreds({ ...made, care: { ...keys.care, destroy: async () => undefined } })
    const { id } = await idle.propose(TENANT, ada, { patient: 'Patient/5', reason: 'case 5' })
    await expect(idle.confirm(TENANT, ben, id)).rejects.toMatchObject({ at: 'shred: 4 of 4 still open' })
    expect((await idle.list(TENANT)).find((one) => one.id === id)).toMatchObject({
      state: 'destroyed',
      certificate: undefined,
    })
    await keys.care.destroy(TENANT, await keys.care.doomed(TENANT, [await nameOf('Patient/5')]))
    await shreds.proceed(TENANT)
    expect((await shreds.list(TENANT)).find((one) => one.id === id)?.state).toBe('done')
  })
})

/** What one person's account and one token of a launch leave. */
async function keepAccount(): Promise<void> {
  const key = await keys.keyring.sealing({ tenant: TENANT, purpose: 'directory' })
  const sealed = (table: string, column: string) =>
    Buffer.from(key.seal(Buffer.from('a secret'), { tenant: TENANT, table, row: 'ada', column }))
  await store.within(TENANT, async (tx) => {
    const account = { enrolment: null, enrolment_ends_at: null, reset_by: null, reset_at: null }
    const of = { tenant: TENANT, principal: 'ada' }
    await tx
      .insertInto('local_account')
      .values({ ...of, password: sealed('local_account', 'password'), ...account })
      .execute()
    await tx
      .insertInto('totp_factor')
      .values({ ...of, secret: sealed('totp_factor', 'secret'), pending: null })
      .execute()
    const ends = { created_at: new Date(0), expires_at: new Date(4e12) }
    const shown = { delegate: null, actors: '[]', scope: 'patient/*.rs' }
    const token = { id: 't', hmac: Buffer.alloc(32), application: 'demo', ...shown, ...ends }
    await tx
      .insertInto('access_token')
      .values({ ...of, ...token, launch: sealed('access_token', 'launch') })
      .execute()
  })
}

const accounts = () =>
  store.within(TENANT, (tx) =>
    Promise.all(
      (['local_account', 'totp_factor', 'access_token'] as const).map(
        async (table) => (await tx.selectFrom(table).select('principal').execute()).length,
      ),
    ),
  )

describe('destroying everything of a tenant', () => {
  it('leaves rows and journal bodies that nothing opens, proofs that all hold, and a journal that goes on', async () => {
    const before = await journal.checkpoint(journal.size)
    const size = journal.size
    await keepAccount()
    const register = join(files.registerFolder, 'home.json')
    await copyFile(register, join(folder, 'stolen.json'))
    const { id } = await shreds.propose(TENANT, ada, { reason: 'agreement ended' })
    const done = await shreds.confirm(TENANT, ben, id)
    expect(done.state).toBe('done')
    const stated = await statement(done.certificate)
    const counts = stated.ciphertexts as Record<string, number>
    expect(counts.opened).toBe(0)
    expect(counts.journal).toBeGreaterThanOrEqual(size - 1)
    expect(counts.patient).toBe(1)
    // A password, an authenticator and a launch are sealed as well, under columns of other names.
    for (const column of ['local_account.password', 'totp_factor.secret', 'access_token.launch'])
      expect({ column, rows: counts[column] }).toEqual({ column, rows: 1 })
    expect(await accounts()).toEqual([0, 0, 0])
    expect(await rowsOf('patient')).toEqual({ rows: 0, opening: 0 })
    await restart()
    const entries = await actions()
    expect(entries).toEqual(['shred.destroyed ben', 'shred.done ben'])
    await journal.checkpoint(journal.size)
    expect(await verifyJournal(journal.folder, { since: before.note })).toMatchObject({ ok: true })
    for (const index of [0, size - 1]) expect(await journal.proof(index)).toContain('c2sp.org/tlog-proof')
  })
})

describe('a patient of several names', () => {
  /** `Patient/<n>` was replaced by the other, as long as it is said. */
  async function link(from: string, to: string): Promise<() => Promise<void>> {
    const row = { name: await nameOf(from), of: await nameOf(to), source: `${from} ${to}`, kind: 'merge' as const }
    await store.within(TENANT, (tx) =>
      tx
        .insertInto('patient_link')
        .values({ tenant: TENANT, ...row })
        .execute(),
    )
    const gone = (tx: Tx) => tx.deleteFrom('patient_link').where('tenant', '=', TENANT).where('source', '=', row.source)
    return () => store.within(TENANT, (tx) => gone(tx).execute()).then(() => undefined)
  }
  const opening = async (...references: string[]) => {
    const found: boolean[] = []
    for (const each of references) found.push((await keys.care.doomed(TENANT, [await nameOf(each)])).keys.length > 0)
    return found
  }
  const propose = (patient: string, reason = 'case 20') => shreds.propose(TENANT, ada, { patient, reason })

  it('is destroyed by each of them, whichever was named, and nobody else is', async () => {
    for (const reference of ['Patient/40', 'Patient/41', 'Patient/42']) await keep(reference)
    await link('Patient/40', 'Patient/41')
    const proposed = await propose('Patient/40')
    expect(proposed).toMatchObject({ names: 2 })
    const done = await shreds.confirm(TENANT, ben, proposed.id)
    expect(await statement(done.certificate)).toMatchObject({
      patient: await nameOf('Patient/40'),
      names: [await nameOf('Patient/40'), await nameOf('Patient/41')].sort(),
      ciphertexts: { patient: 2, document: 2, opened: 0 },
    })
    expect(await opening('Patient/40', 'Patient/41', 'Patient/42')).toEqual([false, false, true])
  })

  it('is held by each of them: a hold from before the merge, one from while it stood, and one in doubt', async () => {
    for (const reference of ['Patient/43', 'Patient/44']) await keep(reference)
    const first = await holds.add(TENANT, ada, { patient: 'Patient/43', reason: 'matter-23' })
    expect((await propose('Patient/44')).state).toBe('proposed')
    const part = await link('Patient/43', 'Patient/44')
    for (const reference of ['Patient/43', 'Patient/44'])
      await expect(propose(reference)).rejects.toMatchObject({ code: 'legal_hold' })
    await lift(first.id)
    const second = await holds.add(TENANT, ada, { patient: 'Patient/44', reason: 'matter-24' })
    await part()
    // What was one patient's when the hold came may be what it is about.
    await expect(propose('Patient/43')).rejects.toMatchObject({ code: 'legal_hold' })
    await lift(second.id)
    const third = await holds.add(TENANT, ada, { patient: 'Patient/44', reason: 'matter-25' })
    const doubts = [await link('Patient/43', 'Patient/44'), await link('Patient/44', 'Patient/43')]
    await expect(propose('Patient/43')).rejects.toMatchObject({ code: 'legal_hold' })
    for (const end of doubts) await end()
    expect((await propose('Patient/43')).names).toBe(1)
    await lift(third.id)
  })

  it('is not destroyed otherwise than two people agreed: not one merged since, nor one parted', async () => {
    for (const reference of ['Patient/45', 'Patient/46']) await keep(reference)
    const alone = await propose('Patient/45')
    const part = await link('Patient/45', 'Patient/46')
    await expect(shreds.confirm(TENANT, ben, alone.id)).rejects.toMatchObject({ code: 'shred_changed' })
    const both = await propose('Patient/46')
    await part()
    await expect(shreds.confirm(TENANT, ben, both.id)).rejects.toMatchObject({ code: 'shred_changed' })
    expect(await opening('Patient/45', 'Patient/46')).toEqual([true, true])
    expect((await shreds.confirm(TENANT, ben, alone.id)).state).toBe('done')
    expect(await opening('Patient/45', 'Patient/46')).toEqual([false, true])
  })

  it('is proposed with the records that go with it, which nobody is told once they are gone', async () => {
    for (const reference of ['Patient/47', 'Patient/48']) await keep(reference)
    await link('Patient/48', 'Patient/47')
    const { id, records } = await propose('Patient/48')
    expect(records).toEqual(['Patient/47', 'Patient/48'])
    expect((await shreds.list(TENANT)).find((one) => one.id === id)?.records).toEqual(records)
    expect((await shreds.confirm(TENANT, ben, id)).records).toEqual([])
  })
})
