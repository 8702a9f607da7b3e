import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signNote } from '@cordon/ledger'
import { afterAll, describe, expect, it } from 'vitest'
import { noteVerifier } from '../../../audit/ed25519.ts'
import { createPersonKey } from '../../../audit/person-key.ts'
import { type Catalogue, readCatalogue } from './read-catalogue.ts'
import { expiringRows, openReview, type RowReview, readReview, reviewText, withoutLost } from './review.ts'

const folder = mkdtempSync(join(tmpdir(), 'cordon-catalogue-'))
afterAll(() => rmSync(folder, { recursive: true }))

const SERVICE = { id: 'own', hosts: ['llm.example'], kinds: ['openai'] }
const ROW = {
  id: 'own-text',
  service: 'own',
  features: ['text'],
  eligible: 'yes',
  why: 'the contract says so',
  source: 'https://llm.example/terms',
  seenOn: '2026-11-01',
  expiresOn: '2027-05-01',
}

function own(text: string): Catalogue {
  const file = join(folder, 'own.yaml')
  writeFileSync(file, text)
  return readCatalogue(file)
}

describe('the catalogue that ships', () => {
  const { services, rows } = readCatalogue()
  it('has a row for every kind of service, each with its source and its end', () => {
    expect(new Set(rows.map(({ service }) => service))).toEqual(new Set(services.map(({ id }) => id)))
    expect(rows.length).toBeGreaterThan(20)
    for (const { source, seenOn, expiresOn } of rows) {
      expect(source).toMatch(/^https:\/\//)
      // Half a year at most: sources move without notice.
      expect((Date.parse(expiresOn) - Date.parse(seenOn)) / 86_400_000).toBeLessThanOrEqual(184)
    }
  })
})

describe('a catalogue of the operator’s own', () => {
  it('is looked at beside the one that ships', () => {
    const { services, rows } = own(JSON.stringify({ services: [SERVICE], rows: [ROW] }))
    expect(services.at(-1)?.id).toBe('own')
    expect(rows.at(-1)).toMatchObject({ id: 'own-text', tiers: ['*'], hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
  })
  it.each([
    ['no YAML', '{', 'cannot be read'],
    ['an unknown field', JSON.stringify({ services: [], rows: [], more: 1 }), 'own.yaml'],
    ['a row of no service', JSON.stringify({ services: [], rows: [ROW] }), 'own-text is of no service'],
    ['two rows of one name', JSON.stringify({ services: [SERVICE], rows: [ROW, ROW] }), 'own-text stands there twice'],
    [
      'a service that ships',
      JSON.stringify({ services: [{ ...SERVICE, id: 'openai-api' }], rows: [] }),
      'openai-api stands there twice',
    ],
    [
      'a row that expires before it was seen',
      JSON.stringify({ services: [SERVICE], rows: [{ ...ROW, expiresOn: '2026-10-01' }] }),
      'expires before it was seen',
    ],
    [
      'a row without a source',
      JSON.stringify({ services: [SERVICE], rows: [{ ...ROW, source: 'I know' }] }),
      'rows.0.source',
    ],
    [
      'a day that is none',
      JSON.stringify({ services: [SERVICE], rows: [{ ...ROW, expiresOn: '2027-02-30' }] }),
      'rows.0.expiresOn',
    ],
  ])('is refused with %s', (_what, text, at) => {
    expect(() => own(text)).toThrow(
      expect.objectContaining({ code: 'config_invalid', at: expect.stringContaining(at) }),
    )
  })
})

describe('a signed review', () => {
  const key = createPersonKey('cy-lark', new Uint8Array(32).fill(1))
  const stranger = createPersonKey('stranger', new Uint8Array(32).fill(2))
  const reviewers = [noteVerifier(key.vkey)]
  const review: RowReview = {
    row: 'own-text',
    hash: 'a'.repeat(64),
    source: 'b'.repeat(64),
    eligible: 'yes',
    reviewer: 'Cy Lark',
    day: '2026-11-23',
    expiresOn: '2027-05-23',
  }
  const signed = (over: Partial<RowReview> = {}, by = key) => signNote(reviewText({ ...review, ...over }), [by.signer])

  it('is what was signed, to the letter', async () => {
    expect(await openReview(await signed(), reviewers)).toEqual({ review, by: 'cy-lark' })
    expect(readReview(reviewText(review))).toEqual(review)
    expect(readReview(`${reviewText(review)}x`)).toBeUndefined()
    expect(readReview(reviewText(review).replace('It still says', 'It never said'))).toBeUndefined()
  })
  it.each([
    ['by nobody who may', () => signed({}, stranger), 'stranger'],
    [
      'and altered since',
      async () => (await signed()).replace('expires: 2027-05-23', 'expires: 2027-11-23'),
      'altered',
    ],
    ['of another kind of text', () => signNote('cordon/1\n5\nhash\n', [key.signer]), 'altered'],
    ['by nobody', async () => reviewText(review), 'unsigned'],
    ['for longer than a year', () => signed({ expiresOn: '2027-11-25' }), 'too-long'],
    ['for no time', () => signed({ expiresOn: '2026-11-23' }), 'backwards'],
  ])('that is signed %s says nothing', async (_what, note, fault) => {
    expect(await openReview(await note(), reviewers)).toEqual({ fault })
  })
})

describe('rows that are about to expire', () => {
  const { rows } = own(JSON.stringify({ services: [SERVICE], rows: [ROW] }))
  const row = rows.at(-1)
  const catalogue = { services: [], rows: row === undefined ? [] : [row] }
  const before = (days: number) => Date.parse('2027-05-01T00:00:00Z') - days * 86_400_000
  it.each([
    [61, undefined],
    [60, 60],
    [31, 60],
    [30, 30],
    [8, 30],
    [7, 7],
    [0.1, 7],
    [0, 0],
    [-1, 0],
  ])('are warned of %s days before: %s', (days, within) =>
    expect(expiringRows(catalogue, new Set(['own']), before(days))[0]?.within).toBe(within),
  )
  it('are not warned of where nobody uses the service', () =>
    expect(expiringRows(catalogue, new Set(['other']), before(1))).toEqual([]))
})

describe('a review that a restore lost', () => {
  it('leaves its row unverified until it is reviewed again, and opens nothing that is not eligible', () => {
    const catalogue = readCatalogue()
    const stands = (id: string) => withoutLost(catalogue, new Set([id])).rows.find((row) => row.id === id)?.eligible
    const [yes, no] = (['yes', 'no'] as const).map((one) => catalogue.rows.find(({ eligible }) => eligible === one)?.id)
    expect([stands(yes ?? ''), stands(no ?? '')]).toEqual(['unverified', 'no'])
    expect(withoutLost(catalogue, new Set())).toEqual({ services: catalogue.services, rows: catalogue.rows })
  })
})
