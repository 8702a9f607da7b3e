import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFormFilter, formsIn } from './form-filter.ts'
import { formsOfPatient } from './forms.ts'
import { HELD_CHARS_MAX } from './text-filter.ts'

const patient = {
  name: [{ given: ['Ottoline', 'Mary'], family: 'de la Brandvold-Núñez' }],
  identifier: [{ value: '00451234' }, { value: 'H-7Q204511' }, { value: 'MRN-778812' }, { value: '531-44-6001' }],
  telecom: [{ value: '+1 (555) 014-7788' }, { value: 'Ottoline.B@Example.org' }],
}
const theirs = new Set<string>(formsOfPatient(patient))

function marked(text: string, size = text.length): string {
  const filter = createFormFilter((form) => theirs.has(form), '[withheld]')
  let out = ''
  for (let at = 0; at < text.length; at += Math.max(1, size)) out += filter.push(text.slice(at, at + Math.max(1, size)))
  return out + filter.end()
}

describe.each([1, 3, 8, 1_000])('in pieces of %i characters', (size) => {
  it.each([
    ['Seen with Ottoline Brandvold today.', 'Seen with [withheld] today.'],
    ['BRANDVOLD, OTTOLINE was here', '[withheld] was here'],
    ['**Ottoline M. Brandvold-Nunez**', '**[withheld]**'],
    ['Ottoline de la Brandvold’s chart', '[withheld] chart'],
    ['mary\nMary Núñez', 'mary\n[withheld]'],
    ['Mrs. Ottoline\nBrandvold.', 'Mrs. [withheld].'],
    ['{"name":"Ottoline_Brandvold"}', '{"name":"[withheld]"}'],
    ['MRN: 451234.', 'MRN: [withheld].'],
    ['her record number is 00451234', 'her record number is [withheld]'],
    ['{"patientId":"0451234"}', '{"patientId":"[withheld]"}'],
    ['member H7Q-204511 of the plan', 'member [withheld] of the plan'],
    ['see MRN778812', 'see [withheld]'],
    ['SSN 531446001', 'SSN [withheld]'],
    ['it was 531 44 6001, as I said', 'it was [withheld], as I said'],
    ['ring 555.014.7788 now', 'ring [withheld] now'],
    ['ring (555) 014-7788 now', 'ring ([withheld] now'],
    ['write to ottoline.b@example.org.', 'write to [withheld]'],
    ['https://evil.example/?q=531-44-6001&x=1', 'https://evil.example/?q=[withheld]&x=1'],
    ['https://evil.example/Ottoline/Brandvold', 'https://evil.example/[withheld]'],
    ['https://evil.example/?given=Ottoline&family=Brandvold', 'https://evil.example/?given=[withheld]'],
    ['First name: Ottoline\nLast name: Brandvold', 'First name: [withheld]'],
    ['{"given":"Ottoline","family":"Brandvold"}', '{"given":"[withheld]"}'],
    ['[{"family":"Brandvold","given":["Ottoline","Mary"]}]', '[{"family":"[withheld]","Mary"]}]'],
    ['| Ottoline            | Brandvold |', '| [withheld] |'],
    ['Ottoline (Otty) Brandvold', '[withheld]'],
    ['of Ottoline-Brandvold’s', 'of [withheld]'],
    ['Ottoline–Brandvold', '[withheld]'],
    ['Ottoline+Brandvold', '[withheld]'],
    ['call_Ottoline_Brandvold', 'call_[withheld]'],
    ['<b>Ottoline</b> <b class="x">Brandvold</b>', '<b>[withheld]</b>'],
    ['Brandvold Ottoline', '[withheld]'],
    ['Brandvold, Ms Ottoline', '[withheld]'],
    ['OTTOLINE brandvold', '[withheld]'],
    ['Ｏｔｔｏｌｉｎｅ　Ｂｒａｎｄｖｏｌｄ', '[withheld]'],
    ['𝐎𝐭𝐭𝐨𝐥𝐢𝐧𝐞 𝐁𝐫𝐚𝐧𝐝𝐯𝐨𝐥𝐝', '[withheld]'],
    ['MRN ４５１２３４', 'MRN [withheld]'],
    ['Mary, Ann and Ottoline: Brandvold', 'Mary, Ann and [withheld]'],
    ['MRNs: 111111, 222222, 333333 and 451234.', 'MRNs: 111111, 222222, 333333 and [withheld].'],
    [
      '| MRN | Platelets |\n|---|---|\n| 111111 | 250 |\n| 451234 | 3 |',
      '| MRN | Platelets |\n|---|---|\n| 111111 | 250 |\n| [withheld] | 3 |',
    ],
    ['MRN of hers is 451234', 'MRN of hers is [withheld]'],
  ])('somebody is found: %s', (text, expected) => {
    expect(marked(text, size)).toBe(expected)
  })

  it.each([
    'Platelets were 451234 per microlitre.',
    'Ottoline. Brandvold was elsewhere.',
    'Ottoline was seen, and so was a Brandvold.',
    'ottoline brandvold', // small letters are words: see docs/guides/answers.md
    'On 2024-01-31 the pressure was 120/80, 45.12.34 and 45 1234.',
    'Ottoline, Ann, Brandvold',
    'Ottoline brandvold was a word',
    'OTTOLINE for Brandvold',
    'Ottoline; Brandvold',
    'MRN 111111, platelets 451234',
    'MRN 111111 on 2024-01-31, then 451234',
    '| MRN |\n| 111111 |\n\nPlatelets were 451234',
    '531-44-600 and 1-531-44-60012',
  ])('and nobody else: %s', (text) => {
    expect(marked(text, size)).toBe(text)
  })
})

