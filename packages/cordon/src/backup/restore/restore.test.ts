import { copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createNoteKey } from '../../audit/ed25519.ts'
import { nodeDisk } from '../../audit/node-disk.ts'
import { openJournal } from '../../audit/open-journal.ts'
import { openEntries } from '../../audit/reading/open-entries.ts'
import { createKeyFiles } from '../../crypto/create-key-files.ts'
import { openRootKeyFile } from '../../crypto/kms/file.ts'
import { openKeyring } from '../../crypto/open-keyring.ts'
import { parseRegister, printRegister, type Register } from '../../crypto/register.ts'
import { withProof } from '../../crypto/register-proof.ts'
import { createRoots } from '../../crypto/roots.ts'
import { readMark } from '../../jobs/mark.queries.ts'
import { hashOf } from '../../kernel/hash-of.ts'
import { openStore, removeStore } from '../../store/open.ts'
import type { Store, Tx } from '../../store/store.ts'
import { makeIdentityFile } from '../age/identities.ts'
import { recoveryRecipient } from '../age/recovery-key.ts'
import { createDeployment, type Deployment, NODE_NAME, random } from '../deployment.fixture.ts'
import { createShipping } from '../journal/ship.ts'
import { windowKey } from '../journal/shipped.ts'
import { lostReview } from '../lost-review.ts'
import { snapshotKey } from '../snapshot/manifest.ts'
import { removeSnapshot, writeSnapshot } from '../snapshot/write.ts'
import { rootFileKeys, type Way } from './keys.ts'
import { type RestoreDeps, type Restored, restore } from './restore.ts'
import { PLACED_BY_RESTORE } from './take-back.ts'
import { verifyAway } from './verify.ts'

let here: Deployment
let shippedRoot: string
let shippedSize: number
let snapshot: string

beforeAll(async () => {
  here = await createDeployment()
  await here.fill({ patients: 40, entries: 30 })
  await keepAccess()
  await keepDigests()
  const recipients = [...here.recipients, await recoveryRecipient(here.keyFiles.registerFolder)]
  snapshot = (await writeSnapshot(here.place, { ...here.snapshotDeps(), recipients })).id
  await here.fill({ patients: 40, entries: 60 })
  await takeAccessAway()
  const { size, root } = await here.journal.checkpoint(here.journal.size)
  await createShipping({ disk: nodeDisk, folder: here.journal.folder, store: here.place }).ship()
  ;[shippedSize, shippedRoot] = [size, root]
})
afterAll(() => here.remove())

/** Who and what stands in the store of `north` at the snapshot. */
const PEOPLE = ['stays', 'goes', 'changes']
const at = new Date(Date.UTC(2026, 10, 1))
async function keepAccess(): Promise<void> {
  await keepPolicies()
  await here.store.within('north', async (tx) => {
    for (const id of PEOPLE) {
      const definition = JSON.stringify({ id, roles: ['compliance'] })
      await tx.insertInto('principal').values({ tenant: 'north', id, definition, revoked_at: null }).execute()
      const key = { tenant: 'north', id: `key-of-${id}`, hmac: random(32), principal: id, application: null }
      await tx
        .insertInto('api_key')
        .values({ ...key, created_at: at, expires_at: at, revoked_at: null })
        .execute()
    }
    for (const principal of PEOPLE) {
      const account = { tenant: 'north', principal, password: random(8), enrolment: null, enrolment_ends_at: null }
      await tx
        .insertInto('local_account')
        .values({ ...account, reset_by: null, reset_at: null })
        .execute()
      await tx
        .insertInto('totp_factor')
        .values({ tenant: 'north', principal, secret: random(8), pending: null })
        .execute()
    }
    for (const vendor of ['acme', 'globex', 'initech']) {
      const id = `baa-${vendor}`
      const row = { tenant: 'north', version: 1, created_at: at }
      await tx
        .insertInto('vendor')
        .values({ tenant: 'north', id: vendor, definition: JSON.stringify({ id: vendor }) })
        .execute()
      await tx
        .insertInto('agreement')
        .values({ ...row, id, definition: JSON.stringify({ id, vendor }) })
        .execute()
      await tx
        .insertInto('validated_route')
        .values({ ...row, id, definition: JSON.stringify({ id }) })
        .execute()
    }
  })
}

