import { type EntryBody, EntryClass, type Principal } from '@cordon/contract'
import { verifyProof } from '@cordon/ledger'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { noteVerifier } from '../../audit/ed25519.ts'
import { nodeDisk } from '../../audit/node-disk.ts'
import { openJournal } from '../../audit/open-journal.ts'
import { gatherAccounting } from '../../audit/reading/accounting/gather.ts'
import { checkComplete } from '../../audit/reading/complete/check.ts'
import { writeComplete } from '../../audit/reading/complete/write.ts'
import { jsonl } from '../../audit/reading/export/jsonl.ts'
import { ocsf } from '../../audit/reading/export/ocsf.ts'
import { createReview } from '../../audit/reading/review/review.ts'
import { openEntry, sha256 } from '../../audit/sealed-entry.ts'
import { verifyJournal } from '../../audit/verify-files.ts'
import { openEntries as openSamples } from '../../backup/snapshot/open-samples.ts'
import { DAY } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import { createJournalExpiry, type ExpiryDeps } from './expire-journal.ts'
import { createWorld, JANUARY, openDatabase, random, request, TENANT, type World } from './retention.fixture.ts'

let database: { store: Store; close(): Promise<void> }
let world: World
beforeAll(async () => {
  database = await openDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  world = await createWorld(database.store)
})
afterEach(() => world.close())

const reader = { tenant: TENANT, principal: 'officer' }
const held = { code: 'legal_hold' }
const [ada, ben] = ['ada', 'ben'].map((id): Principal => ({ id, kind: 'user', name: id, roles: ['compliance'] })) as [
  Principal,
  Principal,
]

/** Two people: one asks, the other agrees. */
async function lift(hold: string): Promise<void> {
  await world.parts.holds.lift(TENANT, ada, hold)
  expect(await world.parts.holds.lift(TENANT, ben, hold)).toMatchObject({ lifted: true })
}

/** Entries of one month, and the journal kept up until their intents are due (a year), or all of them (2,282 days). */
async function aged(days: number): Promise<void> {
  await world.append(...request('r1'), ...request('r2', 'Q'.repeat(22)))
  await world.pass(days)
  await world.restart()
}
const UNTIL_INTENTS = 21 + 365 + 1

async function listed(filter: object): Promise<string[]> {
  const { entries } = await world.parts.reading.list(reader, filter, { limit: 500 })
  return entries
    .map(({ class: kind, body, closed }) => `${kind} ${closed ?? (body === undefined ? '?' : 'open')}`)
    .sort()
}

async function events(): Promise<EntryBody[]> {
  const found: EntryBody[] = []
  for await (const entry of world.parts.journal.atRest(TENANT, numbers(await world.parts.journal.count(TENANT)))) {
    if (entry.leaf.class !== 'lifecycle') continue
    const body = await openEntry(world.parts.keys.keyring, TENANT, entry).catch(() => undefined)
    if (body?.class === 'lifecycle' && body.event.startsWith('entries_')) found.push(body)
  }
  return found
}
const tellings = async () =>
  (await events()).map((body) => (body.class === 'lifecycle' ? `${body.event} ${body.detail.class}` : ''))

function* numbers(to: number): Generator<number> {
  for (let n = 0; n < to; n++) yield n
}

