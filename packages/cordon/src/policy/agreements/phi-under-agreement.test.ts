import { inspect } from 'node:util'
import { CordonError, DeidPolicy, type Purpose } from '@cordon/contract'
import { createCodeBook, createDeidentifier, createDetector, Phi, POLICIES, type StillPhi } from '@cordon/deid'
import { describe, expect, it } from 'vitest'
import { encode } from '../../providers/encode.ts'
import {
  agreement,
  application,
  ask,
  caller,
  decideByDefault as decide,
  facts,
  known,
  NOW,
  vendor,
} from '../decision/decide.fixtures.ts'
import type { Permit } from '../decision/decide.ts'
import { insideAsItIs, PhiUnderAgreement, underAgreement } from './phi-under-agreement.ts'
import { coveredRoutes } from './recipients.ts'

const PURPOSES: readonly Purpose[] = ['TREAT', 'HRESCH']
const everything = { deidPolicies: [...DeidPolicy.options], purposes: [...PURPOSES] }

/** Decides for an application of this policy, with this agreement. */
function decided(policy: DeidPolicy | undefined, purpose: Purpose, over: Parameters<typeof agreement>[0]) {
  const registered = application({ ...(policy === undefined ? {} : { policy }), vendors: ['acme'] })
  const given = ask({ caller: caller({ application: registered }), purpose })
  return decide(given, facts({ vendors: [vendor()], agreements: [agreement(over)] }))
}

async function stillPhi(policy: 'coded' | 'surrogate' | 'limited-data-set'): Promise<StillPhi<{ text: string }>> {
  const deidentifier = createDeidentifier({
    detector: createDetector(),
    sha256: (bytes) => bytes.slice(0, 32),
    now: () => 0,
    policies: Object.values(POLICIES),
  })
  let byte = 0
  const book = createCodeBook({ random: (n) => new Uint8Array(n).map(() => (byte += 7)) })
  const job = { treat: () => 'text' as const, known: [], book, turnKey: (text: string) => text, policy }
  return (await deidentifier.deidentify(new Phi({ text: 'Mr. Stone came on 3/14/2024' }), job)).stillPhi
}

describe('a policy that leaves PHI', () => {
  it.each([
    ['safe-harbor', 'TREAT', {}, 'permit'],
    ['safe-harbor', 'TREAT', { kind: 'data-use' }, 'permit'],
    ['coded', 'TREAT', {}, 'acme: agreement acme-baa does not permit coded'],
    [
      'coded',
      'TREAT',
      { deidPolicies: ['safe-harbor', 'surrogate'] },
      'acme: agreement acme-baa does not permit coded',
    ],
    ['coded', 'TREAT', everything, 'permit'],
    [
      'coded',
      'TREAT',
      { ...everything, kind: 'data-use' },
      'acme: agreement acme-baa is no business associate agreement',
    ],
    ['surrogate', 'HRESCH', everything, 'permit'],
    ['surrogate', 'HRESCH', {}, 'acme: agreement acme-baa does not permit surrogate'],
    ['limited-data-set', 'HRESCH', everything, 'acme: agreement acme-baa is no data use agreement'],
    ['limited-data-set', 'HRESCH', { ...everything, kind: 'data-use' }, 'permit'],
    [
      'limited-data-set',
      'TREAT',
      { ...everything, kind: 'data-use' },
      'acme: agreement acme-baa cannot permit a limited data set for TREAT',
    ],
    [
      'limited-data-set',
      'HRESCH',
      { purposes: [...PURPOSES], kind: 'data-use' },
      'acme: agreement acme-baa does not permit limited-data-set',
    ],
    ['expert', 'TREAT', {}, 'acme: agreement acme-baa does not permit expert'],
    ['expert', 'TREAT', everything, 'permit'],
  ] as const)('%s for %s under %j: %s', (policy, purpose, over, expected) => {
    const given = { purposes: [...PURPOSES], ...over } as Parameters<typeof agreement>[0]
    const found = coveredRoutes({ model: 'acme-large', purpose, deidPolicy: policy, now: NOW }, [vendor()], {
      agreements: [agreement(given)],
      validated: [],
      detectorHash: 'd'.repeat(64),
      known: known(),
    })
    expect(found.holds ? 'permit' : found.deciding.why).toBe(expected)
    if (!found.holds) expect(found.code).toBe('agreement_missing')
  })

  it('is that of the application, and Safe Harbor where it names none', () => {
    const policies = [decided('coded', 'TREAT', everything), decided(undefined, 'TREAT', {})]
    expect(policies.map((decision) => decision.effect === 'permit' && decision.deidPolicy)).toEqual([
      'coded',
      'safe-harbor',
    ])
    expect(decided('coded', 'TREAT', {})).toMatchObject({ effect: 'deny', code: 'agreement_missing' })
  })
})

