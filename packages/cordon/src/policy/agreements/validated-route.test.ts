import { ValidatedRoute, type ValidationResult } from '@cordon/contract'
import { signNote } from '@cordon/ledger'
import { describe, expect, it } from 'vitest'
import { noteVerifier } from '../../audit/ed25519.ts'
import { createPersonKey } from '../../audit/person-key.ts'
import { instant, NOW } from '../decision/decide.fixtures.ts'
import {
  openStatement,
  readStatement,
  resultText,
  type Signed,
  type Statement,
  statementOf,
  statementText,
} from './statement.ts'
import {
  determinationOf,
  evidence,
  routeOf,
  running,
  signedStatement,
  validationResult,
} from './validated-route.fixtures.ts'
import { type Evidence, ROUTE_LACKS, type RouteLack, type Running, validatedRoute } from './validated-route.ts'

const { recall, review, sample } = validationResult()
const review2 = review ?? undefined
const named = (...reviewers: string[]): Partial<ValidationResult> =>
  review2 === undefined ? {} : { review: { ...review2, reviewers } }
const recalled = (low: number, counts = { hits: 100_000, of: 100_000 }): Partial<ValidationResult> => ({
  recall: { ...recall, ...counts, low, documentsLow: low },
})
const sampled = (over: Partial<NonNullable<typeof sample>>): Partial<ValidationResult> =>
  sample === null ? {} : { sample: { ...sample, ...over } }
const strata = (...drawn: number[]) =>
  sampled({ strata: drawn.map((each, n) => ({ name: `s${n}`, documents: 900, drawn: each })) })
const other = validationResult({ about: 'other notes' })
const saying = (result: ValidationResult, over: Partial<Statement>): Signed => ({
  standing: 'signed',
  by: 'cy-lark',
  statement: { ...statementOf(result, 'Cy Lark', '2026-03-18'), ...over },
})

/** One row per condition on each side of its boundary. `lack: undefined` is a row that opens. */
interface Row {
  name: string
  lack: RouteLack | undefined
  result?: Partial<ValidationResult>
  running?: Partial<Running>
  evidence?: (whole: Evidence) => Partial<Evidence>
}

