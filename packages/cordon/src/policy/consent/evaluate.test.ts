import type { Purpose, Role, SecurityLabel } from '@cordon/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Consent, Rule } from './consent.ts'
import { contradictionsOf } from './contradictions.ts'
import { type ConsentAsk, evaluateConsent } from './evaluate.ts'

const NOW = Date.UTC(2026, 10, 22)
const consent = (rule: Partial<Rule> | 'unreadable', over: Partial<Consent> = {}): Consent => ({
  source: 'Consent/1',
  scope: 'privacy',
  rule: rule === 'unreadable' ? rule : { effect: 'permit', except: [], ...rule },
  ...over,
})
const rule = (over: Partial<Rule>): Rule => ({ effect: 'deny', except: [], ...over })

interface Asked {
  readonly purpose?: Purpose
  readonly roles?: readonly Role[]
  readonly labels?: readonly SecurityLabel[]
  readonly kind?: string
}
const ask = ({ purpose = 'TREAT', roles = ['clinician'], labels = [], kind = 'Note' }: Asked = {}): ConsentAsk => ({
  isCaller: (form) => (form.startsWith('CareTeam/') ? undefined : form === 'Practitioner/me'),
  roles,
  purpose,
  class: { kind, labels },
  now: NOW,
})
const said = (consents: readonly Consent[], asked?: Asked) => evaluateConsent(consents, ask(asked)).verdict

const ETH: Asked = { labels: ['ETH', 'SUD'] }
const SERVICE: Asked = { roles: ['service'] }
const PART_2: Asked = { labels: ['42CFRPart2', 'ETH', 'SUD'] }
const NOTES: Asked = { labels: ['PSY', 'PSYTHPN'] }
const TPO = { purposes: ['TREAT', 'HPAYMT', 'HOPERAT'], actors: [{ roles: ['PROV'] }] }

describe('a consent', () => {
  it.each<[string, Partial<Rule> | 'unreadable', Asked, string]>([
    ['permits what it does not narrow', {}, {}, 'permit'],
    ['denies what it does not narrow', { effect: 'deny' }, {}, 'deny'],
    ['that could not be read denies', 'unreadable', {}, 'deny'],
    ['without an effect and without exceptions says nothing', { effect: 'unstated' }, {}, 'none'],
    ['before its time says nothing', { effect: 'deny', from: NOW + 1 }, {}, 'none'],
    ['after its time says nothing', { effect: 'deny', until: NOW - 1 }, {}, 'none'],
    ['for treatment covers its coordination', { purposes: ['TREAT'] }, { purpose: 'COC' }, 'permit'],
    ['for treatment says nothing of payment', { purposes: ['TREAT'] }, { purpose: 'HPAYMT' }, 'none'],
    ['against a purpose that nobody knows denies', { effect: 'deny', purposes: ['ZZZ'] }, {}, 'deny'],
    ['against a purpose without a code denies', { effect: 'deny', purposes: ['?'] }, {}, 'deny'],
    ['against another purpose says nothing', { effect: 'deny', purposes: ['HMARKT'] }, {}, 'none'],
    ['for a purpose that nobody knows permits nothing', { purposes: ['ZZZ'] }, {}, 'none'],
    ['for a known purpose beside an unknown one permits it', { purposes: ['ZZZ', 'TREAT'] }, {}, 'permit'],
    [
      'that permits but for a purpose that nobody knows denies',
      { except: [{ effect: 'deny', purposes: ['?'], except: [] }] },
      {},
      'deny',
    ],
    ['of one label permits that label alone', { labels: ['HIV'] }, { labels: ['HIV', 'PSY'] }, 'none'],
    ['of all labels of a class permits it', { labels: ['HIV', 'PSY'] }, { labels: ['HIV', 'PSY'] }, 'permit'],
    [
      'of one label forbids every class that has it',
      { effect: 'deny', labels: ['HIV'] },
      { labels: ['HIV', 'PSY'] },
      'deny',
    ],
    ['of a label says nothing of an ordinary class', { effect: 'deny', labels: ['HIV'] }, {}, 'none'],
    ['of the ordinary permits no sensitive class', { labels: ['N'] }, ETH, 'none'],
    ['of what is restricted permits a sensitive class', { labels: ['R'] }, ETH, 'permit'],
    ['against what is restricted forbids a sensitive class', { effect: 'deny', labels: ['R'] }, ETH, 'deny'],
    [
      'against an unknown label forbids what is restricted',
      { effect: 'deny', labels: ['?'] },
      { labels: ['R'] },
      'deny',
    ],
    ['of an unknown label permits nothing', { labels: ['?'] }, { labels: ['R'] }, 'none'],
    ['of a resource type is of that type', { effect: 'deny', kinds: ['Condition'] }, { kind: 'Condition' }, 'deny'],
    ['of a resource type is of no other', { effect: 'deny', kinds: ['Condition'] }, { kind: 'Note' }, 'none'],
    ['of documents is of notes', { kinds: ['DocumentReference'] }, { kind: 'Note' }, 'permit'],
    ['of a class nobody can tell permits nothing', { kinds: ['?'] }, {}, 'none'],
    ['of a class nobody can tell denies', { effect: 'deny', kinds: ['?'] }, {}, 'deny'],
    ['of single records permits no class', { ofSingles: true }, {}, 'none'],
    ['against single records denies the class', { effect: 'deny', ofSingles: true }, {}, 'deny'],
    ['names the caller', { actors: [{ roles: [], form: 'Practitioner/me' }] }, {}, 'permit'],
    ['names somebody else', { actors: [{ roles: [], form: 'Practitioner/other' }] }, {}, 'none'],
    [
      'against somebody else says nothing',
      { effect: 'deny', actors: [{ roles: [], form: 'Practitioner/other' }] },
      {},
      'none',
    ],
    ['of a team that cannot be told permits nothing', { actors: [{ roles: [], form: 'CareTeam/3' }] }, {}, 'none'],
    [
      'against a team that cannot be told denies',
      { effect: 'deny', actors: [{ roles: [], form: 'CareTeam/3' }] },
      {},
      'deny',
    ],
    ['names the caller’s role', { actors: [{ roles: ['PROV'] }] }, {}, 'permit'],
    ['names another role', { actors: [{ roles: ['PAYOR'] }] }, {}, 'none'],
    ['against a role that nobody knows denies', { effect: 'deny', actors: [{ roles: ['ZZZ'] }] }, {}, 'deny'],
    ['names a role: a service may work for anybody', { actors: [{ roles: ['PROV'] }] }, SERVICE, 'none'],
    ['against PROV binds a service', { effect: 'deny', actors: [{ roles: ['PROV'] }] }, SERVICE, 'deny'],
    ['against PRF binds a service', { effect: 'deny', actors: [{ roles: ['PRF'] }] }, SERVICE, 'deny'],
    ['against ATND binds a service', { effect: 'deny', actors: [{ roles: ['ATND'] }] }, SERVICE, 'deny'],
    ['to collect says nothing of use', { effect: 'deny', actions: ['collect'] }, {}, 'none'],
    ['to use is about a question', { actions: ['use'] }, {}, 'permit'],
  ])('%s', (_, it_, asked, verdict) => {
    expect(said([consent(it_)], asked)).toBe(verdict)
  })

  it('of research says nothing of treatment, and one in an unknown scope only denies', () => {
    const research = (effect: 'permit' | 'deny') => consent({ effect }, { scope: 'research' })
    expect(said([research('deny')])).toBe('none')
    expect(said([research('permit')], { purpose: 'CLINTRCH' })).toBe('permit')
    expect(said([consent({}, { scope: 'unknown' })])).toBe('none')
    expect(said([consent({ effect: 'deny' }, { scope: 'unknown' })])).toBe('deny')
  })
})

