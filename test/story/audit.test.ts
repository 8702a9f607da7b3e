import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { weekOf } from '../../packages/cordon/src/audit/reading/review/week.ts'
import { DAY } from '../../packages/cordon/src/kernel/clock.ts'
import { ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { command } from '../support/command.ts'
import { asOwner } from '../support/database.ts'
import { readEntries } from '../support/entries.ts'
import { type RecordingUpstream, startRecordingUpstream } from '../upstream/recording.ts'

let boundary: TestBoundary
let upstream: RecordingUpstream
let folder: string
const clock = { aheadMs: 0 }
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-audit-'))
  upstream = await startRecordingUpstream()
  boundary = await startBoundary({ upstream: upstream.baseUrl, outside: { now: () => Date.now() + clock.aheadMs } })
  key = ((await boundary.admin.post('/api/keys', { user: 'admin', days: 60 })).json as { key: string }).key
  const question = {
    messages: [{ role: 'user', content: 'Please call Marguerite Okonkwo-Bright about her MRN 0090-8374.' }],
  }
  await ask(boundary, { body: { model: 'echo', ...question } })
  await ask(boundary, { body: { model: 'echo', ...question }, key: boundary.strangerKey })
  await ask(boundary, { body: { model: 'unsigned/extract', ...question } })
})
afterAll(async () => {
  await boundary.close()
  await upstream.close()
  rmSync(folder, { recursive: true, force: true })
})

let key = ''
const audit = (...argv: string[]) => command(boundary, ['audit', ...argv], key)
const json = async (...argv: string[]) => JSON.parse((await audit(...argv, '--json')).out) as Record<string, unknown>
const last = async () =>
  (await readEntries({ ...boundary, tenant: 'test' })).filter(({ class: kind }) => kind !== 'lifecycle').at(-1)