const ROWS: readonly Row[] = [
  { name: 'everything at the least', lack: undefined },
  { name: '299 notes', lack: 'notes_too_few', result: { documents: 299, ...strata(299) } },
  { name: '300 notes', lack: undefined, result: { documents: 300, ...strata(300) } },
  { name: '2,999 identifiers', lack: 'identifiers_too_few', result: { recall: { ...recall, hits: 2_999, of: 2_999 } } },
  { name: '3,000 identifiers', lack: undefined, result: { recall: { ...recall, hits: 3_000, of: 3_000 } } },
  { name: 'no sample of ours', lack: 'sample_foreign', result: { sample: null } },
  { name: 'a sample by another method', lack: 'sample_foreign', result: sampled({ method: 'by hand' }) },
  { name: 'a drawn note left out', lack: 'sample_foreign', result: strata(301) },
  { name: 'a note that was not drawn', lack: 'sample_foreign', result: strata(299) },
  { name: 'no review', lack: 'reviewers_too_few', result: { review: null }, running: {} },
  { name: 'one reviewer', lack: 'reviewers_too_few', result: named('Ada Quint') },
  { name: 'one reviewer under two spellings', lack: 'reviewers_too_few', result: named('Ada Quint', ' ADA QUINT') },
  { name: 'two reviewers', lack: undefined, result: named('Ada Quint', 'Ben Moth') },
  {
    name: 'reviewers who saw the detector’s marks',
    lack: 'review_not_blind',
    result: review2 === undefined ? {} : { review: { ...review2, blind: false } },
  },
  { name: 'a bound of .98999', lack: 'recall_too_low', result: recalled(0.98999) },
  { name: 'a bound of .99', lack: undefined, result: recalled(0.99) },
  {
    name: 'a bound that the counts belie',
    lack: 'recall_too_low',
    result: recalled(0.999, { hits: 2_980, of: 3_000 }),
  },
  { name: 'a bound of notes below', lack: 'recall_too_low', result: { recall: { ...recall, documentsLow: 0.98999 } } },
  { name: 'a bound of Wilson below', lack: 'recall_too_low', result: { recall: { ...recall, wilsonLow: 0.98999 } } },
  { name: 'a result of 90 days ago', lack: undefined, result: { scoredAt: instant(-90) } },
  { name: 'a result of 90 days and 1 ms ago', lack: 'result_too_old', running: { now: NOW + 1 } },
  { name: 'a result of now', lack: undefined, result: { scoredAt: instant(0) } },
  {
    name: 'a result of 1 ms from now',
    lack: 'result_in_future',
    result: { scoredAt: new Date(NOW + 1).toISOString() },
  },
  { name: 'another detector', lack: 'detector_changed', running: { detectorHash: 'c'.repeat(64) } },
  { name: 'another policy', lack: 'policy_changed', running: { policyHash: 'c'.repeat(64) } },
  { name: 'Safe Harbor running', lack: 'policy_not_expert', running: { policy: 'safe-harbor/1' } },
  {
    name: 'Safe Harbor measured',
    lack: 'policy_not_expert',
    result: { policy: { name: 'safe-harbor/1', hash: 'e'.repeat(64) } },
  },
  { name: 'no statement', lack: 'statement_missing', evidence: () => ({ statement: { standing: 'missing' } }) },
  {
    name: 'an unsigned statement',
    lack: 'statement_unsigned',
    evidence: () => ({ statement: { standing: 'unsigned' } }),
  },
  {
    name: 'a statement signed by somebody else',
    lack: 'statement_signer_unknown',
    evidence: () => ({ statement: { standing: 'stranger' } }),
  },
  { name: 'an altered statement', lack: 'statement_altered', evidence: () => ({ statement: { standing: 'altered' } }) },
  {
    name: 'a statement about another result',
    lack: 'statement_other_result',
    evidence: () => ({ statement: signedStatement(other) }),
  },
  ...(['site', 'detector', 'policy'] as const).map(
    (field): Row => ({
      name: `a statement that says another ${field} of the same result`,
      lack: 'statement_other_result',
      evidence: ({ result }) => ({ statement: saying(result, { [field]: 'another' }) }),
    }),
  ),
  { name: 'no determination', lack: 'determination_missing', evidence: () => ({ determination: undefined }) },
  {
    name: 'a determination that names another result',
    lack: 'determination_other_result',
    evidence: () => ({ determination: determinationOf(other) }),
  },
  { name: 'another determination running', lack: 'determination_not_running', running: { determination: 'other' } },
  { name: 'no determination running', lack: 'determination_not_running', running: { determination: undefined } },
  {
    name: 'a determination from 1 ms on',
    lack: 'determination_not_yet',
    evidence: ({ result }) => ({
      determination: determinationOf(result, { effective: new Date(NOW + 1).toISOString() }),
    }),
  },
  {
    name: 'a determination that ends in 1 ms',
    lack: undefined,
    evidence: ({ result }) => ({
      determination: determinationOf(result, { expires: new Date(NOW + 1).toISOString() }),
    }),
  },
  {
    name: 'a determination that ends now',
    lack: 'determination_expired',
    evidence: ({ result }) => ({ determination: determinationOf(result, { expires: instant(0) }) }),
  },
]

const lacksOf = (row: Omit<Row, 'name' | 'lack'>): RouteLack[] => {
  const whole = evidence(row.result)
  const opening = validatedRoute({ ...whole, ...row.evidence?.(whole) }, running(row.running))
  return opening.open ? [] : opening.lacks.map(({ lack }) => lack)
}

