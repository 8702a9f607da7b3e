import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRealParts, type RealParts, unrecorded } from '../identity/real-parts.fixtures.ts'
import { createPatients } from '../policy/patients/patients.ts'
import { adt, SETTINGS } from './adt.fixtures.ts'
import { FeedFault } from './fault.ts'
import { createKeptMessages, type KeptMessages } from './kept.ts'
import { createTakeIn, type TakeIn } from './take-in.ts'

const NOW = Date.UTC(2026, 10, 22)

let parts: RealParts
beforeAll(async () => {
  parts = await openRealParts(NOW)
})
afterAll(() => parts.close())

interface Ward {
  readonly tenant: string
  readonly takeIn: TakeIn
  readonly kept: KeptMessages
  /** What was recorded to be taken in, or left out. */
  readonly entries: { skipped?: object }[]
}

let wards = 0
function openWard(): Ward {
  const tenant = `merges-${++wards}`
  const entries: Ward['entries'] = []
  const append = (_: string, body: object) => Promise.resolve({ index: entries.push(body), seq: entries.length })
  const deps = { ...parts, tenant, now: () => NOW, journal: { append } }
  const takeIn = createTakeIn({ ...deps, settings: SETTINGS })
  return { tenant, takeIn, kept: createKeptMessages({ ...deps, keptMax: 100, takeIn }), entries }
}

/** `2>1@3` is an A40 of day 3 by which 2 went into 1; `1|2@4` an A37. The control id is the text. */
function message(said: string): Uint8Array {
  const [, one = '', sign, other = '', day = ''] = /^(\w)([>|])(\w)@(\d+)/.exec(said) ?? []
  const at = `202611${day.padStart(2, '0')}120000+0000`
  const control = said.replace(/[>|@]/g, '-') + (sign === '|' ? 'p' : 'm')
  const text =
    sign === '>'
      ? adt({ event: 'A40', control, at, stay: '', patient: other, more: [`MRG|${one}^^^HOSP^MR`] })
      : adt({ event: 'A37', control, at, stay: '', patient: one, more: [`PID|2||${other}^^^HOSP^MR`] })
  return Buffer.from(text)
}

/** Takes each in, as the feed does: what a person has to look at is kept. Answers the code of each, or AA. */
async function take({ takeIn, kept }: Ward, ...said: readonly string[]): Promise<string[]> {
  const answers: string[] = []
  for (const each of said) {
    const bytes = message(each)
    const doubt = await takeIn(bytes, () => undefined).catch((fault: unknown) => fault)
    if (doubt !== undefined && !(doubt instanceof FeedFault)) throw doubt
    if (doubt !== undefined) await kept.keep('adt', bytes, { code: doubt.code, at: doubt.at }, () => Promise.resolve())
    answers.push(doubt?.code ?? 'AA')
  }
  return answers
}

/** Who is one with whom: `1+2 3 4`. */
async function people({ tenant }: Ward): Promise<string> {
  const patients = createPatients(parts)
  const survivors = new Map<string, string[]>()
  for (const number of ['1', '2', '3', '4']) {
    const stated = `Patient?identifier=http://hospital.example/mrn|${number}`
    const { names } = await patients.look(tenant, stated, {})
    survivors.set(names.join(), [...(survivors.get(names.join()) ?? []), number])
  }
  return [...survivors.values()].map((each) => each.join('+')).join(' ')
}

const codes = async ({ tenant, kept }: Ward) => (await kept.list(tenant)).map(({ code }) => code).sort()