describe('exceptions', () => {
  const but = (over: Partial<Rule>, ...except: Rule[]): Partial<Rule> => ({ ...over, except })

  it.each<[string, Partial<Rule>, Asked, string]>([
    ['take away', but({}, rule({ labels: ['ETH'] })), ETH, 'deny'],
    ['leave the rest', but({}, rule({ labels: ['ETH'] })), {}, 'permit'],
    ['give back', but({ effect: 'deny' }, rule({ effect: 'permit', purposes: ['TREAT'] })), {}, 'permit'],
    [
      'of exceptions are followed',
      but(
        {},
        rule({
          labels: ['ETH'],
          except: [rule({ effect: 'permit', actors: [{ roles: [], form: 'Practitioner/me' }] })],
        }),
      ),
      ETH,
      'permit',
    ],
    ['that disagree deny', but({}, rule({ effect: 'permit' }), rule({})), {}, 'deny'],
    ['of a provision that does not apply do not apply', but({ purposes: ['HPAYMT'] }, rule({})), {}, 'none'],
    [
      'that permit do not outdo a doubt about what they are exceptions to',
      but({ effect: 'deny', ofSingles: true }, rule({ effect: 'permit' })),
      {},
      'none',
    ],
    ['speak where the root states nothing', but({ effect: 'unstated' }, rule({ purposes: ['TREAT'] })), {}, 'deny'],
  ])('%s', (_, it_, asked, verdict) => {
    expect(said([consent(it_)], asked)).toBe(verdict)
  })
})

describe('Part 2 records', () => {
  it.each<[string, Partial<Rule>, string]>([
    ['are not opened by a blanket permit', {}, 'none'],
    ['are not opened by a permit of what is restricted', { labels: ['R'], ...TPO }, 'none'],
    ['need the information named', TPO, 'none'],
    ['need the purpose named', { labels: ['42CFRPart2'], actors: TPO.actors }, 'none'],
    ['need the recipients named', { labels: ['42CFRPart2'], purposes: TPO.purposes }, 'none'],
    ['are opened by one consent to treatment, payment and operations', { labels: ['42CFRPart2'], ...TPO }, 'permit'],
    [
      'count what the provisions on the way name',
      { ...TPO, except: [rule({ effect: 'permit', labels: ['42CFRPart2'] })] },
      'permit',
    ],
    ['are closed by any denial', { effect: 'deny' }, 'deny'],
  ])('%s (42 CFR 2.31)', (_, it_, verdict) => {
    expect(said([consent(it_)], PART_2)).toBe(verdict)
  })
})