describe('entries whose time is over', () => {
  it('cannot be opened any more, are said to have expired, and nothing else changes', async () => {
    await aged(UNTIL_INTENTS)
    await world.parts.projection.catchUp(TENANT)
    const before = await world.parts.journal.checkpoint(world.parts.journal.size)
    const proof = await world.parts.journal.proof(3)
    expect(await listed({ class: 'intent' })).toEqual(['intent open', 'intent open'])

    expect(await world.parts.expiry.run(TENANT)).toEqual({ batches: 1, entries: 2, state: 'done' })

    expect(await listed({ class: 'intent' })).toEqual(['intent entry_expired', 'intent entry_expired'])
    expect(await listed({ class: 'outcome' })).toEqual(['outcome open', 'outcome open'])
    expect(await listed({ person: 'ann' })).toEqual([])
    const { journal, projection } = world.parts
    expect(await projection.check(TENANT)).toBeUndefined()
    expect(world.damages).toEqual([])
    // The tree, every proof of before and the files are what they were.
    expect(await verifyJournal(journal.folder, { vkey: journal.vkey, since: before.note })).toMatchObject({ ok: true })
    const { leaf } = await world.parts.reading.show(reader, 3)
    const claim = { entry: Buffer.from(leaf), log: noteVerifier(journal.vkey), sha256 }
    await expect(verifyProof(proof, claim)).resolves.toMatchObject({ index: 3 })
  })

  it('are recorded before and after: class, month, how many, by which keys, and that none opens', async () => {
    await aged(UNTIL_INTENTS)
    await world.parts.expiry.run(TENANT)
    const about = { class: 'intent', month: '2026-01', entries: 2, keys: 1 }
    expect(await events()).toMatchObject([
      { event: 'entries_expiring', detail: { ...about, days: 365, newest: new Date(JANUARY).toISOString() } },
      { event: 'entries_expired', detail: { ...about, opened: 0, copies: 1 } },
    ])
  })

  it('go at the last moment of their time and not one before', async () => {
    await aged(21 + 365 - 1)
    const { expiry } = world.parts
    world.ms = Date.UTC(2026, 1, 1) + 365 * DAY - 1
    expect(await expiry.run(TENANT)).toMatchObject({ batches: 0 })
    expect((await expiry.outlook(TENANT)).next).toContainEqual({
      class: 'intent',
      month: '2026-01',
      on: '2027-02-01',
      days: 365,
    })
    world.ms += 1
    expect((await expiry.outlook(TENANT)).due).toEqual([{ class: 'intent', month: '2026-01', entries: 2 }])
    expect(await expiry.run(TENANT)).toMatchObject({ batches: 1 })
    expect((await expiry.outlook(TENANT)).expired).toMatchObject([{ class: 'intent', month: '2026-01', entries: 2 }])
  })

  it('stay, all of them, while any legal hold stands, and go when it is lifted', async () => {
    await aged(UNTIL_INTENTS)
    const { holds, expiry } = world.parts
    for (const patient of [undefined, 'Patient/1']) {
      const { id } = await holds.add(TENANT, ada, { patient, reason: 'matter 7' })
      await expect(expiry.run(TENANT)).rejects.toMatchObject(held)
      expect((await expiry.outlook(TENANT)).holds).toEqual([id])
      expect(await tellings()).toEqual([])
      await lift(id)
    }
    expect(await expiry.run(TENANT)).toMatchObject({ batches: 1 })
  })

  it('stay when a hold comes between what is announced and what is done', async () => {
    await aged(UNTIL_INTENTS)
    const { deps, holds } = world.parts
    let hold = ''
    const journal: ExpiryDeps['journal'] = {
      nameTenants: () => Promise.resolve(),
      count: (tenant) => deps.journal.count(tenant),
      atRest: (tenant, seqs) => deps.journal.atRest(tenant, seqs),
      append: async (tenant, body) => {
        const appended = await deps.journal.append(tenant, body)
        hold = (await holds.add(TENANT, ada, { reason: 'matter 8' })).id
        return appended
      },
    }
    await expect(createJournalExpiry({ ...deps, journal }).run(TENANT)).rejects.toMatchObject(held)
    expect(await listed({ class: 'intent' })).toEqual(['intent open', 'intent open'])
    await lift(hold)
  })

  it('stay while the clock is not believed: one that jumped ahead makes nothing expire', async () => {
    await aged(30)
    const { expiry } = world.parts
    world.ms += 20 * 365 * DAY
    await world.append(...request('r9'))
    await expect(expiry.run(TENANT)).rejects.toMatchObject({ code: 'clock_unproven' })
    world.ms += 6 * DAY
    await expect(expiry.run(TENANT)).rejects.toMatchObject({ code: 'clock_unproven' })
    expect(await expiry.outlook(TENANT)).toMatchObject({ steady: false })
    expect(await tellings()).toEqual([])
  })

  /** An entry under January's key of the intents, whatever its class and month. */
  async function sealedByJanuary(body: EntryBody): Promise<void> {
    const { journal, keys } = world.parts
    const { keyring } = keys
    const found = (await keys.care.journalKeys(TENANT)).live.find(({ of }) => of === '2026-01/intent')
    const header = Buffer.concat([Uint8Array.of(1), Buffer.from(found?.id ?? '', 'base64url'), Buffer.alloc(80)])
    const january = await keyring.opening(TENANT, header)
    const sealing: typeof keyring.sealing = (scope) =>
      scope.purpose === 'journal' && scope.class === body.class ? Promise.resolve(january) : keyring.sealing(scope)
    await journal.close()
    const { dataFolder, node } = world
    const of = { dataFolder, node, operator: TENANT, now: () => world.ms, random }
    const odd = await openJournal({ ...of, keyring: { ...keyring, sealing } })
    await odd.append(TENANT, body)
    await odd.close()
    await world.restart()
  }
  const [intent, , outcome] = request('odd') as [EntryBody, EntryBody, EntryBody]

  it('stay where their key sealed an entry that is younger', async () => {
    await aged(30)
    await sealedByJanuary(intent)
    await world.pass(UNTIL_INTENTS - 30)
    expect(await world.parts.expiry.run(TENANT)).toMatchObject({ batches: 0 })
    await world.pass(30)
    expect((await world.parts.expiry.outlook(TENANT)).due).toEqual([{ class: 'intent', month: '2026-01', entries: 3 }])
  })

  it('stay where their key sealed an entry of another class', async () => {
    await aged(1)
    await sealedByJanuary(outcome)
    await world.pass(2 * 365)
    expect((await world.parts.expiry.outlook(TENANT)).due).toEqual([])
    expect(await world.parts.expiry.run(TENANT)).toMatchObject({ batches: 0 })
  })
})

