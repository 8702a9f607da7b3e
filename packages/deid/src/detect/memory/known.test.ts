import { describe, expect, it } from 'vitest'
import { Phi } from '../../boundary.ts'
import { job, newBook, newDeidentifier } from '../../deidentify.fixture.ts'
import { restoreText } from '../../reidentify.ts'
import { createDetector } from '../create-detector.ts'
import { letterOf } from '../letter-entities.ts'

const detector = createDetector()
const known = ['José Muñoz', 'Ada Bell'].map((value) => ({ kind: 'NAME' as const, value }))

async function clean(text: string) {
  const book = newBook()
  const { clean: out } = await newDeidentifier({ detector }).deidentify(new Phi(text), job(book, { known }))
  return { said: out.value, again: restoreText(out.value, book).text }
}

describe('a known name', () => {
  it.each([
    ['percent-encoded', 'in ⟦Jos%C3%A9%20Mu%C3%B1oz⟧ (scan)'],
    ['by names of its letters', 'seen ⟦Jos&eacute; Mu&ntilde;oz⟧ today'],
    ['in capitals, by names of its letters', '⟦JOS&Eacute; MU&Ntilde;OZ⟧ came'],
    ['hyphenated over the end of a line', 'seen ⟦José Mu-\nñoz⟧ today'],
    ['hyphenated over an indented line', 'seen ⟦Mu-\r\n  ñoz⟧ today'],
    ['in small letters though its words are everyday ones', 'yesterday ⟦ada bell⟧ came'],
    ['the other way round', 'as ⟦bell ada⟧ has it'],
    ['in the name of a file', 'see ⟦ada_bell⟧ (scan)'],
    ['in the name of a file, the other way round', 'see ⟦bell_ada⟧ (scan)'],
    ['joined by a dot', 'the user ⟦ada.bell⟧ signed'],
    ['joined by a hyphen', 'the user ⟦bell-ada⟧ signed'],
    ['with one capital', 'then ⟦Ada bell⟧ came'],
  ])('goes, and comes back as it was: %s', async (_, marked) => {
    const { said, again } = await clean(marked.replace(/[⟦⟧]/g, ''))
    expect(said.replace(/\[NAME-.{6}\]/, '⟦⟧')).toBe(marked.replace(/⟦.*⟧/s, '⟦⟧'))
    expect(again).toBe(marked.replace(/[⟦⟧]/g, ''))
  })

  it.each([
    'the bell rang and ada rules apply',
    'a ring of the bell. ada compliant doors',
    'saturation 95%20 and 98%CI',
    'a well-\nknown cause',
    'R&D &notin; a&amp;b 100% &bogus;',
  ])('is not seen where its words are only words: %s', async (text) => {
    expect((await clean(text)).said).toBe(text)
  })
})

describe('a letter that HTML names', () => {
  it.each([
    ['ntilde', 'ñ'],
    ['Ntilde', 'Ñ'],
    ['scaron', 'š'],
    ['Odblac', 'Ő'],
    ['lstrok', 'ł'],
    ['szlig', 'ß'],
    ['aogon', 'ą'],
    ['notin', undefined],
    ['constructor', undefined],
    ['qacute', undefined],
  ])('%s', (name, letter) => {
    expect(letterOf(name)).toBe(letter)
  })
})
