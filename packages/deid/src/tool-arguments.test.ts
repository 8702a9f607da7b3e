import { describe, expect, it } from 'vitest'
import { Phi } from './boundary.ts'
import { newBook, newDeidentifier } from './deidentify.fixture.ts'
import type { SyncDetector } from './detect/detector.ts'
import { blind } from './formats/formats.fixture.ts'

/** The arguments of a tool call are a JSON text: what a label makes certain there goes, whatever a detector finds. */
const clean = async (json: string): Promise<string> => {
  const deidentifier = newDeidentifier({ detector: blind })
  const job = { treat: () => 'json' as const, known: [], book: newBook(), turnKey: (text: string) => text }
  return (await deidentifier.deidentify(new Phi({ json }), job)).clean.value.json
}

describe('a number in the arguments of a tool', () => {
  it.each([
    ['{"age_years":102}', /102/],
    ['{"age_years":"102"}', /102/],
    ['{"age_in_months":1128}', /1128/],
    ['{"age":{"value":94,"unit":"years"}}', /94/],
    ['{"name":"age","value":94}', /94/],
    ['{"born":1931}', /1931/],
    ['{"lat":39.78}', /39\.78/],
    ['{"ssn_last4":6789}', /6789/],
  ])('goes where its label tells what it is: %s', async (json, secret) => {
    const cleaned = await clean(json)
    expect(cleaned).not.toMatch(secret)
    expect(() => JSON.parse(cleaned) as unknown).not.toThrow()
  })

  it.each(['{"age":61,"hr":94,"page":94}', '{"name":"heart rate","value":94}', '{"lat_axis":1,"age_group":2}'])(
    'stays where it tells nobody: %s',
    async (json) => {
      expect(await clean(json)).toBe(json)
    },
  )
})

it.each(['{"okonkwo":1}', '{"mary_okonkwo":{"a":1}}', '{"a":[{"MaryOkonkwo":1}]}'])(
  'refuses a key that names a person, and does not say it: %s',
  async (json) => {
    await expect(clean(json)).rejects.toMatchObject({ code: 'identifier_in_key', at: 'json' })
  },
)

describe('the arguments of a tool as a tree', () => {
  const ofTree = async (tree: Record<string, unknown>, detector: SyncDetector = blind, book = newBook()) => {
    const deidentifier = newDeidentifier({ detector })
    const job = { treat: () => 'labelled' as const, known: [], book, turnKey: (text: string) => text }
    return (await deidentifier.deidentify(new Phi(tree), job)).clean.value
  }

  it('loses what the name above a text makes certain, whatever a detector finds', async () => {
    const given = {
      last_name: 'Lowe',
      age: '93',
      zip: '97401',
      mrn: '4711',
      born: '1931',
      of: [{ name: 'age', value: '94' }],
      person: { first_name: ['May'] },
    }
    const cleaned = JSON.stringify(await ofTree(given))
    for (const secret of ['Lowe', '93', '97401', '4711', '1931', '94', 'May']) expect(cleaned).not.toContain(secret)
  })

  it('keeps what its names say of nobody, and its shape', async () => {
    const given = { query: 'doses of metformin', page: '94', of: [{ heart_rate: '93' }] }
    expect(await ofTree(given)).toEqual(given)
  })

  it('is read beside its names by the detector too', async () => {
    const read: string[] = []
    const hearing: SyncDetector = {
      ...blind,
      find: (texts, known) => {
        read.push(...texts)
        return blind.find(texts, known)
      },
    }
    await ofTree({ who: { motherName: ['x y'] }, note: 'z' }, hearing)
    expect(read).toEqual(['mother name: x y', 'note: z'])
  })

  it('is not remembered by a text under another name', async () => {
    const book = newBook()
    expect(await ofTree({ page: '4711' }, blind, book)).toEqual({ page: '4711' })
    expect(JSON.stringify(await ofTree({ mrn: '4711' }, blind, book))).not.toContain('4711')
  })
})
