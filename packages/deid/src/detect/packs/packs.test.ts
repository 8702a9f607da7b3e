import { describe, expect, it } from 'vitest'
import { DeidError } from '../../errors.ts'
import { spanish } from '../../packs/es/es.ts'
import { createDetector } from '../create-detector.ts'
import { CHECKS } from './checks.ts'
import { packVersion } from './pack-version.ts'
import { checkPack, PACK_LIMITS, readPack } from './read-pack.ts'

const english = createDetector()
const detector = createDetector({ packs: [spanish] })

/** Enough Spanish around a phrase that it is read as Spanish. */
const AROUND = 'El paciente acude a la consulta porque desde hace días no come y le duele.'

const found = (phrase: string, by = detector) => {
  const [spans = []] = by.find([`${AROUND}\n${phrase}\nSe le explica que no es grave y que vuelva.`], { known: [] })
  const text = `${AROUND}\n${phrase}`
  return spans
    .filter(({ start, end }) => start > AROUND.length && end <= text.length)
    .map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`)
}

describe('Spanish, as a pack', () => {
  it.each([
    ['Apellidos: Vega Tordera   Nombre: Anselmo', ['NAME Vega Tordera', 'NAME Anselmo']],
    ['Vive con su hija Sonsoles y con doña Petra Olmo.', ['NAME Sonsoles', 'NAME Petra Olmo']],
    ['Fecha de nacimiento: 3 de mayo de 1932', ['DATE 3 de mayo de 1932']],
    ['Firmado el diez de enero de dos mil veinte.', ['DATE diez de enero de dos mil veinte']],
    ['Mujer de noventa y dos años.', ['AGE90 noventa y dos']],
    ['Varón de 93 años, no 89 años.', ['AGE90 93']],
    ['NHC: 31877   DNI: 04512288B', ['MRN 31877', 'OTHERID 04512288B']],
    ['NSS: 35/0098173421', ['SSN 35/0098173421']],
    ['Su móvil es el 633 01 58 44.', ['PHONE 633 01 58 44']],
    [
      'El teléfono es seis siete nueve, cero tres, cuarenta y uno, veintiséis.',
      ['PHONE seis siete nueve, cero tres, cuarenta y uno, veintiséis'],
    ],
    ['Ingresó en el Hospital Universitario Monte Alto.', ['FACILITY Hospital Universitario Monte Alto']],
    [
      'Domicilio: C/ Cuatro Caminos, 25, 37002 Salamanca',
      ['STREET C/ Cuatro Caminos, 25', 'ZIP 37002', 'CITY Salamanca'],
    ],
    ['Es natural de Zafra y vecina de Sopetrán.', ['CITY Zafra', 'CITY Sopetrán']],
    ['Empresa: Telcosur   Matrícula: 6613 MHT', ['ORG Telcosur', 'VEHICLE 6613 MHT']],
  ])('%s', (phrase, expected) => {
    expect(found(phrase)).toEqual(expected)
  })

  it.each([
    'Se descarta síndrome de Cushing y enfermedad de Crohn.',
    'Signo de Murphy positivo, escala de Glasgow 15.',
    'Reflejo de Babinski ausente; maniobra de Romberg negativa.',
    'Se contaron uno, dos, tres y cuatro pasos; tomó dos de las veinte.',
    'Toma omeprazol y tiene 71 años. Vive en Galicia.',
  ])('leaves alone: %s', (phrase) => {
    expect(found(phrase)).toEqual([])
  })

  it('masks a person with the name of a disease', () => {
    expect(found('El Sr. Baldomero Parkinson tiene enfermedad de Parkinson.')).toContain('NAME Baldomero Parkinson')
  })

  it('finds what is known in a Spanish text, and a name learnt there in an English one', () => {
    const [spans = []] = detector.findKnown([`${AROUND} Lo dice Zebensui.`], [{ kind: 'NAME', value: 'Zebensui' }])
    expect(spans).toHaveLength(1)
    const [, second = []] = detector.find([`${AROUND} Su nuera Uxue llama.`, 'Call Uxue back tomorrow.'], { known: [] })
    expect(second.map(({ kind }) => kind)).toEqual(['NAME'])
  })

  it('reads an English text as without the pack', () => {
    const text = 'Seen by Dr. Bell on 3 May 2024 in Toledo. Dates of service and de la Cruz are known. Calle Ocho 14.'
    expect(detector.find([text], { known: [] })).toEqual(english.find([text], { known: [] }))
  })

  it('reads a cell too short to tell as its neighbours are read', () => {
    const alone = detector.find(['Paseo del Olmo 4'], { known: [] })
    const beside = detector.find(['Paseo del Olmo 4', `${AROUND} ${AROUND}`], { known: [] })
    expect(beside[0]?.[0]?.kind).toBe('STREET')
    expect(alone[0]?.[0]?.rule).not.toBe('street/pack')
  })
})

describe('a long text in a language of a pack', () => {
  const time = (text: string): number => {
    const from = performance.now()
    detector.find([text], { known: [] })
    return performance.now() - from
  }
  const ordinary = AROUND.repeat(400)

  it.each(['calle 1 ', 'C/ A, ', 'Nombre: ', 'síndrome de ', 'noventa y ', '12.345.678-', 'de la ', 'Hospital San '])(
    'made of %j is read in a few times what an ordinary one takes',
    (part) => {
      time(ordinary)
      const text = `${AROUND.repeat(3)} ${part.repeat(Math.ceil(30_000 / part.length))} ${AROUND.repeat(45)}`
      expect(time(text)).toBeLessThan(8 * time(ordinary) + 500)
    },
  )
})

describe('a pack', () => {
  it('is data: through JSON it finds the same, with the same version', () => {
    const read = readPack(JSON.stringify(spanish))
    expect(packVersion(read)).toBe(packVersion(spanish))
    expect(found('Su cuñada Petra vive en Cuenca.', createDetector({ packs: [read] }))).toEqual(
      found('Su cuñada Petra vive en Cuenca.'),
    )
  })

  it('is in the version of the detector, with every word of it', () => {
    expect(detector.version).toBe(`${english.version}+${packVersion(spanish)}`)
    expect(packVersion({ ...spanish, signs: `${spanish.signs} x` })).not.toBe(packVersion(spanish))
  })

  it.each([
    [{ ...spanish, code: 'x' }, 'code: an unknown field'],
    [{ ...spanish, dates: undefined }, 'dates: an object'],
    [{ ...spanish, words: { ...spanish.words, given: 'Ana' } }, 'words.given: small letters only'],
    [{ ...spanish, words: { ...spanish.words, numbers: 'uno dos' } }, 'words.numbers: word and number in turn'],
    [{ ...spanish, labels: [{ kind: 'NAME', value: 'name' }] }, 'labels[0].phrases: text'],
    [{ ...spanish, labels: [{ kind: 'PERSON', value: 'name', phrases: 'x' }] }, 'labels[0].kind: one of'],
    [{ ...spanish, shapes: [{ kind: 'MRN', shape: '(.*)+####' }] }, 'shapes[0].shape'],
    [{ ...spanish, shapes: Array(PACK_LIMITS.shapes + 1).fill(spanish.shapes[0]) }, 'shapes: a list of at most'],
    [{ ...spanish, signs: 'a'.repeat(PACK_LIMITS.entryCharacters + 1) }, 'signs: an entry too long'],
  ])('that is wrong is refused with its place (%#)', (pack, at) => {
    expect(() => checkPack(pack)).toThrow(DeidError)
    expect(() => checkPack(pack)).toThrow(at)
  })

  it('that is not JSON, or too long, is refused without its text', () => {
    expect(() => readPack('{"Ana')).toThrow('not JSON')
    expect(() => readPack(' '.repeat(PACK_LIMITS.characters + 1))).toThrow('longer than its bound')
  })
})

describe('checks', () => {
  it('know a right number from a wrong one', () => {
    expect(CHECKS.dni('12345678Z')).toBe(true)
    expect(CHECKS.dni('12345678A')).toBe(false)
    expect(CHECKS.dni('X1234567L')).toBe(true)
    expect(CHECKS['nss-es']('281234567840')).toBe(true)
    expect(CHECKS['nss-es']('281234567841')).toBe(false)
    expect(CHECKS.rut('123456785')).toBe(true)
    expect(CHECKS.rut('123456784')).toBe(false)
    expect(CHECKS.curp('HEGG560427MVZRRL04')).toBe(true)
    expect(CHECKS.curp('HEGG560427MVZRRL05')).toBe(false)
  })
})
