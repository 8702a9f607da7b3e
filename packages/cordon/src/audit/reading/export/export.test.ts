import type { EntryBody } from '@cordon/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyBody } from '../reading.fixture.ts'
import { cef } from './cef.ts'
import { context, entryOf } from './export.fixture.ts'
import { fhir } from './fhir.ts'
import { jsonl } from './jsonl.ts'
import { ocsf } from './ocsf.ts'

const hostile = [
  'a\nb',
  'a\r\nCEF:0|x|x|x|x|x|10|',
  'a|b',
  'a=b c=d',
  'back\\slash\\',
  '\\n',
  '\u0000\u0007\u001b[31m',
  '\u0085\u2028\u2029',
  'right\u202eto left',
  '"}\n{"class":"intent"',
  'ü – 漢字 🦊',
  ' outcome=success',
]

const login = (principal: string, source = '10.0.0.1'): EntryBody => ({
  class: 'authentication',
  v: 2,
  result: 'accepted',
  source,
  principal,
  count: 1,
  from: 'x',
  to: 'x',
})

/** As a collector reads it: by the escapes of the format and nothing else. */
function parseCef(line: string): { header: string[]; fields: Record<string, string> } {
  const header: string[] = []
  let [at, part] = [0, '']
  for (; header.length < 7 && at < line.length; at++) {
    if (line[at] === '\\') part += line[++at] ?? ''
    else if (line[at] === '|') {
      header.push(part)
      part = ''
    } else part += line[at] ?? ''
  }
  const fields: Record<string, string> = {}
  const rest = line.slice(at)
  const keys = [...rest.matchAll(/(?:^| )(\w+)(?<!\\)=/g)]
  for (const [n, key] of keys.entries()) {
    const start = key.index + key[0].length
    const value = rest.slice(start, keys[n + 1]?.index ?? rest.length)
    fields[key[1] ?? ''] = value.replaceAll(/\\(.)/gs, '$1')
  }
  return { header, fields }
}

describe('CEF', () => {
  it.each(hostile)('lets no id forge a field, a header or a line: %j', (name) => {
    const [line = '', ...more] = cef.lines(entryOf(login(name)), context)
    expect(more).toEqual([])
    expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u)
    const { header, fields } = parseCef(line)
    expect(header).toEqual(['CEF:0', 'Cordon', 'Cordon', '0.0.0', 'authentication', 'login', '1'])
    expect(fields.outcome).toBe('success')
    expect(fields.suser).toBe(name.replaceAll(/[\p{Cc}\u2028\u2029\u202e]/gu, ' '))
    expect(Object.keys(fields).sort()).toEqual(
      ['cnt', 'cs6', 'cs6Label', 'deviceExternalId', 'externalId', 'outcome', 'rt', 'src', 'suser'].sort(),
    )
  })

  it.each(hostile)('escapes what stands in the header: %j', (name) => {
    const body: EntryBody = { class: 'configuration', v: 1, principal: 'p', action: name, subject: 's' }
    const [line = ''] = cef.lines(entryOf(body), context)
    expect(parseCef(line).header[5]).toBe(name.replaceAll(/[\p{Cc}\u2028\u2029\u202e]/gu, ' '))
  })

  it('is one line for any entry, with what it was asked for', () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        const lines = cef.lines(entryOf(body), context)
        expect(lines).toHaveLength(1)
        const { header, fields } = parseCef(lines[0] ?? '')
        expect(header[4]).toBe(body.class)
        expect(fields).toMatchObject({ externalId: '7', cs6: 'home' })
      }),
      { numRuns: 200 },
    )
  })
})

describe('a copy for another vendor', () => {
  const asking = { request: 'c1', principal: 'ada', application: 'a', purpose: 'HOPERAT', patient: 'P'.repeat(22) }
  const ended = { reasons: [], attempts: 0, bytesOut: 0, ms: 1, hops: {} }
  const refused = { ...asking, ...ended, class: 'outcome', v: 2, outcome: 'refused', code: 'purpose_refused' } as const
  const intent = { ...asking, class: 'intent', v: 2, route: '/v1', hops: {} } as const

  it.each([intent, refused])('names the request it is a copy of, in every format: $class', (body) => {
    const [of = '', ...more] = ocsf.lines(entryOf({ ...body, shadowOf: 'r1' }), context)
    expect(JSON.parse(of)).toMatchObject({ unmapped: { shadowOf: 'r1' } })
    expect(more).toEqual([])
    const { fields } = parseCef(cef.lines(entryOf({ ...body, shadowOf: 'r1' }), context)[0] ?? '')
    expect(fields).toMatchObject({ flexString2Label: 'copy of request', flexString2: 'r1', cs3: 'c1' })
    for (const line of fhir.lines(entryOf({ ...body, shadowOf: 'r1' }), context))
      expect(line).toContain('copy of request r1')
  })

  it('that is refused is no finding about the person; a question is', () => {
    expect(ocsf.lines(entryOf(refused), context)).toHaveLength(2)
    expect(parseCef(cef.lines(entryOf(refused), context)[0] ?? '').header[6]).toBe('5')
    expect(parseCef(cef.lines(entryOf({ ...refused, shadowOf: 'r1' }), context)[0] ?? '').header[6]).toBe('3')
  })
})

