import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answered, ask } from '../support/ask.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { startWithVendors, type WithVendors } from '../support/vendors.ts'
import { startKeepingUpstream } from '../upstream/keeping.ts'
import { ENDPOINTS } from '../upstream/vendor.ts'
import { PATHS, QUESTIONS } from './places.ts'
import { textIn } from './said.ts'

/**
 * What a vendor says of somebody else: every dialect, everywhere that text stands in an answer, whole and streamed in pieces.
 * Nothing of it reaches the client, and the outcome says what kind of thing it was and no more.
 */

const CANARY = 'Zephyrine-Quillfeather-0042'
type Streamed = 'chat' | 'responses' | 'messages'

let world: WithVendors
let says = ''
let someoneElse = { name: '', mrn: '' }
let markingKey = ''
beforeAll(async () => {
  const start = () =>
    startKeepingUpstream((body, response, path) => {
      const turns = [{ role: 'user', content: says }]
      const said = path.includes('responses') ? { input: says, instructions: undefined } : { messages: turns }
      ENDPOINTS[path]?.({ ...body, system: undefined, ...said }, response)
    })
  const quotas = { person: { findingsPerDay: 1_000 } }
  world = await startWithVendors(['lookup'], { answers: { canaries: [CANARY] }, quotas }, start)
  const { admin, world: of } = world.boundary
  const other = of.hospital.patients.find(({ id }) => !of.patient.endsWith(id))
  if (other === undefined) throw new Error('a hospital of one')
  someoneElse = other
  const marking = { ...of.application, id: 'marking', vendors: [...of.application.vendors, 'claude'] }
  await admin.post('/api/applications', { ...marking, toolsInside: ['lookup'], othersInAnswers: 'mark' })
  const { json } = await admin.post('/api/keys', { user: of.related.id, application: 'marking' })
  markingKey = (json as { key: string }).key
}, 120_000)
afterAll(() => world.close())

const TOOL: Record<Streamed, (name: string) => object> = {
  chat: (name) => ({ tools: [{ type: 'function', function: { name, parameters: { type: 'object' } } }] }),
  responses: (name) => ({ tools: [{ type: 'function', name, parameters: { type: 'object' }, strict: false }] }),
  messages: (name) => ({ tools: [{ name, input_schema: { type: 'object' } }] }),
}

/** Where a text stands: what the vendor is asked for, and with which tool. */
const PLACES: readonly { dialect: Streamed; place: string; model: string; tool?: string }[] = [
  ...(['chat', 'responses', 'messages'] as const).flatMap((dialect) => [
    { dialect, place: 'text', model: 'echo' },
    { dialect, place: 'arguments of a tool inside', model: 'tool', tool: 'lookup' },
    { dialect, place: 'arguments of a tool outside', model: 'tool', tool: 'send_mail' },
  ]),
  { dialect: 'responses', place: 'a summary of its reasoning', model: 'think' },
  { dialect: 'messages', place: 'signed thinking', model: 'think' },
]
const PACES = [undefined, 1, 3, 8] as const

type Of = (typeof PLACES)[number]
async function answered(text: string, { dialect, model, tool }: Of, pace: number | undefined, key?: string) {
  says = text
  const asked = {
    ...QUESTIONS[dialect]('How is she today?'),
    ...(tool === undefined ? {} : TOOL[dialect](tool)),
    ...(pace === undefined ? { model } : { model: `${model}-k${pace}`, stream: true }),
  }
  return ask(world.boundary, { path: PATHS[dialect], body: asked, ...(key === undefined ? {} : { key }) })
}

async function outcomesOf(answers: readonly Answered[]) {
  const entries = await readEntries({ ...world.boundary, tenant: 'test' })
  return answers.map(({ request }) => entriesOf(entries, 'outcome', request)[0])
}

describe.each(PLACES)('$dialect, $place', (of) => {
  it.each(PACES)('is stopped at another patient’s name, number or a planted value, by %s', async (pace) => {
    const [given = '', family = ''] = someoneElse.name.split(' ')
    const told = [
      [`For comparison, ${someoneElse.name} had it too.`, 'other-name'],
      [`See ${family.toUpperCase()}, ${given} there.`, 'other-name'],
      [`The chart with MRN ${someoneElse.mrn} has it.`, 'other-number'],
      [`and ${CANARY.toLowerCase()} was planted`, 'canary'],
    ] as const
    const answers: Answered[] = []
    for (const [text] of told) {
      const answer = await answered(text, of, pace)
      expect([answer.status, answer.code]).toEqual([pace === undefined ? 403 : 200, 'answer_withheld'])
      expect(answer.everything.toLowerCase()).not.toContain(family.toLowerCase())
      expect(answer.everything).not.toContain(someoneElse.mrn)
      expect(answer.everything.toLowerCase()).not.toContain('quillfeather')
      answers.push(answer)
    }
    const outcomes = await outcomesOf(answers)
    // What it was is the journal's to know: whoever asked hears the same of a patient and of a planted value.
    for (const [n, [, finding]] of told.entries())
      expect(outcomes[n]).toMatchObject({ outcome: 'refused', code: 'answer_withheld', found: { [finding]: 1 } })
    expect(JSON.stringify(outcomes)).not.toContain(family)
  })

  it.each([undefined, 3])(
    'goes on with the patient’s own names, those of the house, and numbers of nobody, by %s',
    async (pace) => {
      const { hospital, patient } = world.boundary.world
      const own = hospital.patients.find(({ id }) => patient.endsWith(id))?.name ?? ''
      const text = `So ${own} saw ${hospital.practitioners[0]?.name}; platelets 451234, MRN 99887766554.`
      const answer = await answered(text, of, pace)
      expect([answer.status, answer.code]).toEqual([200, undefined])
      expect((await outcomesOf([answer]))[0]).not.toHaveProperty('found')
    },
  )
})

