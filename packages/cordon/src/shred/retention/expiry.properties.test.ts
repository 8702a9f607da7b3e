import type { EntryBody, Principal } from '@cordon/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openEntries } from '../../audit/reading/open-entries.ts'
import { verifyJournal } from '../../audit/verify-files.ts'
import { DAY } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import { spanOf } from './due.ts'
import { createJournalExpiry } from './expire-journal.ts'
import { createWorld, openDatabase, RETENTION, request, TENANT, type World } from './retention.fixture.ts'

let database: { store: Store; close(): Promise<void> }
beforeAll(async () => {
  database = await openDatabase()
})
afterAll(() => database.close())

const RUNS = process.env.CORDON_TEST_LONG === '1' ? 150 : 8

/** Short, so that much happens; the bounds of the configuration are another test's. */
const days = { ...RETENTION.days, intent: 20, outcome: 90, disclosure: 400 }
const KINDS = ['intent', 'disclosure', 'outcome'] as const
const [ada, ben] = ['ada', 'ben'].map((id): Principal => ({ id, kind: 'user', name: id, roles: ['compliance'] })) as [
  Principal,
  Principal,
]

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('append' as const), kind: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), days: fc.integer({ min: 1, max: 70 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('run', 'proceed', 'restart', 'list') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('hold', 'lift') }) },
)

/** What may be opened and what may not, told without any of the code under test: by class, month and what was run when. */
interface Model {
  readonly gone: Set<number>
  hold: string | undefined
}

const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7)
const dueAt = (kind: (typeof KINDS)[number], at: number): number => spanOf({ month: monthOf(at) }).to + days[kind] * DAY

async function play(world: World, model: Model, one: typeof step extends fc.Arbitrary<infer T> ? T : never) {
  const { parts } = world
  const expiry = createJournalExpiry({ ...parts.deps, days })
  if (one.do === 'append' && 'kind' in one) {
    const body = request('r')[one.kind] as EntryBody
    await parts.journal.append(TENANT, body)
  } else if (one.do === 'pass' && 'days' in one) await world.pass(one.days)
  else if (one.do === 'restart') await world.restart()
  else if (one.do === 'list') await parts.reading.list({ tenant: TENANT, principal: 'p' }, {}, { limit: 500 })
  else if (one.do === 'hold') model.hold ??= (await parts.holds.add(TENANT, ada, { reason: 'm' })).id
  else if (one.do === 'lift' && model.hold !== undefined) {
    await parts.holds.lift(TENANT, ada, model.hold)
    await parts.holds.lift(TENANT, ben, model.hold)
    model.hold = undefined
  } else if (one.do === 'run' || one.do === 'proceed') {
    const written = await writtenIn(world)
    const ran = await expiry[one.do](TENANT).catch((error: { code: string }) => error.code)
    const due = written.filter(({ kind, at, seq }) => !model.gone.has(seq) && dueAt(kind, at) <= world.ms)
    if (typeof ran === 'string') {
      expect(['legal_hold', 'clock_unproven']).toContain(ran)
      if (ran === 'legal_hold') expect(model.hold).toBeDefined()
      return
    }
    if (due.length > 0) expect(model.hold).toBeUndefined()
    // By itself it takes a week's notice: what went is among what was due, and counted.
    if (one.do === 'run') expect(ran.entries).toBe(due.length)
    const closed = await closedOf(world)
    for (const { seq } of due) if (one.do === 'run' || closed.has(seq)) model.gone.add(seq)
  }
}

/** What was written, by the leaves: the journal itself adds an outcome to what was left open. */
async function writtenIn({ parts: { journal } }: World) {
  const seqs = Array.from({ length: await journal.count(TENANT) }, (_, seq) => seq)
  const written: { seq: number; kind: (typeof KINDS)[number]; at: number }[] = []
  for await (const { leaf } of journal.atRest(TENANT, seqs)) {
    const kind = KINDS.find((each) => each === leaf.class)
    if (kind !== undefined) written.push({ seq: leaf.seq, kind, at: leaf.time })
  }
  return written
}

async function closedOf(world: World): Promise<Map<number, string | undefined>> {
  const { journal, keys } = world.parts
  const seqs = Array.from({ length: await journal.count(TENANT) }, (_, seq) => seq)
  const closed = new Map<number, string | undefined>()
  for await (const entry of openEntries({ journal, keyring: keys.keyring }, TENANT, seqs))
    if (entry.body === undefined) closed.set(entry.leaf.seq, entry.closed)
  return closed
}

it('whatever happens, what is closed has expired, and nothing expired that was not due, held or unsure', {
  timeout: RUNS * 15_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
      const world = await createWorld(database.store)
      const model: Model = { gone: new Set(), hold: undefined }
      try {
        for (const one of steps) await play(world, model, one)
        const closed = await closedOf(world)
        expect([...closed.keys()].sort((a, b) => a - b)).toEqual([...model.gone].sort((a, b) => a - b))
        expect([...closed.values()].every((why) => why === 'entry_expired')).toBe(true)
        const { journal, projection } = world.parts
        expect((await verifyJournal(journal.folder, { vkey: journal.vkey })).problems).toEqual([])
        await projection.catchUp(TENANT)
        expect(await projection.check(TENANT)).toBeUndefined()
        expect(world.damages).toEqual([])
      } finally {
        if (model.hold !== undefined) await play(world, model, { do: 'lift' })
        await world.close()
      }
    }),
    { numRuns: RUNS },
  )
})