describe('JSON lines', () => {
  it.each(hostile)('stay one line, and give back what was written: %j', (name) => {
    const [line = ''] = jsonl.lines(entryOf(login(name)), context)
    expect(line).not.toContain('\n')
    expect(JSON.parse(line)).toMatchObject({ index: 7, class: 'authentication', body: { principal: name } })
  })
})

/** What OCSF 1.3 requires: of every event, and of each class; one of a list where the class asks for one. */
const EVERY = [
  'activity_id',
  'category_uid',
  'class_uid',
  'type_uid',
  'severity_id',
  'time',
  'metadata.version',
  'metadata.product.vendor_name',
]
const REQUIRED: Record<number, { all: readonly string[]; one?: readonly string[] }> = {
  2004: { all: ['finding_info.uid', 'finding_info.title'] },
  3002: { all: ['user.uid'], one: ['service', 'dst_endpoint'] },
  6003: { all: ['actor.user.uid', 'api.operation', 'src_endpoint'] },
  6005: { all: ['actor.user.uid', 'src_endpoint'], one: ['database', 'databucket', 'table'] },
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value)
}

describe('OCSF', () => {
  it('has what each class requires, for any entry', () => {
    const seen = new Set<number>()
    fc.assert(
      fc.property(anyBody, (body) => {
        for (const line of ocsf.lines(entryOf(body), context)) {
          const event = JSON.parse(line) as { class_uid: number; activity_id: number; type_uid: number }
          const required = REQUIRED[event.class_uid]
          expect(required, `class ${event.class_uid}`).toBeDefined()
          for (const path of [...EVERY, ...(required?.all ?? [])]) expect(at(event, path), path).not.toBeUndefined()
          if (required?.one) expect(required.one.some((path) => at(event, path) !== undefined)).toBe(true)
          expect(event.type_uid).toBe(event.class_uid * 100 + event.activity_id)
          seen.add(event.class_uid)
        }
      }),
      { numRuns: 300 },
    )
    expect([...seen].sort((a, b) => a - b)).toEqual([2004, 3002, 6003, 6005])
  })

  it('tells who came in from who left, and how they had shown themselves', () => {
    const session = (event: 'login' | 'step-up' | 'logoff' | 'idle-end') =>
      ocsf.lines(entryOf({ ...login('ada'), event, method: 'password+totp' } as EntryBody), context)
    const activities = (['login', 'step-up', 'logoff', 'idle-end'] as const).map(
      (event) => (JSON.parse(session(event)[0] ?? '') as { activity_id: number }).activity_id,
    )
    expect(activities).toEqual([1, 1, 2, 2])
    const [left = ''] = fhir.lines(entryOf({ ...login('ada'), event: 'logoff' } as EntryBody), context)
    expect(left).toContain('110123')
  })

  it('says of a refusal that it is a finding, too', () => {
    const refused: EntryBody = {
      class: 'authentication',
      v: 1,
      source: '10.0.0.9',
      code: 'credentials_invalid',
      count: 12,
      from: 'a',
      to: 'b',
    }
    const events = ocsf.lines(entryOf(refused), context).map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(events).toMatchObject([
      { class_uid: 3002, status_id: 2, count: 12, src_endpoint: { ip: '10.0.0.9' } },
      { class_uid: 2004, finding_info: { title: 'Refused: credentials_invalid' } },
    ])
  })

  it.each(hostile)('keeps an id where it belongs: %j', (name) => {
    const [line = ''] = ocsf.lines(entryOf(login(name)), context)
    expect(line).not.toContain('\n')
    expect(JSON.parse(line)).toMatchObject({ class_uid: 3002, user: { uid: name } })
  })
})