/** What answers are looked through by: of a patient, of one whose key was destroyed since, and of one without a record. */
async function keepDigests(): Promise<void> {
  await here.store.within('north', async (tx) => {
    const [row] = await tx.selectFrom('patient').selectAll().execute()
    if (row === undefined) throw new Error('no patient')
    const sealed = Buffer.concat([row.sealed.subarray(0, 1), random(16), row.sealed.subarray(17)])
    await tx.insertInto('patient').values({ tenant: 'north', ref: 'shredded', sealed }).execute()
    const digests = [row.ref, 'shredded', 'nobody'].map((patient) => ({ tenant: 'north', patient, digest: random(8) }))
    await tx.insertInto('patient_digest').values(digests).execute()
    await tx.insertInto('patient_digest_change').values({ tenant: 'north', generation: '4' }).execute()
  })
}

/** Two sets, of which the first is in force, and two emergencies that are open. */
async function keepPolicies(): Promise<void> {
  await here.store.within('north', async (tx) => {
    for (const version of [1, 2]) {
      const kept = {
        tenant: 'north',
        version,
        hash: `hash-${version}`,
        definition: JSON.stringify({ policies: version }),
      }
      await tx
        .insertInto('policy_set')
        .values({ ...kept, added_by: 'ada', added_at: at })
        .execute()
    }
    await tx
      .insertInto('policy_publication')
      .values({ tenant: 'north', seq: 1, version: 1, published_by: 'ada', published_at: at })
      .execute()
    const grant = { tenant: 'north', person: 'p', application: null, patient: 'x', reason: 'other' as const }
    for (const id of ['stopped', 'open'])
      await tx
        .insertInto('emergency_grant')
        .values({ ...grant, id, sealed: random(8), started_at: at, ends_at: at, due_at: at })
        .execute()
  })
}

/** What was done after the snapshot, as the journal has it. */
async function takeAccessAway(): Promise<void> {
  const changes: [string, string, string?][] = [
    ['user.revoke', 'goes'],
    ['key.revoke', 'key-of-stays'],
    ['user.add', 'changes', hashOf({ id: 'changes', roles: [] })],
    ['user.add', 'stays', hashOf({ roles: ['compliance'], id: 'stays' })],
    ['user.add', 'nobody-yet', 'x'],
    ['agreement.terminate', 'baa-acme', 'x'],
    ['vendor.add', 'globex', hashOf({ id: 'globex', baseUrl: 'https://elsewhere' })],
    ['vendor.add', 'initech', hashOf({ id: 'initech' })],
    ['validated-route.close', 'baa-acme', 'x'],
    ['hold.add', 'matter-1', 'x'],
    ['account.password', 'goes'],
    ['vendor.review', 'openai-text', 'a-review-that-is-not-there'],
    ['something.new', 'x'],
    ['policy.add', 'site/3', 'texts-3'],
    ['policy.publish', 'site/2', 'hash-2'],
  ]
  const grant = { class: 'emergency', v: 1, principal: 'p', holder: 'p', patient: 'x', reason: 'other' } as const
  for (const event of ['used', 'stopped'] as const)
    await here.journal.append('north', { ...grant, event, grant: 'stopped', until: '2026-11-01T00:00:00.000Z' })
  const published = { class: 'configuration', v: 1, principal: 'ada', action: 'policy.publish' } as const
  await here.journal.append('south', { ...published, subject: 'site/7', hash: 'hash-7' })
  for (const [action, subject, hash] of changes)
    await here.journal.append('north', {
      class: 'configuration',
      v: 1,
      principal: 'ada',
      action,
      subject,
      ...(hash === undefined ? {} : { hash }),
    })
  const ingested = { class: 'ingest', v: 1, principal: 'ada', source: 'admin door', kept: {}, skipped: {} } as const
  await here.journal.append('north', ingested)
}

const recovery = (newRoot?: string): Way & { kind: 'recovery' } => ({
  kind: 'recovery',
  recoveryFile: here.keyFiles.recoveryPath,
  ...(newRoot === undefined ? {} : { newRoot }),
})
const byRoot = (identityFile = here.identityFiles[1] ?? ''): Way & { kind: 'root' } => ({
  kind: 'root',
  identityFile,
  openKeys: rootFileKeys(here.keyFiles.kekPath, { now: Date.now, random }),
})