describe('a kill', () => {
  /** Breaks at the n-th call of anything that the expiry does, as a process that was killed there. */
  function breaking(deps: ExpiryDeps, calls: { left: number }): ExpiryDeps {
    const count = () => {
      if (calls.left-- <= 0) throw new Error('killed')
    }
    const around = <T extends object>(part: T): T =>
      new Proxy(part, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name)
          if (typeof value !== 'function' || name === 'atRest') return value
          return async (...given: unknown[]) => {
            count()
            const result: unknown = await (value as (...given: unknown[]) => unknown).apply(target, given)
            count()
            return result
          }
        },
      })
    const { care, journal, projection } = deps
    return { ...deps, care: around(care), journal: around(journal), projection: around(projection) }
  }

  it.each(['run', 'proceed'] as const)(
    'of %s at any step leaves what the next finishes: destroyed once, told before and after',
    async (how) => {
      await aged(UNTIL_INTENTS)
      if (how === 'proceed') {
        await world.parts.expiry.proceed(TENANT)
        world.ms += 7 * DAY
      }
      const calls = { left: Number.POSITIVE_INFINITY }
      let killed = 0
      for (let at = 0; ; at++) {
        calls.left = at
        const ended = await createJournalExpiry(breaking(world.parts.deps, calls))
          [how](TENANT)
          .catch((error: Error) => error.message)
        if (ended !== 'killed') break
        killed += 1
        await world.restart()
        await world.parts.projection.catchUp(TENANT)
      }
      expect(killed).toBeGreaterThan(10)
      expect(await world.parts.expiry.run(TENANT)).toEqual({ batches: 0, entries: 0, state: 'done' })
      expect(await listed({ class: 'intent' })).toEqual(['intent entry_expired', 'intent entry_expired'])
      expect(await listed({ person: 'ann' })).toEqual([])
      expect(world.damages).toEqual([])
      const told = await tellings()
      expect(told.filter((each) => each === 'entries_due intent')).toHaveLength(how === 'run' ? 0 : 1)
      expect(told).toContain('entries_expiring intent')
      expect(told.at(-1)).toBe('entries_expired intent')
      expect((await world.parts.keys.care.journalKeys(TENANT)).expired).toMatchObject([{ entries: 2, told: true }])
    },
    60_000,
  )

  it('leaves no row that tells what was said: not of a database either that was restored from before', async () => {
    await aged(UNTIL_INTENTS)
    const { projection, deps, keys } = world.parts
    await projection.catchUp(TENANT)
    // The keys go, and nothing else happens any more.
    const { live } = await keys.care.journalKeys(TENANT)
    const going = live.filter(({ of }) => of === '2026-01/intent').map(({ id }) => ({ id, entries: 2 }))
    await keys.care.expire(TENANT, going, world.ms)
    expect(await projection.tells(TENANT, { class: 'intent', from: JANUARY, to: JANUARY + 1 })).toBe(true)
    // Somebody lists before the next run: no alarm, and nothing of what the entries said.
    expect(await listed({ class: 'intent' })).toEqual(['intent entry_expired', 'intent entry_expired'])
    expect(world.damages).toEqual([])
    await createJournalExpiry(deps).run(TENANT)
    await projection.catchUp(TENANT)
    expect(await projection.tells(TENANT, { class: 'intent', from: JANUARY, to: JANUARY + 1 })).toBe(false)
    expect(await tellings()).toEqual(['entries_expired intent'])
  })

  it('of a place: it is not done before the place has confirmed', async () => {
    await aged(UNTIL_INTENTS)
    const { keys, expiry } = world.parts
    await keys.care.confirmed(TENANT)
    world.place.away = true
    expect(await expiry.run(TENANT)).toMatchObject({ batches: 1, state: 'waiting' })
    expect(await tellings()).toEqual(['entries_expiring intent'])
    expect(await listed({ class: 'intent' })).toEqual(['intent entry_expired', 'intent entry_expired'])
    world.place.away = false
    expect(await expiry.run(TENANT)).toMatchObject({ batches: 0, state: 'done' })
    expect(await tellings()).toEqual(['entries_expiring intent', 'entries_expired intent'])
  })
})

