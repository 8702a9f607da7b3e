import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { eligibility } from '../../policy/agreements/catalogue/eligibility.ts'
import { readCatalogue } from '../../policy/agreements/catalogue/read-catalogue.ts'
import { vendor } from '../../policy/decision/decide.fixtures.ts'
import { demoCatalogue } from './catalogue.ts'

const folder = mkdtempSync(join(tmpdir(), 'cordon-demo-'))
afterAll(() => rmSync(folder, { recursive: true }))
const now = Date.parse('2026-11-23T12:00:00Z')
const upstream = (baseUrl: string) => vendor({ baseUrl, tier: 'demo' })

describe('the demo’s upstream', () => {
  it.each(['https://api.openai.com/v1', 'https://llm.example/api/v1'])(
    'may be asked on the internet: %s',
    (baseUrl) => {
      const one = upstream(baseUrl)
      const use = { vendor: one, model: 'm', endpoint: 'chat', features: ['text', 'stream'], now } as const
      expect(eligibility(readCatalogue(), use)).toMatchObject({ eligible: false, code: 'service_unknown' })
      const file = demoCatalogue(one, join(folder, 'root.key'), now)
      expect(eligibility(readCatalogue(file), use)).toMatchObject({ eligible: true })
    },
  )
  it('needs no catalogue on this machine', () =>
    expect(demoCatalogue(upstream('http://127.0.0.1:11434/v1'), join(folder, 'root.key'), now)).toBeUndefined())
})