describe('audit list', () => {
  it('finds entries by whatever is asked, and is itself recorded with what it asked for', async () => {
    const refused = (await json('list', '--class', 'outcome', '--decision', 'deny')) as {
      entries: { body: { code: string } }[]
    }
    expect(refused.entries.map(({ body }) => body.code).sort()).toEqual(['agreement_missing', 'patient_refused'])
    expect(await last()).toMatchObject({
      class: 'reading',
      what: 'list',
      principal: 'admin',
      filters: { class: 'outcome', decision: 'deny' },
      count: 2,
    })
    const { entries, fresh } = (await json('list', '--patient', boundary.world.patient, '--class', 'disclosure')) as {
      entries: { index: number; body: Record<string, unknown> }[]
      fresh: object
    }
    expect(entries).toMatchObject([
      {
        body: {
          vendor: 'upstream',
          basis: 'agreement',
          label: 'clean',
          decision: { effect: 'permit', policy: expect.stringMatching(/^cordon-default\//) },
          source: '127.0.0.1',
        },
      },
    ])
    expect(fresh).toMatchObject({ behind: 0 })
    const person = (await json('list', '--person', 'stranger', '--class', 'intent')) as { entries: unknown[] }
    expect(person.entries).toHaveLength(1)
  })

  it('is a table for people, says when nothing matches, and pages', async () => {
    const { out, code } = await audit('list', '--limit', '2')
    expect(code).toBe(0)
    expect(out.split('\n')[0]).toMatch(/^index +time +class +who/)
    expect((await audit('list', '--vendor', 'nobody')).out).toContain('No entry matches')
    const page = (await json('list', '--limit', '2')) as { next: string; entries: { index: number }[] }
    const next = (await json('list', '--limit', '2', '--after', page.next)) as { entries: { index: number }[] }
    expect(next.entries[0]?.index).toBeLessThan(page.entries[1]?.index ?? 0)
  })

  it.each([
    ['--decision', 'perhaps'],
    ['--from', 'yesterday'],
    ['--class', 'gossip'],
    ['--after', '1;drop'],
  ])('refuses %s %s', async (option, value) => {
    const { code, err } = await audit('list', option, value)
    expect(code).toBe(1)
    expect(err).toContain('resource_invalid')
    expect(err).not.toContain('drop')
  })

  it('shows a person without the audit right nothing', async () => {
    const { json: made } = await boundary.admin.post('/api/keys', { user: 'treating' })
    const { code, err } = await command(boundary, ['audit', 'list'], (made as { key: string }).key)
    expect(code).toBe(1)
    expect(err).toContain('right_missing')
  })

  it('notices a row that was changed, makes all again, and answers right', async () => {
    await asOwner(boundary.dataFolder, 'test', (session) =>
      session.query(`update journal_entry set code = 'patient_refused' where code = 'agreement_missing'`),
    )
    const { entries } = (await json('list', '--code', 'patient_refused')) as { entries: unknown[] }
    expect(entries).toHaveLength(1)
    expect(boundary.logged()).toContain('rows of the journal are made again')
    const events = (await json('list', '--code', 'projection_rebuilt')) as { entries: unknown[] }
    expect(events.entries).toHaveLength(1)
  })
})

describe('audit show', () => {
  it('opens one entry and checks its proof here', async () => {
    const { entries } = (await json('list', '--class', 'disclosure')) as { entries: { index: number }[] }
    const index = String(entries[0]?.index)
    const { code, out } = await audit('show', index)
    expect(code).toBe(0)
    expect(out).toContain('proof verified')
    expect(await last()).toMatchObject({ class: 'reading', what: 'entry', filters: { index } })
    const kept = 'cordon/test+00000000+ATAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw'
    expect((await audit('show', index, '--vkey', kept)).code).toBeGreaterThan(0)
    expect((await audit('show', '999999')).err).toContain('not_found')
    expect((await audit('show', 'first')).code).toBe(2)
  })
})

describe('audit export', () => {
  it.each(['jsonl', 'ocsf', 'cef', 'fhir'])('--%s hands out every entry, and none of the text', async (format) => {
    const { code, out } = await audit('export', `--${format}`)
    expect(code).toBe(0)
    const lines = out.trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(10)
    if (format !== 'cef') for (const line of lines) JSON.parse(line)
    for (const secret of ['Marguerite', 'Okonkwo', '0090-8374']) expect(out).not.toContain(secret)
    expect(await last()).toMatchObject({ class: 'reading', what: `export ${format}` })
  })

  it('goes on from an index, after it was cut off', async () => {
    const whole = (await audit('export', '--jsonl')).out.trimEnd().split('\n')
    const from = (JSON.parse(whole[5] ?? '') as { index: number }).index
    const rest = (await audit('export', '--jsonl', '--from-index', String(from))).out.trimEnd().split('\n')
    expect(rest[0]).toBe(whole[5])
  })

  it('--complete proves itself; a line taken out does not pass', async () => {
    const file = join(folder, 'complete.jsonl')
    expect((await audit('export', '--complete', '--out', file)).code).toBe(0)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const checked = await audit('export', '--check', file)
    expect(checked).toMatchObject({ code: 0, out: expect.stringContaining('nothing is missing up to') })
    writeFileSync(file, readFileSync(file, 'utf8').split('\n').toSpliced(4, 1).join('\n'))
    expect(await audit('export', '--check', file)).toMatchObject({
      code: 1,
      out: expect.stringContaining('NOT COMPLETE'),
    })
    expect((await audit('export', '--check', join(folder, 'none'))).code).toBe(2)
  })

  it('writes a tlog-tiles tree, and wants exactly one way', async () => {
    expect((await audit('export', '--tiles', join(folder, 'tiles'))).code).toBe(0)
    expect(readFileSync(join(folder, 'tiles', 'log.vkey'), 'utf8')).toContain('cordon/test')
    expect((await audit('export')).code).toBe(2)
    expect((await audit('export', '--cef', '--fhir')).code).toBe(2)
  })
})

describe('audit accounting', () => {
  it('counts what need not be listed, with the rule and the clock', async () => {
    const accounting = (await json('accounting', '--patient', boundary.world.patient)) as {
      disclosures: unknown[]
      excluded: { name: string; count: number }[]
      requested: string
      due: string
    }
    expect(accounting.disclosures).toEqual([])
    expect(accounting.excluded.find(({ name }) => name === 'de-identified')?.count).toBe(1)
    expect(Date.parse(accounting.due) - Date.parse(accounting.requested)).toBe(60 * DAY)
    expect(await last()).toMatchObject({
      class: 'reading',
      what: 'accounting',
      patient: expect.stringMatching(/^[\w-]{22}$/),
    })
    expect(JSON.stringify(await last())).not.toContain(boundary.world.patient)
  })

  it('prints a page and a table to hand out', async () => {
    const file = join(folder, 'accounting.html')
    const asked = ['accounting', '--patient', boundary.world.patient]
    expect((await audit(...asked, '--html', '--out', file)).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toContain('45 CFR 164.528(a)(1)(i)')
    expect((await audit(...asked, '--csv')).out).toBe('date,recipient,address,description,purpose,outcome,index\r\n')
    expect((await audit(...asked)).out).toContain('None that has to be accounted for')
    expect((await audit(...asked, '--requested', 'soon')).code).toBe(2)
    expect((await audit('accounting')).code).toBe(2)
  })
})

describe('audit review', () => {
  it('shows a week that is over, and records who signed for what they saw', async () => {
    expect((await audit('review')).out).toContain('No week is over yet')
    const week = weekOf(Date.now()).name
    expect((await audit('review', week, '--sign', 'a'.repeat(64), '--finding', 'nothing')).code).toBe(2)
    clock.aheadMs = 8 * DAY
    const open = await audit('review')
    expect(open).toMatchObject({ code: 1, out: expect.stringContaining('OPEN') })
    const { report, hash, own } = (await json('review', week)) as {
      report: Record<string, Record<string, number>>
      hash: string
      own: number
    }
    expect(report).toMatchObject({ week, refusals: { agreement_missing: 1, patient_refused: 1 } })
    expect(report.byPerson).toMatchObject({ stranger: expect.any(Number), treating: expect.any(Number) })
    expect(report.firstTime?.count).toBe(2)
    expect(own).toBeGreaterThan(0)
    expect((await json('review', week)).hash).toBe(hash)
    const wrong = await audit('review', week, '--sign', 'a'.repeat(64), '--finding', 'nothing')
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('review_changed') })
    expect((await audit('review', week, '--sign', hash, '--finding', 'nothing')).code).toBe(0)
    expect(await last()).toMatchObject({
      class: 'review',
      principal: 'admin',
      week,
      report: hash,
      finding: 'nothing',
      own,
    })
    const { weeks } = (await json('review')) as { weeks: { week: string; signed?: { by: string } }[] }
    expect(weeks.find((each) => each.week === week)).toMatchObject({ signed: { by: 'admin', report: hash } })
    expect((await audit('review', '2026-W60')).code).toBe(2)
    expect((await audit('review', week, '--sign', hash)).code).toBe(2)
  })
})