describe('what expires by itself', () => {
  const stay = { batches: 0, entries: 0, state: 'done' }

  it('has a week’s notice in the journal, given once, with the day', async () => {
    await aged(UNTIL_INTENTS)
    const goes = new Date(world.ms + 7 * DAY).toISOString()
    for (let day = 0; day < 7; day++, world.ms += DAY) {
      expect(await world.parts.expiry.proceed(TENANT)).toEqual(stay)
      if (day === 3) await world.restart()
    }
    expect(await events()).toMatchObject([
      { event: 'entries_due', detail: { class: 'intent', month: '2026-01', entries: 2, days: 365, goes } },
    ])
    expect((await world.parts.expiry.outlook(TENANT)).due).toMatchObject([{ class: 'intent', goes: goes.slice(0, 10) }])
    expect(await listed({ class: 'intent' })).toEqual(['intent open', 'intent open'])
    expect(await world.parts.expiry.proceed(TENANT)).toEqual({ batches: 1, entries: 2, state: 'done' })
    expect(await tellings()).toEqual(['entries_due intent', 'entries_expiring intent', 'entries_expired intent'])
  })

  it('stays when a setting that was lowered by mistake is put right within that week', async () => {
    await aged(UNTIL_INTENTS)
    expect(await world.parts.expiry.proceed(TENANT)).toEqual(stay)
    world.ms += 8 * DAY
    const mended = { ...world.parts.deps, days: { ...world.parts.deps.days, intent: 2_282 } }
    expect(await createJournalExpiry(mended).proceed(TENANT)).toEqual(stay)
    expect(await listed({ class: 'intent' })).toEqual(['intent open', 'intent open'])
  })

  it('stays under a hold, which no notice outlives: it is given again when it is old', async () => {
    await aged(UNTIL_INTENTS)
    await world.parts.expiry.proceed(TENANT)
    const { id } = await world.parts.holds.add(TENANT, ada, { reason: 'matter 9' })
    await world.pass(61)
    await expect(world.parts.expiry.proceed(TENANT)).rejects.toMatchObject(held)
    await lift(id)
    expect(await world.parts.expiry.proceed(TENANT)).toEqual(stay)
    expect(await tellings()).toEqual(['entries_due intent', 'entries_due intent'])
  })

  it('goes at once when a person says so', async () => {
    await aged(UNTIL_INTENTS)
    await world.parts.expiry.proceed(TENANT)
    expect(await world.parts.expiry.run(TENANT)).toMatchObject({ batches: 1 })
  })
})

describe('a backup', () => {
  it('of a tenant of whom everything has expired opens nothing, and lacks nothing', async () => {
    for (const body of request('r1')) await world.parts.journal.append('gone', body)
    await aged(21 + 2_282 + 1)
    const { journal, keys } = world.parts
    const opened = () => openSamples(nodeDisk, journal.folder, keys.keyring, ['gone'])
    expect(await opened()).toEqual({ opened: { gone: 3 }, keyless: {} })
    const { live } = await keys.care.journalKeys('gone')
    const going = live.map(({ id }) => ({ id, entries: 1 }))
    await keys.care.expire('gone', going, world.ms)
    expect(await opened()).toEqual({ opened: {}, keyless: {} })
  }, 60_000)
})

