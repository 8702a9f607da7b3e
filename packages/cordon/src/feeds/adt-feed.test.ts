import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Every } from '../audit/every.ts'
import { type OpenedJournal, openJournal } from '../audit/open-journal.ts'
import { openRealParts, type RealParts, unrecorded } from '../identity/real-parts.fixtures.ts'
import { createIds } from '../kernel/id.ts'
import type { Listening } from '../kernel/listen.ts'
import type { LogFields } from '../kernel/log.ts'
import { createPatients, encounterPseudonym } from '../policy/patients/patients.ts'
import { createIngest } from '../retrieval/ingest.ts'
import { adt, npi, type Said, SETTINGS } from './adt.fixtures.ts'
import { openAdtFeed } from './adt-feed.ts'
import { createKeptMessages, type KeptMessages } from './kept.ts'
import { frame, readFrames } from './mllp.ts'
import { createRefusedCounts } from './refused.ts'
import { createTakeIn } from './take-in.ts'

const NOW = Date.UTC(2026, 10, 22)

interface Ward {
  readonly tenant: string
  readonly feed: Listening
  readonly kept: KeptMessages
  readonly journal: OpenedJournal
  readonly logged: LogFields[]
  /** What was recorded. */
  readonly entries: unknown[]
  /** A minute passes. */
  readonly tick: () => Promise<void>
}

let parts: RealParts
let folder: string
let journal: OpenedJournal
const open: Listening[] = []
beforeAll(async () => {
  parts = await openRealParts(NOW)
  folder = await mkdtemp(join(tmpdir(), 'cordon-feed-'))
  const { keyring, random } = parts
  journal = await openJournal({ dataFolder: folder, node: 'test', operator: 'here', keyring, now: () => NOW, random })
})
afterAll(async () => {
  for (const feed of open) await feed.close()
  await journal.close()
  await parts.close()
  await rm(folder, { recursive: true, force: true })
})

let wards = 0
let appended = 0
async function counted<T>(durable: Promise<T>): Promise<T> {
  const made = await durable
  appended += 1
  return made
}
async function openWard(more: { keptMax?: number; messageBytesMax?: number; broken?: boolean } = {}): Promise<Ward> {
  const tenant = `ward-${++wards}`
  const logged: LogFields[] = []
  const note = (_message: string, fields: LogFields = {}) => void logged.push(fields)
  const entries: unknown[] = []
  const append: OpenedJournal['append'] = async (of, body) => {
    if (more.broken) throw new Error('no disk')
    const made = await counted(journal.append(of, body))
    entries.push(body)
    return made
  }
  let tick: () => Promise<void> = async () => undefined
  const every: Every = (_ms, work) => {
    tick = work
    return () => undefined
  }
  const deps = { ...parts, tenant, now: () => NOW, journal: { append } }
  const takeIn = createTakeIn({ ...deps, settings: SETTINGS })
  const kept = createKeptMessages({ ...deps, keptMax: more.keptMax ?? 100, takeIn })
  const feed = await openAdtFeed({
    ...deps,
    settings: {
      host: '127.0.0.1',
      port: 0,
      connectionsMax: 4,
      connectionsPerAddressMax: 4,
      messageMs: 60_000,
      idleMs: 10_000,
      messageBytesMax: more.messageBytesMax ?? 100_000,
      senders: SETTINGS.senders,
    },
    tls: undefined,
    takeIn,
    kept,
    refused: createRefusedCounts({ ...deps, every }),
    log: { debug: note, info: note, warn: note, error: note },
    newId: createIds({ now: () => NOW, random: parts.random }),
  })
  open.push(feed)
  return { tenant, feed, kept, journal, logged, entries, tick: () => tick() }
}

/** Sends over one real connection, and gives the answer to each. */
async function send({ feed }: Ward, ...messages: string[]): Promise<string[]> {
  const socket = await connected(feed)
  const answers: string[] = []
  const replies = readFrames(socket, { messageBytesMax: 10_000, messageMs: 60_000, now: Date.now })
  for (const message of messages) {
    socket.write(frame(message))
    const { value } = await replies.next()
    answers.push(value && 'message' in value ? codeOf(Buffer.from(value.message).toString()) : 'closed')
  }
  socket.destroy()
  return answers
}