function into(name: string, changes: Partial<RestoreDeps> = {}): Promise<Restored> {
  const rootFile = join(here.root, `${name}-keys/root.key`)
  return restore({
    store: here.place,
    dataFolder: join(here.root, name),
    way: recovery(rootFile),
    keysSetting: { rootFile },
    database: { kind: 'supervised' },
    disk: nodeDisk,
    now: Date.now,
    random,
    ...changes,
  })
}

/** The key of a register's copy in the place; the n-th of them in the order of their numbers. */
async function keyOf(name: string, n = 0): Promise<string> {
  const keys: string[] = []
  for await (const { key } of here.place.list(`keys/${name}/`)) keys.push(key)
  return keys.sort()[n] ?? ''
}

async function putRegister(register: Register, change = register.change): Promise<string> {
  const key = `keys/${register.name}/${String(change).padStart(12, '0')}.json`
  await here.place.put(key, Buffer.from(printRegister(register)))
  return key
}

/**
 * A node's register as anybody can make it who knows the public half: everything true but for the proof of the slot,
 * which takes the private one. (Made with the private one here, and the proof left out.)
 */
async function forgeDeployment(): Promise<Register> {
  const folder = join(here.root, 'intruder')
  await mkdir(join(folder, 'secret'), { recursive: true })
  await copyFile(here.keyFiles.recoveryPath, join(folder, 'secret/kek.recovery'))
  const files = await createKeyFiles({ kekPath: join(folder, 'secret/kek'), dataFolder: join(folder, 'data'), random })
  const register = parseRegister(await readFile(join(files.registerFolder, '_node.json'), 'utf8'), '_node')
  if (register.slot === undefined) throw new Error('no slot')
  const { proof: _, ...slot } = register.slot
  const kek = await createRoots(await openRootKeyFile(files.kekPath, random)).unwrap(register)
  const forged = withProof({ ...register, change: 899_999, slot }, kek)
  return { ...forged, change: 900_000 }
}

/** Opens what was restored as a server does. */
async function withRestored<T>(
  name: string,
  kekPath: string,
  work: (opened: {
    store: Awaited<ReturnType<typeof openStore>>
    keyring: Awaited<ReturnType<typeof openKeyring>>
    openJournal: () => ReturnType<typeof openJournal>
  }) => Promise<T>,
): Promise<T> {
  const dataFolder = join(here.root, name)
  const keyring = await openKeyring({ kekPath, registerFolder: join(dataFolder, 'keys'), now: Date.now, random })
  const store = await openStore({ source: { kind: 'supervised' }, dataFolder, random })
  try {
    const mark = await readMark(store.shared, NODE_NAME)
    const deps = { dataFolder, node: NODE_NAME, operator: 'north', keyring, now: Date.now, random, mark }
    return await work({ store, keyring, openJournal: () => openJournal(deps) })
  } finally {
    await store.close()
    await removeStore({ dataFolder, random })
  }
}