describe('an application that marks', () => {
  it.each(PLACES.filter(({ place }) => place === 'text'))('$dialect: has the text without the name', async (of) => {
    for (const pace of [1, 8]) {
      const answer = await answered(`For comparison, ${someoneElse.name} had it too.`, of, pace, markingKey)
      expect(textIn(of.dialect, answer.text)).toBe('For comparison, [withheld] had it too.')
    }
  })

  it('is stopped all the same where nothing can be marked, and at a planted value', async () => {
    for (const of of PLACES.filter(({ tool }) => tool !== undefined)) {
      const answer = await answered(`For comparison, ${someoneElse.name}`, of, 3, markingKey)
      expect(answer.code).toBe('answer_withheld')
    }
    const [text] = PLACES
    if (text === undefined) throw new Error('no places')
    expect((await answered(CANARY, text, 3, markingKey)).code).toBe('answer_withheld')
  })

  it('is stopped at the second: a list does not tell of each name whether it is a patient’s', async () => {
    const { hospital, patient } = world.boundary.world
    const others = hospital.patients.filter(({ id }) => !patient.endsWith(id)).slice(0, 2)
    const list = others.map(({ name }) => `- ${name}, seen on Monday.`).join('\n')
    const [text] = PLACES
    if (text === undefined) throw new Error('no places')
    for (const pace of [undefined, 3]) {
      const answer = await answered(list, text, pace, markingKey)
      expect(answer.code).toBe('answer_withheld')
      expect((await outcomesOf([answer]))[0]).toMatchObject({ found: { 'other-name': 2 } })
    }
  })

  it.each([undefined, 3])(
    'keeps no item with the name in clear that a later question could name, by %s',
    async (pace) => {
      const path = PATHS.responses
      const session = { 'x-cordon-session': `items-${pace}` }
      const send = (body: object) => ask(world.boundary, { path, headers: session, key: markingKey, body })
      const streamed = pace === undefined ? { model: 'echo' } : { model: `echo-k${pace}`, stream: true }
      const goOn = async (said: string) => {
        says = said
        const { text } = await send({ ...QUESTIONS.responses('How is she today?'), ...streamed })
        const [, id] = /"id":"(msg_\w+)"/.exec(text) ?? []
        says = 'Well.'
        const reference = { type: 'item_reference', id }
        return send({ model: 'echo', input: [reference, { role: 'user', content: 'And since?' }] })
      }
      expect(await goOn('Nobody had it.')).toMatchObject({ status: 200 })
      world.upstream.reset()
      expect(await goOn(`For comparison, ${someoneElse.name}.`)).toMatchObject({ status: 422, code: 'feature_refused' })
      expect(world.upstream.received).toHaveLength(1)
    },
  )
})

describe('whoever has had as many findings in a day as are allowed', () => {
  it('is refused before anything is sent, whatever the question, and the officers are told', async () => {
    const { admin, world: of } = world.boundary
    const quotas = { person: { findingsPerDay: 2 } }
    await admin.post('/api/applications', { ...of.application, id: 'strict', quotas })
    const { json } = await admin.post('/api/keys', { user: of.related.id, application: 'strict' })
    const strict = (json as { key: string }).key
    const [text] = PLACES
    if (text === undefined) throw new Error('no places')
    world.upstream.reset()
    const answer = await answered('Nobody at all.', text, undefined, strict)
    expect([answer.status, answer.code]).toEqual([429, 'findings_limit'])
    expect(world.upstream.received).toHaveLength(0)
    expect((await outcomesOf([answer]))[0]).toMatchObject({ outcome: 'refused', code: 'findings_limit' })
    expect((await answered('Nobody at all.', text, undefined, world.boundary.strangerKey)).code).toBe('patient_refused')
    const document = { path: '/v1/deidentify', body: { text: 'x' }, key: strict }
    expect((await ask(world.boundary, document)).status).toBe(200)
    const alarms = async () =>
      (await readEntries({ ...world.boundary, tenant: 'test' })).filter(({ class: of }) => of === 'alarm')
    await expect.poll(alarms, { timeout: 30_000 }).toMatchObject([{ what: 'findings-limit', principal: of.related.id }])
  })
})

describe('what an operator sees', () => {
  it('is how often, by kind', async () => {
    const response = await fetch(`${world.boundary.adminUrl}/metrics`)
    const metrics = await response.text()
    expect(metrics).toMatch(/cordon_answer_findings_total\{finding="other-name"\} \d+/)
    expect(metrics).toMatch(/cordon_answer_findings_total\{finding="canary"\} \d+/)
    expect(metrics).not.toContain(someoneElse.mrn)
  })
})