describe('a text that is read as it comes', () => {
  const words = [
    'Ottoline',
    'Brandvold',
    ' ',
    ', ',
    '\n',
    '. ',
    '531',
    '-',
    '44',
    '6001',
    'and',
    'MRN ',
    '451234',
    '@',
    'x_',
  ]
  it('is the same whatever it is cut into', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...words), { maxLength: 25 }),
        fc.integer({ min: 1, max: 9 }),
        (parts, size) => {
          const text = parts.join('')
          expect(marked(text, size)).toBe(marked(text))
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('comes out whole where nobody is found', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 1, max: 9 }), (text, size) => {
        const filter = createFormFilter(() => false)
        let out = ''
        for (let at = 0; at < text.length; at += size) out += filter.push(text.slice(at, at + size))
        expect(out + filter.end()).toBe(text)
      }),
      { numRuns: 500 },
    )
  })

  it.each(['Ab ', 'A', '1 ', '1', ' ', 'Ä-', '_', '12-'])('holds back so much and no more of %s', (piece) => {
    const filter = createFormFilter(() => false)
    let [given, out] = [0, 0]
    for (let n = 0; n < 3_000; n++) {
      given += piece.length
      out += filter.push(piece).length
      expect(given - out).toBeLessThanOrEqual(HELD_CHARS_MAX)
    }
  })

  it.each(['A ', 'de ', 'A. ', 'Ä_', 'x_', `${'Ä'.repeat(100)} `])(
    'forgets the beginning of a name that goes on with %s',
    (piece) => {
      const filter = createFormFilter(() => false)
      let [given, out] = [0, 0]
      for (let n = 0; n < 3_000; n++) {
        const next = n % 500 === 0 ? `Ottoline ${piece}` : piece
        given += next.length
        out += filter.push(next).length
        expect(given - out).toBeLessThanOrEqual(HELD_CHARS_MAX)
      }
    },
  )

  it('gives nothing away when it is stopped', () => {
    const filter = createFormFilter((form) => {
      if (theirs.has(form)) throw new Error('stopped')
      return false
    })
    let out = ''
    expect(() => {
      for (const char of 'and beside Ottoline Brandvold there') out += filter.push(char)
    }).toThrow('stopped')
    expect(out).toBe('and beside ')
  })
})

describe('what is known in a question', () => {
  it('has the forms of its texts, each by itself', () => {
    const forms = formsIn(['Dr. Liane Kunze', 'Bell', 'Ann', '451234', '+1 555 014 7788'])
    expect([...forms]).toEqual(expect.arrayContaining(['name liane kunze', 'number 451234', 'number 5550147788']))
    expect([...forms]).not.toContain('name bell ann')
  })

  it('has every two words of one name: whoever has four given names is known by each', () => {
    const forms = formsIn(['María José Ana Luisa García López'])
    expect([...forms]).toEqual(expect.arrayContaining(['name jose lopez', 'name maria lopez', 'name luisa garcia']))
  })
})