async function expectTakenBack(store: Store): Promise<void> {
  const accounts = await store.within('north', (tx) =>
    tx.selectFrom('local_account').select(['principal', 'password']).orderBy('principal').execute(),
  )
  expect(accounts.map(({ principal, password }) => [principal, password !== null])).toEqual([
    ['changes', true],
    ['goes', false],
    ['stays', true],
  ])
  const factors = await store.within('north', (tx) => tx.selectFrom('totp_factor').select('principal').execute())
  expect(factors.map(({ principal }) => principal).sort()).toEqual(['changes', 'stays'])
  const north = <T>(query: (tx: Tx) => Promise<T>) => store.within('north', query)
  const keys = await north((tx) => tx.selectFrom('api_key').select(['id', 'revoked_at']).orderBy('id').execute())
  expect(keys.map(({ id, revoked_at }) => [id, revoked_at !== null])).toEqual([
    ['key-of-changes', true],
    ['key-of-goes', false],
    ['key-of-stays', true],
  ])
  const people = await north((tx) => tx.selectFrom('principal').select(['id', 'revoked_at']).orderBy('id').execute())
  expect(people.map(({ id, revoked_at }) => [id, revoked_at !== null])).toEqual([
    ['changes', false],
    ['goes', true],
    ['stays', false],
  ])
  const agreements = await north((tx) =>
    tx.selectFrom('agreement').selectAll().orderBy('id').orderBy('version').execute(),
  )
  expect(
    agreements.map(({ id, version, definition }) => [id, version, 'terminated' in (definition as object)]),
  ).toEqual([
    ['baa-acme', 1, false],
    ['baa-acme', 2, true],
    ['baa-globex', 1, false],
    ['baa-globex', 2, true],
    ['baa-initech', 1, false],
  ])
  const routes = await north((tx) =>
    tx.selectFrom('validated_route').select(['id', 'version']).where('version', '=', 2).execute(),
  )
  expect(routes).toEqual([{ id: 'baa-acme', version: 2 }])
  const holds = await north((tx) => tx.selectFrom('legal_hold').selectAll().orderBy('id').execute())
  const open = { patient: null, reason: 'restored', lifted_at: null }
  expect(holds).toMatchObject([
    { ...open, id: 'matter-1', placed_by: 'ada' },
    { ...open, id: `restored-${snapshot}`, placed_by: PLACED_BY_RESTORE },
  ])
  const sets = (tenant: string) =>
    store.within(tenant, (tx) =>
      tx.selectFrom('policy_set').select(['version', 'hash', 'definition']).orderBy('version').execute(),
    )
  const inForce = (tenant: string) =>
    store.within(tenant, (tx) =>
      tx.selectFrom('policy_publication').select(['seq', 'version', 'published_by']).orderBy('seq', 'desc').execute(),
    )
  // The newest that the backup has is in force with its text; one that it does not have, without: nothing decides by it.
  expect((await inForce('north'))[0]).toEqual({ seq: 2, version: 2, published_by: 'ada' })
  expect(await sets('north')).toMatchObject([
    { hash: 'hash-1', definition: { policies: 1 } },
    { hash: 'hash-2', definition: { policies: 2 } },
    { hash: 'texts-3', definition: {} },
  ])
  expect(await inForce('south')).toEqual([{ seq: 1, version: 7, published_by: 'ada' }])
  expect(await sets('south')).toEqual([{ version: 7, hash: 'hash-7', definition: {} }])
  const left = await north((tx) =>
    tx.selectFrom('patient_digest').innerJoin('patient', 'patient.ref', 'patient_digest.patient').selectAll().execute(),
  )
  expect(left.map(({ ref }) => ref)).toEqual([expect.not.stringContaining('shredded')])
  expect(await north((tx) => tx.selectFrom('patient_digest').select('patient').execute())).toHaveLength(1)
  expect(await north((tx) => tx.selectFrom('patient_digest_change').select('generation').execute())).toEqual([
    { generation: '5' },
  ])
  const reviews = await north((tx) => tx.selectFrom('vendor_review').select(['id', 'version', 'note']).execute())
  expect(reviews).toEqual([{ id: 'openai-text', version: 1, note: lostReview('openai-text') }])
  const grants = await north((tx) =>
    tx.selectFrom('emergency_grant').select(['id', 'stopped_at']).orderBy('id').execute(),
  )
  expect(grants.map(({ id, stopped_at }) => [id, stopped_at !== null])).toEqual([
    ['open', false],
    ['stopped', true],
  ])
  const south = await store.within('south', (tx) => tx.selectFrom('legal_hold').select('id').execute())
  expect(south).toEqual([{ id: `restored-${snapshot}` }])
}