function connected({ port }: Listening): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.once('error', reject)
  })
}

/** `AA 1`, or `AE 1 field_invalid PV1-44`. */
function codeOf(answer: string): string {
  const [, code = '', control = ''] = /\rMSA\|(..)\|([^\r|]*)/.exec(answer) ?? []
  const [, place = '', , , fault = ''] = /\rERR\|\|([^|]*)\|([^|]*)\|(.)\|([^|]*)/.exec(answer) ?? []
  return [code, control, fault, place.replace('^1^', '-')].join(' ').trim()
}

const mrn = (value: string) => ({ identifier: [{ system: 'http://hospital.example/mrn', value }] })
async function ingest({ tenant }: Ward, ...resources: object[]) {
  async function* items() {
    for (const resource of resources) yield { at: 'f:1', resource }
  }
  await createIngest({ ...parts, now: () => NOW })(items(), { tenant })
}
const people = (...more: object[]) => [
  { resourceType: 'Patient', id: 'p', ...mrn('1') },
  { resourceType: 'Patient', id: 'q', ...mrn('2') },
  ...['d', 'e'].map((id, n) => ({
    resourceType: 'Practitioner',
    id,
    identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: String(77 + n) }],
  })),
  ...more,
]

async function facts({ tenant }: Ward, patient = 'p') {
  const patients = createPatients(parts)
  const found = await Promise.all(
    ['d', 'e'].map(async (id) => (await patients.look(tenant, patient, { practitioner: id })).relationships),
  )
  return found.map((all) =>
    all.map(({ kind, source, start = 0, end = 0 }) => [kind, source, iso(start), iso(end)].join(' ')),
  )
}
const iso = (at: number) => new Date(at).toISOString().slice(5, 13)

const at = (day: number) => `202611${String(day).padStart(2, '0')}120000+0000`
let control = 0
const said = (event: string, day: number, more: Partial<Said> = {}): Said => ({
  event,
  control: `m${++control}`,
  at: at(day),
  ...more,
})
const story = () => [
  adt(said('A01', 1, { attending: npi('77') })),
  adt(said('A02', 3, { attending: npi('78') })),
  adt(said('A08', 4)),
  adt(said('A03', 6)),
]