describe('PhiUnderAgreement', () => {
  const permit = (policy: DeidPolicy): Permit => {
    const decision = decided(policy, 'TREAT', everything)
    if (decision.effect === 'deny') throw new Error('was denied')
    return decision
  }

  it('is made by a decision that found the agreement, and a provider takes it', async () => {
    const decision = permit('coded')
    const [route] = decision.routes
    if (route === undefined) throw new Error('no route')
    const prompt = underAgreement(decision, route, await stillPhi('coded'))
    expect(prompt).toMatchObject({ policy: 'coded/1', agreement: 'acme-baa' })
    expect(encode(prompt, 'chat').bytes.toString()).toMatch(/^\{"text":"Mr\. \[NAME-\w{6}\] came on 3\/14\/2024"\}$/)
    expect(`${inspect(prompt)} ${JSON.stringify(prompt)} ${prompt as unknown as string}`).not.toContain('2024')
  })

  it.each([
    ['another policy than was decided', 'surrogate', (decision: Permit) => decision],
    ['a decision for Safe Harbor', 'coded', () => permit('safe-harbor')],
    ['an agreement that does not permit it', 'coded', (decision: Permit) => withAgreement(decision, {})],
    [
      'a data use agreement',
      'coded',
      (decision: Permit) => withAgreement(decision, { ...everything, kind: 'data-use' }),
    ],
    ['no agreement', 'coded', (decision: Permit) => withAgreement(decision, undefined)],
  ] as const)('is refused under %s', async (_, policy, spoil) => {
    const decision = spoil(permit('coded'))
    const [route] = decision.routes
    if (route === undefined) throw new Error('no route')
    const phi = await stillPhi(policy)
    expect(() => underAgreement(decision, route, phi)).toThrow(CordonError)
  })

  it('is refused for a route of another decision', async () => {
    const [route] = permit('coded').routes
    if (route === undefined) throw new Error('no route')
    const phi = await stillPhi('coded')
    expect(() => underAgreement(permit('coded'), { ...route }, phi)).toThrow(CordonError)
  })

  it('can be forged by nobody: a look-alike does not compile, and a stolen constructor refuses', async () => {
    // @ts-expect-error: no private field
    expect(() => encode({ value: { a: 1 }, policy: 'coded/1', agreement: 'x' }, 'chat')).not.toThrow()
    // @ts-expect-error: what is still PHI is no prompt
    const encodeStillPhi = async () => encode(await stillPhi('coded'), 'chat')
    expect(encodeStillPhi).toBeTypeOf('function')
    const Stolen = PhiUnderAgreement as unknown as new (...given: unknown[]) => unknown
    expect(() => new Stolen(Symbol('permitted by a decision'), 'x', 'coded/1', 'x')).toThrow(TypeError)
  })
})

function withAgreement(decision: Permit, over: Parameters<typeof agreement>[0] | undefined): Permit {
  const given = over === undefined ? undefined : agreement(over)
  return { ...decision, routes: decision.routes.map((route) => ({ ...route, agreement: given })) }
}

describe('what goes as it is', () => {
  const phi = new Phi({ text: 'Mr. Stone' })
  const decision = decided('safe-harbor', 'TREAT', {}) as Permit
  const ours = vendor({ kind: 'mcp', placement: 'private', baseUrl: 'https://10.0.0.8/mcp', models: ['look_up'] })
  const route = { vendor: ours, agreement: undefined, model: 'look_up' }
  const about = (patient: string | undefined) => ({ ...decision, patient, routes: [route] })

  it('goes to a server of tools inside, about a patient who was decided about', () => {
    const made = insideAsItIs(about('p'), route, phi)
    expect([made.value, made.agreement, String(made)]).toEqual([{ text: 'Mr. Stone' }, 'none: private', '[phi]'])
  })

  const elsewhere = (over: Partial<typeof ours>) => {
    const other = { ...route, vendor: { ...ours, ...over } }
    return [{ ...about('p'), routes: [other] }, other] as const
  }
  it.each<readonly [string, Permit, typeof route]>([
    ['about nobody who was decided about', about(undefined), route],
    ['by a route that is none of the decision’s', { ...about('p'), routes: [] }, route],
    ['to a server outside', ...elsewhere({ placement: 'outside' })],
    ['to a server at a name', ...elsewhere({ baseUrl: 'https://tools.example/mcp' })],
    ['to a server of models', ...elsewhere({ kind: 'openai' })],
  ])('does not go %s', (_, permit, to) => {
    expect(() => insideAsItIs(permit, to, phi)).toThrow(expect.objectContaining({ code: 'agreement_missing' }))
  })
})