// Each starts databases of its own, on a machine that may be busy.
describe('a restore', { timeout: 120_000 }, () => {
  it('with the recovery key alone gives back every row and every shipped entry, under a new root key', async () => {
    const restored = await into('recovered')
    expect(restored).toMatchObject({
      snapshot,
      entries: shippedSize,
      root: shippedRoot,
      known: shippedSize,
      trust: 'register',
      doubts: [],
    })
    expect(restored.entriesOfSnapshot).toBeLessThan(shippedSize)
    const kekPath = join(here.root, 'recovered-keys/root.key')
    await withRestored('recovered', kekPath, async (opened) => {
      const journal = await opened.openJournal()
      expect(journal.size).toBeGreaterThanOrEqual(shippedSize)
      const read = []
      for await (const { index } of journal.read('south')) read.push(index)
      expect(read.length).toBe(91)
      await journal.close()
      const rows = await opened.store.within('south', (tx) => tx.selectFrom('patient').selectAll().execute())
      expect(rows.length).toBe(40)
      const [row] = rows
      if (row === undefined) throw new Error('no row')
      const key = await opened.keyring.opening('south', row.sealed)
      const place = { tenant: 'south', table: 'patient', row: row.ref, column: 'sealed' }
      expect(Buffer.from(key.open(row.sealed, place)).toString()).toMatch(/^secret \d+$/)
      await expectTakenBack(opened.store)
    })
    expect(restored.takenBack).toEqual({ rows: 15, unknown: { 'something.new': 1, ingest: 1 }, closed: 0 })
    const configuration = parse(await readFile(join(here.root, 'recovered/cordon.yaml'), 'utf8')) as object
    expect(configuration).toEqual({ node: NODE_NAME, keys: { rootFile: kekPath } })
    expect((await stat(kekPath)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(here.root, 'recovered'))).not.toContain('restoring')
  })

  it('without the last entries is seen to be a rollback, and no journal opens on it', async () => {
    const segment = '000000000000.log'
    const window = await here.place.get(windowKey(1, segment, 0), 1_000_000)
    await here.place.remove(windowKey(1, segment, 0))
    const restored = await into('shorter', { way: byRoot(), keysSetting: { rootFile: here.keyFiles.kekPath } })
    await here.place.put(windowKey(1, segment, 0), window ?? new Uint8Array(0))
    expect(restored).toMatchObject({ entries: restored.entriesOfSnapshot, known: shippedSize })
    await withRestored('shorter', here.keyFiles.kekPath, async (opened) => {
      await expect(opened.openJournal()).rejects.toMatchObject({
        code: 'journal_damaged',
        at: expect.stringContaining(`${shippedSize}`),
      })
    })
  })

  it('of a deployment that somebody sealed to the public half of the recovery key is refused, whatever its number', async () => {
    const forged = await forgeDeployment()
    const genuine = await here.place.get(await keyOf('_node'), 1_000_000)
    const key = await putRegister(forged, 900_000)
    // Beside the true one it is passed over, and told.
    const restored = await into('beside-forged')
    expect(restored).toMatchObject({ trust: 'register', snapshot, doubts: [] })
    expect((await into('forged', { way: byRoot(), keysSetting: {} })).doubts).toEqual(['keys/_node: change 900000'])
    // Alone it is not followed without the log's key, which it does not have.
    await here.place.remove(await keyOf('_node', 0))
    await expect(into('alone')).rejects.toMatchObject({
      code: 'keys_unavailable',
      at: expect.stringContaining('bears no proof of the recovery key'),
    })
    await expect(into('alone', { vkey: here.journal.vkey })).rejects.toMatchObject({ code: 'backup_damaged' })
    await here.place.remove(key)
    await here.place.put('keys/_node/000000000001.json', genuine ?? new Uint8Array(0))
    for (const name of ['beside-forged', 'forged']) await removeStore({ dataFolder: join(here.root, name), random })
  })

  it('takes no register that is older than the snapshot knows, nor one that is missing', async () => {
    await here.keys.keyring.sealing({ tenant: 'south', purpose: 'patient', patient: 'later' })
    const own = here.keyFiles.registerFolder
    await here.keys.care.places?.idle()
    const later = (await writeSnapshot(here.place, { ...here.snapshotDeps(), registerFolder: own })).id
    const key = await keyOf('south')
    const bytes = (await here.place.get(key, 1_000_000)) ?? new Uint8Array(0)
    const register = parseRegister(Buffer.from(bytes).toString(), 'south')
    const way = byRoot()
    await here.place.remove(key)
    await expect(into('older', { way, snapshot: later })).rejects.toMatchObject({
      code: 'backup_damaged',
      at: expect.stringContaining('south in the place is missing'),
    })
    // An old register that says it is the newest: the number is bound, so it is none of ours.
    const stale = { ...register, keys: {}, change: register.change + 5 }
    const stalePut = await putRegister(stale)
    await expect(into('older', { way, snapshot: later })).rejects.toMatchObject({
      at: expect.stringContaining('south in the place is missing'),
    })
    await here.place.remove(stalePut)
    await here.place.put(key, bytes)
    await removeSnapshot(here.place, later)
  })

  it('goes into an empty folder only, and leaves any other as it is', async () => {
    await mkdir(join(here.root, 'taken'))
    await writeFile(join(here.root, 'taken/file'), 'mine')
    await expect(into('taken')).rejects.toMatchObject({ code: 'restore_target_not_empty' })
    expect(await readdir(join(here.root, 'taken'))).toEqual(['file'])
  })

  it('that fails leaves nothing half restored', async () => {
    const stranger = join(here.root, 'stranger')
    await makeIdentityFile(stranger, random)
    const otherRecovery = { ...recovery(), recoveryFile: join(here.root, 'other.recovery') }
    await writeFile(otherRecovery.recoveryFile, `cordon-recovery-1:${Buffer.from(random(32)).toString('base64url')}\n`)
    const patient = await here.place.get(snapshotKey(snapshot, 'database/patient.age'), 10_000_000)
    const edited = Buffer.from(patient ?? '')
    edited[edited.length - 1] = (edited.at(-1) ?? 0) ^ 1
    const away = { ...here.place, list: () => here.place.list('nothing/') }
    const cases: [string, Partial<RestoreDeps>, string][] = [
      ['wrong identity', { way: byRoot(stranger) }, 'backup_key_wrong'],
      ['wrong recovery key', { way: otherRecovery }, 'keys_unavailable'],
      ['another log’s key', { vkey: createNoteKey(`cordon/${NODE_NAME}`, random(32)).vkey }, 'backup_damaged'],
      ['no such snapshot', { snapshot: '20200101T000000Z-000000' }, 'backup_incomplete'],
      ['an empty place', { store: away }, 'backup_incomplete'],
    ]
    for (const [name, changes, code] of cases) {
      await expect(into('failed', changes), name).rejects.toMatchObject({ code })
      expect(await readdir(join(here.root, 'failed')), name).toEqual([])
    }
    await here.place.put(snapshotKey(snapshot, 'database/patient.age'), edited)
    await expect(into('failed')).rejects.toMatchObject({ code: 'backup_damaged' })
    await here.place.put(snapshotKey(snapshot, 'database/patient.age'), patient ?? new Uint8Array(0))
    expect(await readdir(join(here.root, 'failed'))).toEqual([])
  })
})