describe('a route without an agreement', () => {
  it.each(ROWS)('with $name: $lack', ({ lack, ...row }) => {
    // Without a review nobody can say that it was blind.
    const also: RouteLack[] = row.result?.review === null ? ['review_not_blind'] : []
    expect(lacksOf(row)).toEqual(lack === undefined ? [] : [lack, ...also])
  })
  it('has a row here for each of its conditions', () => {
    expect(new Set(ROWS.flatMap(({ lack }) => (lack === undefined ? [] : [lack])))).toEqual(new Set(ROUTE_LACKS))
  })
  it('says all that is lacking at once, in plain words and with figures', () => {
    const opening = validatedRoute(
      {
        result: validationResult({ documents: 12, review: null }),
        statement: { standing: 'missing' },
        determination: undefined,
      },
      running({ policy: 'safe-harbor/1', detectorHash: 'x', now: NOW + 1 }),
    )
    if (opening.open) throw new Error('open')
    expect(opening.lacks.map(({ lack }) => lack)).toEqual([
      'notes_too_few',
      'sample_foreign',
      'reviewers_too_few',
      'review_not_blind',
      'result_too_old',
      'detector_changed',
      'policy_not_expert',
      'statement_missing',
      'determination_missing',
    ])
    expect(opening.lacks[0]?.why).toBe('12 notes, 300 are needed')
  })
  it('is open until the result is too old or the determination ends, whichever is first', () => {
    expect(validatedRoute(evidence(), running())).toEqual({ open: true, until: NOW })
    expect(validatedRoute(evidence({ scoredAt: instant(-1) }), running())).toEqual({
      open: true,
      until: Date.parse(instant(30)),
    })
  })
  it('stays shut when a figure of the signed result is changed afterwards', () => {
    const signed = evidence(recalled(0.97))
    const result = validationResult(recalled(0.999))
    const opening = validatedRoute({ ...signed, result }, running())
    expect(opening.open ? [] : opening.lacks.map(({ lack }) => lack)).toEqual([
      'statement_other_result',
      'determination_other_result',
    ])
  })
  it('stays shut for a time that is none', () => {
    const broken = { ...validationResult(), scoredAt: 'soon' }
    const given = { result: broken, statement: signedStatement(broken), determination: determinationOf(broken) }
    expect(validatedRoute(given, running()).open).toBe(false)
  })
})

describe('a privacy officer’s statement', () => {
  const seed = (n: number) => new Uint8Array(32).fill(n)
  const officer = createPersonKey('cy-lark', seed(1))
  const officers = [noteVerifier(officer.vkey)]
  const result = validationResult()
  const text = statementText(statementOf(result, 'Cy Lark', '2026-03-18'))

  it('opens when an officer of this deployment has signed it, to the letter', async () => {
    const note = await signNote(text, [officer.signer])
    expect(await openStatement(note, officers)).toEqual({
      standing: 'signed',
      by: 'cy-lark',
      statement: statementOf(result, 'Cy Lark', '2026-03-18'),
    })
    expect(readStatement(text)).toEqual(statementOf(result, 'Cy Lark', '2026-03-18'))
  })
  it('says nothing otherwise', async () => {
    const stranger = createPersonKey('cy-lark', seed(2))
    const note = await signNote(text, [officer.signer])
    const standing = async (given: string | undefined) => (await openStatement(given, officers)).standing
    expect(await standing(undefined)).toBe('missing')
    expect(await standing(text)).toBe('unsigned')
    expect(await standing(await signNote(text, [stranger.signer]))).toBe('stranger')
    expect(await standing(note.replace('no actual knowledge that', 'some knowledge that'))).toBe('altered')
    expect(await standing(await signNote(`${text}But see above.\n`, [officer.signer]))).toBe('altered')
    expect(await standing(await signNote('cordon/a\n1\nroot\n', [officer.signer]))).toBe('altered')
  })
})

describe('a validated route on record', () => {
  const written = (over: object = {}): unknown => JSON.parse(JSON.stringify({ ...routeOf(), ...over }))
  it('is read and written without a change to its hash', () => {
    expect(resultText(ValidatedRoute.parse(written()).result)).toBe(resultText(routeOf().result))
  })
  it('has no place for anything else, such as text of a note', () => {
    expect(ValidatedRoute.safeParse(written({ result: { ...validationResult(), misses: ['Anna'] } })).success).toBe(
      false,
    )
    const twoLines = { result: validationResult({ about: 'two\nlines' }) }
    expect(ValidatedRoute.safeParse(written(twoLines)).success).toBe(false)
  })
})