describe('an ADT feed', () => {
  it('opens a chart to those who look after the patient, once the patient is known by that number', async () => {
    const ward = await openWard()
    expect(await send(ward, ...story())).toEqual([1, 2, 3, 4].map((n) => `AA m${control - 4 + n}`))
    expect(await facts(ward)).toEqual([[], []])
    await ingest(ward, ...people())
    expect(await facts(ward)).toEqual([
      ['encounter Stay/V1 11-01T12 11-03T12'],
      ['encounter Stay/V1 11-03T12 11-06T12'],
    ])
    expect(await facts(ward, 'q')).toEqual([[], []])
  })

  it('ends in the same facts in whatever order messages come, again and again, on several connections', async () => {
    const [inOrder, turned] = [await openWard(), await openWard()]
    const messages = story()
    await send(inOrder, ...messages)
    await Promise.all([send(turned, ...messages.toReversed()), send(turned, ...messages)])
    for (const ward of [inOrder, turned]) await ingest(ward, ...people())
    expect(await facts(turned)).toEqual(await facts(inOrder))
  })

  it('takes back a stay that was cancelled', async () => {
    const ward = await openWard()
    await ingest(ward, ...people())
    await send(ward, adt(said('A01', 1, { attending: npi('77') })), adt(said('A11', 2)))
    expect(await facts(ward)).toEqual([[], []])
  })

  const merge = (day: number, gone: string, patient: string) =>
    adt(said('A40', day, { stay: '', patient, more: [`MRG|${gone}^^^HOSP^MR`] }))
  it('has stays that a request may name, each of its patient alone, and none that was cancelled', async () => {
    const ward = await openWard()
    await ingest(ward, ...people())
    const charted = { resourceType: 'Encounter', id: 'e', status: 'finished', subject: { reference: 'Patient/p' } }
    await ingest(ward, { ...charted, identifier: [{ value: 'V1' }] })
    await send(ward, adt(said('A01', 1)), adt(said('A01', 1, { patient: '2', stay: 'V2' })))
    await send(ward, adt(said('A01', 1, { stay: 'V3' })), adt(said('A11', 2, { stay: 'V3' })))
    const patients = createPatients(parts)
    const theirs = async (id: string, stay: string) => (await patients.look(ward.tenant, id, {}, stay)).patient
    expect((await theirs('p', 'Stay/V1'))?.encounter).toBe('theirs')
    expect((await theirs('q', 'Stay/V2'))?.encounter).toBe('theirs')
    // By its number it is the chart's encounter as well.
    const keys = await parts.keyring.tenant(ward.tenant)
    expect((await theirs('p', 'Stay/V1'))?.encounters).toContain(encounterPseudonym(keys, 'Encounter/e'))
    const unknown = await theirs('p', 'Stay/none')
    for (const stay of ['Stay/V2', 'Stay/V3', 'V1']) expect([stay, await theirs('p', stay)]).toEqual([stay, unknown])
    await send(ward, merge(2, '2', '1'))
    expect((await theirs('p', 'Stay/V2'))?.encounter).toBe('theirs')
  })

  it('merges records, and parts them again', async () => {
    const ward = await openWard()
    await ingest(ward, ...people())
    await send(ward, adt(said('A01', 1, { attending: npi('77'), patient: '2' })))
    const merge = said('A40', 2, { stay: '', more: ['MRG|2^^^HOSP^MR'] })
    expect(await send(ward, adt(merge))).toEqual([`AA ${merge.control}`])
    expect((await facts(ward))[0]).toEqual(['encounter Stay/V1 11-01T12 11-01T12'])
    const patients = createPatients(parts)
    const asOld = await patients.look(ward.tenant, 'q', {})
    expect(asOld.patient).toEqual({ ...(await patients.look(ward.tenant, 'p', {})).patient, merged: true })
    await send(ward, adt(said('A37', 3, { stay: '', more: ['PID|2||2^^^HOSP^MR'] })))
    expect(await facts(ward)).toEqual([[], []])
  })

  const unmerge = (day: number, one: string, other: string) =>
    adt(said('A37', day, { stay: '', patient: one, more: [`PID|2||${other}^^^HOSP^MR`] }))
  const replaced = { resourceType: 'Patient', id: 'q', ...mrn('2') }
  const link = [{ type: 'replaced-by', other: { reference: 'Patient/p' } }]
  it.each([
    ['the ends of a chain', [merge(2, '2', '3'), merge(3, '3', '1')], [], unmerge(4, '1', '2'), 'merge_unknown'],
    [
      'two that were merged by another way too',
      [merge(2, '2', '3'), merge(3, '3', '1'), merge(3, '2', '1')],
      [],
      unmerge(4, '1', '2'),
      'unmerge_incomplete',
    ],
    [
      'two whose records say that they are one',
      [merge(2, '2', '1')],
      [{ ...replaced, link }],
      unmerge(4, '1', '2'),
      'unmerge_incomplete',
    ],
    [
      'numbers of another authority than the merge had',
      [merge(2, '2', '1')],
      [],
      unmerge(4, '1', '2').replaceAll('^HOSP^', '^NPI^'),
      'merge_unknown',
    ],
  ])('refuses to part %s, keeps that for a person, and changes nothing', async (_case, merges, records, part, code) => {
    const ward = await openWard()
    await ingest(ward, ...people())
    await ingest(ward, ...records)
    await send(ward, adt(said('A01', 1, { attending: npi('77'), patient: '2' })))
    expect(await send(ward, ...merges)).toEqual(merges.map(() => expect.stringMatching(/^AA/)))
    const together = ['encounter Stay/V1 11-01T12 11-01T12']
    expect((await facts(ward))[0]).toEqual(together)
    expect(await send(ward, part, part)).toEqual(
      [1, 2].map(() => expect.stringMatching(new RegExp(`^AE m\\d+ ${code} PID-3$`))),
    )
    expect((await facts(ward))[0]).toEqual(together)
    expect((await ward.kept.list(ward.tenant)).map((each) => each.code)).toEqual([code])
  })

  it('parts a chain where it was joined, and then takes in what waited for that', async () => {
    const ward = await openWard()
    await ingest(ward, ...people())
    await send(ward, adt(said('A01', 1, { attending: npi('77'), patient: '2' })))
    await send(ward, merge(2, '2', '3'), merge(2, '3', '1'), merge(2, '2', '1'), unmerge(4, '1', '2'))
    expect(await send(ward, unmerge(4, '3', '1'))).toEqual([`AA m${control}`])
    const [waiting] = await ward.kept.list(ward.tenant)
    expect(await ward.kept.retry(ward.tenant, waiting?.id ?? '', unrecorded)).toMatchObject({ action: 'feed.retry' })
    expect(await facts(ward)).toEqual([[], []])
  })

  it('brings nothing together when merges contradict each other, whichever came first', async () => {
    const ward = await openWard()
    await ingest(ward, ...people())
    await send(ward, adt(said('A01', 1, { attending: npi('77'), patient: '2' })))
    const merges = [
      adt(said('A40', 2, { stay: '', more: ['MRG|2^^^HOSP^MR'] })),
      adt(said('A40', 3, { stay: '', patient: '2', more: ['MRG|1^^^HOSP^MR'] })),
    ]
    expect(await send(ward, ...merges.toReversed())).toHaveLength(2)
    expect((await facts(ward))[0]).toEqual([])
    expect((await createPatients(parts).look(ward.tenant, 'q', {})).patient).not.toHaveProperty('merged')
  })

  it('writes an entry for each message that it takes in or refuses, with nothing of its text', async () => {
    const ward = await openWard()
    const before = appended
    await send(ward, ...story(), adt(said('A01', 31)))
    expect(appended).toBe(before + 5)
    expect(JSON.stringify(ward.logged)).not.toMatch(/Quillfeather|Bell|WARD/)
  })

  it('answers the same message again with AA, and another under its number with AE', async () => {
    const ward = await openWard()
    const one = said('A01', 1)
    const other = { ...one, attending: npi('77') }
    expect(await send(ward, adt(one), adt(one), adt(other))).toEqual([
      `AA ${one.control}`,
      `AA ${one.control}`,
      `AE ${one.control} control_id_reused MSH-10`,
    ])
    expect((await ward.kept.list(ward.tenant)).map(({ code }) => code)).toEqual(['control_id_reused'])
  })

  it('keeps a broken message, names it, and takes the next', async () => {
    const ward = await openWard()
    const [broken, next] = [said('A01', 31), said('A01', 1)]
    const garbled = `${adt(said('A01', 1))}\rhello`
    const before = appended
    const answers = await send(ward, adt(broken), garbled, adt(next), adt(broken))
    expect(answers).toEqual([
      `AE ${broken.control} field_invalid EVN-2`,
      `AR m${control} message_malformed`,
      `AA ${next.control}`,
      `AE ${broken.control} field_invalid EVN-2`,
    ])
    // The one that came twice is kept once, and recorded once.
    expect(appended).toBe(before + 3)
    const listed = await ward.kept.list(ward.tenant)
    expect(listed.map(({ code, place }) => `${code} ${place}`).sort()).toEqual([
      'field_invalid EVN-2',
      'message_malformed segment 5',
    ])
    expect(JSON.stringify(listed)).not.toContain('Quillfeather')
    const { id = '' } = listed.find(({ code }) => code === 'field_invalid') ?? {}
    expect((await ward.kept.read(ward.tenant, id)).text).toBe(adt(broken))
    await expect(ward.kept.retry(ward.tenant, id, unrecorded)).rejects.toMatchObject({
      code: 'resource_invalid',
      at: 'EVN-2',
    })
    expect(await ward.kept.drop(ward.tenant, id, unrecorded)).toMatchObject({ action: 'feed.drop', subject: id })
    await expect(ward.kept.read(ward.tenant, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(ward.kept.read('elsewhere', listed[0]?.id ?? '')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('takes in on a retry what it can understand by now', async () => {
    const ward = await openWard()
    await ingest(ward, ...people())
    const one = adt(said('A01', 1, { attending: npi('77') }))
    await ward.kept.keep('adt', Buffer.from(one), { code: 'patient_unknown', at: 'PID-3' }, async () => undefined)
    const [listed] = await ward.kept.list(ward.tenant)
    expect(await ward.kept.retry(ward.tenant, listed?.id ?? '', unrecorded)).toMatchObject({ action: 'feed.retry' })
    expect(await ward.kept.list(ward.tenant)).toEqual([])
    expect((await facts(ward))[0]).toHaveLength(1)
  })

  it('neither takes in nor lets go what cannot be recorded', async () => {
    const ward = await openWard()
    await ingest(ward, ...people())
    const one = adt(said('A01', 1, { attending: npi('77') }))
    await ward.kept.keep('adt', Buffer.from(one), { code: 'patient_unknown', at: 'PID-3' }, async () => undefined)
    const listed = await ward.kept.list(ward.tenant)
    const full = () => Promise.reject(new Error('the disk is full'))
    for (const act of ['retry', 'drop'] as const)
      await expect(ward.kept[act](ward.tenant, listed[0]?.id ?? '', full)).rejects.toThrow('full')
    expect(await ward.kept.list(ward.tenant)).toEqual(listed)
    expect((await facts(ward))[0]).toEqual([])
  })

  it('lets a message go once, though two ask at once', async () => {
    const ward = await openWard()
    await ward.kept.keep('adt', Buffer.from('x'), { code: 'message_malformed', at: undefined }, async () => undefined)
    const [listed] = await ward.kept.list(ward.tenant)
    const asked = [1, 2].map(() => ward.kept.drop(ward.tenant, listed?.id ?? '', unrecorded))
    expect((await Promise.allSettled(asked)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('hears nobody but the senders of its list, and keeps nothing of others', async () => {
    const ward = await openWard()
    const stranger = said('A01', 1, { sender: 'EVIL' })
    const lab = adt(said('A01', 1)).replace('ADT^A01', 'ORU^R01')
    expect(await send(ward, adt(stranger), lab)).toEqual([
      `AR ${stranger.control} sender_refused MSH-3`,
      `AR m${control} type_unsupported MSH-9`,
    ])
    expect(await ward.kept.list(ward.tenant)).toEqual([])
  })

  it('keeps and records nothing of a stranger, however it is broken, so that there is room for its own', async () => {
    const ward = await openWard({ keptMax: 1 })
    const before = appended
    const garbled = ['hello', 'MSH|abcd|HIS', 'PID|1', '\u00ff', adt(said('A01', 1, { control: '' }))]
    const evil = [adt(said('A01', 31, { sender: 'EVIL' })), `${adt(said('A01', 1, { sender: 'EVIL' }))}\rhello`]
    const answers = await send(ward, ...garbled, ...evil)
    expect(answers.filter((each) => /^A[ER] /.test(each))).toHaveLength(7)
    expect(answers.slice(5)).toEqual([expect.stringMatching(/sender_refused/), expect.stringMatching(/sender_refused/)])
    expect(appended).toBe(before)
    expect(await ward.kept.list(ward.tenant)).toEqual([])
    expect(await send(ward, adt(said('A01', 31)))).toEqual([`AE m${control} field_invalid EVN-2`])
    expect(await ward.kept.list(ward.tenant)).toHaveLength(1)
  })

  it('counts by the minute, in one entry, what leaves nothing else', async () => {
    const ward = await openWard({ messageBytesMax: 2_000, keptMax: 1 })
    const evil = adt(said('A01', 1, { sender: 'EVIL' }))
    await send(ward, evil, evil, adt(said('A60', 1)), adt(said('A01', 1)).replace('ADT^A01', 'ORU^R01'))
    await send(ward, adt(said('A01', 31)), adt(said('A01', 31)), 'x'.repeat(2_001))
    expect(ward.entries).toMatchObject([{ class: 'ingest', skipped: { field_invalid: 1 } }])
    await ward.tick()
    const skipped = {
      sender_refused: 2,
      event_unsupported: 1,
      type_unsupported: 1,
      kept_too_many: 1,
      message_too_large: 1,
    }
    expect(ward.entries.slice(1)).toEqual([
      { class: 'ingest', v: 1, principal: 'feed adt', source: 'HL7 v2', kept: {}, skipped },
    ])
    await ward.tick()
    expect(ward.entries).toHaveLength(2)
  })

  it('goes on counting what the journal did not take', async () => {
    const taken: unknown[] = []
    let full = true
    const append: OpenedJournal['append'] = (of, body) => {
      if (full) return Promise.reject(new Error('no disk'))
      taken.push(body)
      return journal.append(of, body)
    }
    const refused = createRefusedCounts({ journal: { append }, tenant: 'full', every: () => () => undefined })
    refused.add('sender_refused')
    await refused.close()
    full = false
    refused.add('sender_refused')
    await refused.close()
    expect(taken).toMatchObject([{ skipped: { sender_refused: 2 } }])
  })

  it('keeps nothing that it could not record', async () => {
    const ward = await openWard({ broken: true })
    expect(await send(ward, adt(said('A01', 31)))).toEqual([`AE m${control} not_taken_in`])
    expect(await ward.kept.list(ward.tenant)).toEqual([])
  })

  it('keeps no more than the bound, and says so', async () => {
    const ward = await openWard({ keptMax: 1 })
    expect((await send(ward, adt(said('A01', 31)), adt(said('A01', 31)))).map((each) => each.split(' ')[2])).toEqual([
      'field_invalid',
      'kept_too_many',
    ])
  })

  it('never says AA for what the journal did not take, and then knows nothing of it', async () => {
    const ward = await openWard({ broken: true })
    await ingest(ward, ...people())
    const one = said('A01', 1, { attending: npi('77') })
    expect(await send(ward, adt(one), adt(one))).toEqual([
      `AE ${one.control} not_taken_in`,
      `AE ${one.control} not_taken_in`,
    ])
    expect(await facts(ward)).toEqual([[], []])
  })

  it('ends a connection that speaks no MLLP, and no other', async () => {
    const ward = await openWard({ messageBytesMax: 2_000 })
    const socket = await connected(ward.feed)
    socket.write('GET / HTTP/1.1\r\n\r\n')
    const answers: string[] = []
    for await (const each of readFrames(socket, { messageBytesMax: 10_000, messageMs: 60_000, now: Date.now }))
      answers.push('message' in each ? codeOf(Buffer.from(each.message).toString()) : each.fault)
    expect(answers).toEqual(['AR  framing_broken'])
    expect(await send(ward, 'x'.repeat(2_001))).toEqual(['AR  message_too_large'])
    expect(await send(ward, adt(said('A01', 1)))).toEqual([`AA m${control}`])
  })

  it('survives random bytes', async () => {
    const ward = await openWard()
    for (let n = 0; n < 20; n++) {
      const socket = await connected(ward.feed)
      socket.on('error', () => undefined)
      const bytes = Buffer.from(parts.random(300))
      socket.end(n % 2 === 0 ? bytes : Buffer.concat([Buffer.of(0x0b), bytes, Buffer.of(0x1c, 0x0d)]))
      await new Promise((resolve) => socket.once('close', resolve).resume())
    }
    expect(await send(ward, adt(said('A01', 1)))).toEqual([`AA m${control}`])
  })
})