describe('an A40 and an A37 of two records', () => {
  it.each([
    ['an earlier merge that comes after the parting', ['2>1@2', '1|2@4', '2>1@3'], '1 2 3 4', []],
    ['a later merge joins them again, and is listed', ['2>1@2', '1|2@4', '2>1@5'], '1+2 3 4', ['merge_again']],
    [
      'a parting that comes after the merge that joined them again',
      ['2>1@2', '2>1@5', '1|2@4'],
      '1+2 3 4',
      ['merge_again'],
    ],
    ['a parting that overtook its merge', ['1|2@4', '2>1@2'], '1 2 3 4', ['merge_unknown']],
    ['of one time the parting is the last word', ['1|2@4', '2>1@4'], '1 2 3 4', ['merge_unknown']],
    ['a chain that joins what was parted', ['2>1@2', '1|2@4', '2>3@5', '3>1@6'], '1+2+3 4', ['merge_again']],
    ['a chain from before, that comes after', ['2>1@2', '1|2@4', '2>3@1', '3>1@2'], '1+2+3 4', ['merge_again']],
    ['merges both ways', ['2>1@2', '1>2@3'], '1 2 3 4', ['merge_contradictory']],
    ['two survivors', ['2>1@2', '2>3@3'], '1 2 3 4', ['merge_contradictory']],
    ['a parting that ends a contradiction', ['2>1@2', '2>3@3', '2|3@4'], '1+2 3 4', ['merge_contradictory']],
  ])('%s', async (_case, said, expected, listed) => {
    const ward = openWard()
    await take(ward, ...said)
    expect([await people(ward), await codes(ward)]).toEqual([expected, listed])
  })

  it('are one patient or two whatever the order in which everything came, and however often', async () => {
    const numbers = fc.constantFrom('1', '2', '3')
    const each = fc
      .tuple(numbers, fc.constantFrom('>', '>', '|'), numbers, fc.integer({ min: 1, max: 9 }))
      .filter(([one, , other]) => one !== other)
      .map(([one, sign, other, day]) => `${one}${sign}${other}@${day}`)
    const turned = fc
      .uniqueArray(each, { minLength: 2, maxLength: 6 })
      .chain((said) => fc.tuple(fc.constant(said), fc.shuffledSubarray(said, { minLength: said.length })))
    await fc.assert(
      fc.asyncProperty(turned, async ([said, otherwise]) => {
        const [one, other] = [openWard(), openWard()]
        await take(one, ...said)
        await take(other, ...otherwise, ...said)
        expect([otherwise, await people(other)]).toEqual([otherwise, await people(one)])
      }),
      { seed: 40, numRuns: 10 },
    )
  })
})

describe('what a person has to look at', () => {
  it('is listed by `cordon feed list` with its code, and recorded once', async () => {
    const ward = openWard()
    expect(await take(ward, '2>1@2', '1>2@3')).toEqual(['AA', 'merge_contradictory'])
    expect(await take(ward, '1>2@3')).toEqual(['merge_contradictory'])
    const [listed] = await ward.kept.list(ward.tenant)
    expect(listed).toMatchObject({ code: 'merge_contradictory', place: 'MRG-1' })
    expect(ward.entries.map(({ skipped }) => skipped)).toEqual([{}, { merge_contradictory: 1 }])
  })

  it('stays on the list on a retry while it is so, and leaves it once it is not, or when somebody drops it', async () => {
    const ward = openWard()
    await take(ward, '2>1@2', '2>3@3')
    const [waiting] = await ward.kept.list(ward.tenant)
    const retry = () => ward.kept.retry(ward.tenant, waiting?.id ?? '', unrecorded)
    await expect(retry()).rejects.toMatchObject({ code: 'resource_invalid', at: 'MRG-1' })
    expect(await codes(ward)).toEqual(['merge_contradictory'])
    await take(ward, '1|2@4')
    expect(await retry()).toMatchObject({ action: 'feed.retry' })
    expect([await codes(ward), await people(ward)]).toEqual([[], '1 2+3 4'])
    await take(ward, '1|2@4', '2|3@5', '2>3@6')
    const [again] = await ward.kept.list(ward.tenant)
    expect(await ward.kept.drop(ward.tenant, again?.id ?? '', unrecorded)).toMatchObject({ action: 'feed.drop' })
    expect([await codes(ward), await people(ward)]).toEqual([[], '1 2+3 4'])
  })
})