describe('when everything of a month has expired', () => {
  const [openIntent] = request('left open') as [EntryBody]
  beforeEach(async () => {
    await world.parts.journal.append('other', { class: 'lifecycle', v: 1, event: 'x', detail: {} })
    await world.append(
      { class: 'authentication', v: 1, source: '10.0.0.1', code: 'x', count: 3, from: 'a', to: 'b' },
      { class: 'configuration', v: 1, principal: 'ann', action: 'user.add', subject: 'x' },
    )
    await aged(21 + 2_282 + 1)
  }, 60_000)

  it('the journal opens again, knows its tenants, and goes on', async () => {
    const ran = await world.parts.expiry.run(TENANT)
    expect(ran).toMatchObject({ state: 'done' })
    expect(ran.batches).toBeGreaterThan(4)
    // The note that says whom this pseudonym stands for was of January; it was given again before it expired.
    const { seq } = await world.parts.journal.append('other', openIntent)
    await world.restart()
    const outcomes = []
    for await (const { leaf } of world.parts.journal.atRest('other', [seq + 1])) outcomes.push(leaf.class)
    expect(outcomes).toEqual(['outcome'])
    await world.append(...request('r5'))
    const { journal } = world.parts
    expect(await verifyJournal(journal.folder, { vkey: journal.vkey })).toMatchObject({ ok: true })
    expect((await listed({ class: 'intent' })).at(-1)).toBe('intent open')
  }, 60_000)

  it('exports hold every entry and say of what: a complete one still proves itself', async () => {
    await world.parts.expiry.run(TENANT)
    const { journal, keys, projection } = world.parts
    const parts = { journal, keyring: keys.keyring, projection }
    const lines: string[] = []
    for await (const line of await writeComplete(parts, reader)) lines.push(line)
    async function* numbered() {
      for (const [n, text] of lines.entries()) yield await Promise.resolve({ line: n + 1, text })
    }
    expect(await checkComplete(numbered(), { vkey: journal.vkey })).toMatchObject({ ok: true, problems: [] })
    expect(lines.filter((line) => line.includes('"closed":"entry_expired"')).length).toBeGreaterThan(5)
    const context = { tenant: TENANT, origin: journal.origin, version: '1', vendors: new Map() }
    const { entries } = await world.parts.reading.stream(reader, 'export', {})
    const said = { jsonl: 0, ocsf: 0 }
    for await (const entry of entries) {
      if (jsonl.lines(entry, context)[0]?.includes('"closed":"entry_expired"') === true) said.jsonl += 1
      if (ocsf.lines(entry, context)[0]?.includes('"status_code":"entry_expired"') === true) said.ocsf += 1
    }
    expect(said.jsonl).toBeGreaterThan(5)
    expect(said.ocsf).toBe(said.jsonl)
  }, 60_000)

  it('an accounting and a review say how far back they see', async () => {
    const { journal, keys, projection } = world.parts
    const { keyring } = keys
    const parts = { journal, keyring, projection }
    const asked = { patient: 'Patient/1', pseudonym: 'P'.repeat(22), vendors: [] }
    const then = { ...asked, requested: JANUARY + DAY }
    expect(await gatherAccounting(parts, reader, then)).toMatchObject({
      expired: 0,
      disclosures: [{ recipient: 'acme (no longer registered)' }],
    })
    await world.parts.expiry.run(TENANT)
    expect(await gatherAccounting(parts, reader, { ...asked, requested: world.ms })).toMatchObject({ expired: 0 })
    // For a request of back then, which nobody has to answer any more.
    expect(await gatherAccounting(parts, reader, then)).toMatchObject({ expired: 2, disclosures: [] })
    const review = createReview({
      ...parts,
      store: world.store,
      node: world.node,
      now: () => world.ms,
      hours: { timeZone: 'UTC', from: 7, to: 19 },
      people: () => Promise.resolve(['ann']),
    })
    const { report } = await review.report(reader, '2026-W02')
    expect(report.expired).toBeGreaterThan(5)
    expect(report.byPerson).toEqual({})
    expect(report.byClass).toMatchObject({ intent: 2, outcome: 2 })
    expect(report.firstTime).toEqual({ count: 0, pairs: [], since: new Date(JANUARY).toISOString() })
    const weeks = await review.weeks(reader)
    expect(weeks.at(-1)?.week).not.toBe('2026-W02')
  }, 60_000)
})

it('has a rule for every class', () => {
  expect(Object.keys(world.parts.deps.days).sort()).toEqual([...EntryClass.options].sort())
})