// Each starts databases of its own, on a machine that may be busy.
describe('entries that expired after the backup', { timeout: 120_000 }, () => {
  it('stay expired in what is restored from it, and nothing is missing', async () => {
    await here.journal.append('expired', { class: 'lifecycle', v: 1, event: 'tried', detail: {} })
    await here.journal.checkpoint(here.journal.size)
    await createShipping({ disk: nodeDisk, folder: here.journal.folder, store: here.place }).ship()
    const { care } = here.keys
    const { live } = await care.journalKeys('expired')
    const going = live.map(({ id }) => ({ id, entries: 1 }))
    await care.expire('expired', going, here.clock.now)
    expect(await care.confirmed('expired')).toBe(true)
    await into('with-expired')
    await withRestored('with-expired', join(here.root, 'with-expired-keys/root.key'), async (opened) => {
      const journal = await opened.openJournal()
      const read = []
      for await (const entry of openEntries({ journal, keyring: opened.keyring }, 'expired', [0])) read.push(entry)
      expect(read).toMatchObject([{ closed: 'entry_expired' }])
      await journal.close()
    })
  })
})

// Each starts databases of its own, on a machine that may be busy.
describe('a backup is verified away from its machine', { timeout: 120_000 }, () => {
  const away = (way: Way, vkey?: string) =>
    verifyAway({ store: here.place, way, vkey, disk: nodeDisk, now: Date.now, random })

  it('with the recovery key alone', async () => {
    const found = await away(recovery(), here.journal.vkey)
    expect(found).toMatchObject({ snapshot, keys: true, trust: 'given' })
    expect(Object.keys(found.opened).sort()).toEqual(['north', 'south'])
  })

  it('with an identity alone, and says that the key beside the backup was believed', async () => {
    const found = await away({ kind: 'identity', identityFile: here.identityFiles[1] ?? '' })
    expect(found).toMatchObject({ snapshot, keys: false, trust: 'beside', opened: {} })
    const other = `cordon/${NODE_NAME}+00000000+AAAA`
    await expect(away({ kind: 'identity', identityFile: here.identityFiles[1] ?? '' }, other)).rejects.toMatchObject({
      code: 'usage',
    })
  })
})