describe('psychotherapy notes', () => {
  it('are opened by an authorization that names them, and by none that names only their topic (164.508)', () => {
    expect(said([consent({ labels: ['PSYTHPN'], ...TPO })], NOTES)).toBe('permit')
    for (const labels of [['PSY'], ['BH'], ['R'], ['V'], ['PSY', 'BH', 'R']])
      expect(said([consent({ labels, ...TPO })], NOTES)).toBe('none')
    expect(said([consent({})], NOTES)).toBe('none')
  })
})

/** Rules with exceptions to exceptions. */
function anyRule(depth: number): fc.Arbitrary<Rule> {
  const actors = [{ roles: ['PROV'] }, { roles: ['?'] }, { roles: [], form: 'Practitioner/me' }]
  return fc.record(
    {
      effect: fc.constantFrom('permit', 'deny', 'unstated'),
      from: fc.constantFrom(NOW - 1, NOW + 1),
      until: fc.constantFrom(NOW - 1, NOW + 1),
      purposes: fc.subarray(['TREAT', 'HPAYMT', 'HRESCH', '?'], { minLength: 1 }),
      labels: fc.subarray(['N', 'R', 'HIV', '42CFRPart2', 'PSYTHPN', '?'], { minLength: 1 }),
      kinds: fc.subarray(['Condition', '?'], { minLength: 1 }),
      actors: fc.subarray(actors, { minLength: 1 }),
      except: depth === 0 ? fc.constant([]) : fc.array(anyRule(depth - 1), { maxLength: 2 }),
    },
    { requiredKeys: ['effect', 'except'] },
  ) as fc.Arbitrary<Rule>
}
const anyConsent = fc.record({
  source: fc.constantFrom('Consent/1', 'Consent/2'),
  scope: fc.constantFrom('privacy', 'research', 'unknown'),
  rule: fc.oneof({ weight: 9, arbitrary: anyRule(2) }, { weight: 1, arbitrary: fc.constant('unreadable') }),
}) as fc.Arbitrary<Consent>
const anyAsk = fc.record({
  purpose: fc.constantFrom<Purpose>('TREAT', 'COC', 'HPAYMT', 'HRESCH'),
  labels: fc.subarray<SecurityLabel>(['HIV', '42CFRPart2', 'PSYTHPN', 'R']),
  kind: fc.constantFrom('Note', 'Condition'),
})

describe('several consents', () => {
  it('come to the strictest that any of them says, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(anyConsent, { maxLength: 4 }), anyAsk, (consents, asked) => {
        const each = consents.map((one) => said([one], asked))
        const strictest = each.includes('deny') ? 'deny' : each.includes('permit') ? 'permit' : 'none'
        expect(said(consents, asked)).toBe(strictest)
        expect(said([...consents].reverse(), asked)).toBe(strictest)
      }),
      { numRuns: 2_000 },
    )
  })

  it('never permit Part 2 records or psychotherapy notes that no provision names', () => {
    const without = anyConsent.filter(({ rule: it_ }) => !JSON.stringify(it_).match(/42CFRPart2|PSYTHPN/))
    fc.assert(
      fc.property(fc.array(without, { maxLength: 4 }), anyAsk, (consents, { purpose }) => {
        expect(said(consents, { purpose, labels: ['42CFRPart2'] })).not.toBe('permit')
        expect(said(consents, { purpose, labels: ['PSYTHPN'] })).not.toBe('permit')
      }),
      { numRuns: 1_000 },
    )
  })

  it('say which of them said what', () => {
    const no = consent({ effect: 'deny' }, { source: 'Consent/2' })
    expect(evaluateConsent([consent({}), no], ask())).toEqual({
      verdict: 'deny',
      reasons: [
        { consent: 'Consent/1', says: 'permit' },
        { consent: 'Consent/2', says: 'deny' },
      ],
    })
  })

  it('that contradict are listed, with what they disagree about, and others are not', () => {
    const no = consent({ effect: 'deny', purposes: ['HPAYMT'] }, { source: 'Consent/2' })
    const classes = [{ kind: 'Note', labels: [] }]
    expect(contradictionsOf([consent({}), no], classes, NOW)).toEqual([
      {
        permits: 'Consent/1',
        denies: 'Consent/2',
        purposes: ['HPAYMT', 'CLMATTCH', 'COVAUTH', 'ELIGDTRM'],
        kinds: ['Note'],
      },
    ])
    expect(contradictionsOf([consent({ purposes: ['TREAT'] }), no], classes, NOW)).toEqual([])
  })
})
