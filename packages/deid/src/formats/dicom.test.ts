import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Phi } from '../boundary.ts'
import { NOW, newBook, newDeidentifier, sha256 } from '../deidentify.fixture.ts'
import { createDeidentifier } from '../deidentify.ts'
import { createDetector } from '../detect/create-detector.ts'
import type { SyncDetector } from '../detect/detector.ts'
import { deidentifyDicom, restoreDicom } from './deidentify-dicom.ts'
import { attributeTable, createVrOf } from './dicom-attributes.ts'
import { ascii, bytesOf, type DicomDataset, type DicomElement, readDicom, writeDicom } from './dicom-file.ts'
import { blind } from './formats.fixture.ts'

const el = (tag: string, vr: string, value: string | readonly DicomDataset[]): DicomElement => ({
  tag,
  vr,
  value: typeof value === 'string' ? bytesOf(value) : value,
})

const META = [
  el('00020001', 'OB', '\0\u0001'),
  el('00020002', 'UI', '1.2.840.10008.5.1.4.1.1.2'),
  el('00020003', 'UI', '1.2.3.4.5.6'),
  el('00020010', 'UI', '1.2.840.10008.1.2.1'),
  el('00020016', 'AE', 'MERCYPACS'),
]

const HEADER: DicomDataset = [
  el('00080005', 'CS', 'ISO_IR 100'),
  el('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.2'),
  el('00080018', 'UI', '1.2.3.4.5.6'),
  el('00080020', 'DA', '20240513'),
  el('00080050', 'SH', 'A7734521'),
  el('00080060', 'CS', 'CT'),
  el('00080080', 'LO', 'Mercy Hospital'),
  el('00081030', 'LO', 'CT ABDOMEN for Ada Bell'),
  el('00081140', 'SQ', [[el('00081150', 'UI', '1.2.840.10008.5.1.4.1.1.2'), el('00081155', 'UI', '1.2.3.4.5.6')]]),
  el('00090010', 'LO', 'VENDOR'),
  el('00091001', 'LO', 'Ada Bell'),
  el('00100010', 'PN', 'Bell^Ad\u00e9^M'),
  el('00100020', 'LO', '8817345'),
  el('00100030', 'DA', '19310304'),
  el('00100040', 'CS', 'F'),
  el('00101010', 'AS', '093Y'),
  el('00101040', 'LO', '12 Elm St'),
  el('00104000', 'LT', 'Ada Bell, allergic'),
  el('00160072', 'DS', '42.5'),
  el('0020000D', 'UI', '1.2.3.9\\1.2.3.8'),
  el('00280010', 'US', '\u0001\u0002'),
  el('00400275', 'SQ', [[el('00401001', 'SH', 'RP-1')]]),
  el('00186000', 'DT', '20240513101500'),
]

const file = (dataset: DicomDataset, meta: DicomDataset = META): Uint8Array => writeDicom({ meta, dataset })
const read = (bytes: Uint8Array) => readDicom(bytes, createVrOf(attributeTable()))
const said = (dataset: DicomDataset, tag: string): string | undefined => {
  const value = dataset.find((element) => element.tag === tag)?.value
  return value instanceof Uint8Array ? ascii(value).replace(/[\0 ]+$/, '') : undefined
}

async function clean(bytes: Uint8Array, detector: SyncDetector = createDetector()) {
  const book = newBook()
  const deidentifier = createDeidentifier({ detector, sha256, now: () => NOW })
  const { clean, counts } = await deidentifyDicom(new Phi(bytes), { deidentifier, book })
  return { cleaned: clean.value, restored: restoreDicom(clean.value, book), counts, ...read(clean.value) }
}

describe('a name or a number where DICOM has words of lists', () => {
  it.each([
    ['a sex', el('00100040', 'CS', 'OKONKWO MARY')],
    ['a code', el('00080100', 'SH', 'Mary Okonkwo')],
    ['an ethnic group', el('00102160', 'SH', 'Okonkwo')],
    ['a weight', el('00101030', 'DS', '8817345123')],
    ['a series number', el('00200011', 'IS', '8817345123')],
    ['a class', el('00080016', 'UI', '1.2.3.8817345123')],
    ['a description', el('00081030', 'LO', 'OKONKWO')],
    ['a code within', el('00081140', 'SQ', [[el('00081199', 'SQ', [[el('00080100', 'SH', 'Okonkwo')]])]])],
    ['a private one', el('00111001', 'CS', 'OKONKWO')],
    ['one of another type', el('00100040', 'LO', 'Okonkwo')],
    ['a word in which the patient is named', el('00080008', 'CS', 'QUILLFEATHER')],
  ])('%s does not leave', async (_, element) => {
    const own = [el('00100010', 'PN', 'Quillfeather^Ada'), element].sort((a, b) => (a.tag < b.tag ? -1 : 1))
    const { cleaned } = await clean(file(own))
    expect(ascii(cleaned)).not.toMatch(/okonkwo|8817345|quillfeather/i)
  })

  it.each([
    el('00080008', 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'),
    el('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.2'),
    el('00080100', 'SH', 'T-D1100'),
    el('00101030', 'DS', '71.5'),
  ])('$tag stays as it is', async (element) => {
    const { dataset } = await clean(file([element]))
    expect(said(dataset, element.tag)).toBe(ascii(element.value as Uint8Array).trimEnd())
  })
})

describe('a DICOM header', () => {
  it('leaves without its patient, in no byte of it', async () => {
    const { cleaned } = await clean(file(HEADER))
    expect(ascii(cleaned)).not.toMatch(
      /Ada|Bell|Ad\u00e9|8817345|Elm|Mercy|MERCY|A7734521|0513|0304|VENDOR|093Y|42\.5|RP-1|1\.2\.3\./,
    )
  })

  it('keeps what the profile keeps, empties what must be there, and says by which method', async () => {
    const { dataset } = await clean(file(HEADER))
    expect(dataset.map(({ tag }) => tag)).toEqual(
      (
        '00080005 00080016 00080018 00080020 00080050 00080060 00080080 00081030 00081140 00100010 00100020 00100030 00100040 ' +
        '00101010 00120062 00120064 0020000D 00280010 00280303'
      ).split(' '),
    )
    expect(said(dataset, '00080020')).toBe('')
    expect(said(dataset, '00100040')).toBe('F')
    expect(said(dataset, '00101010')).toBe('090Y')
    expect(said(dataset, '00120062')).toBe('YES')
    expect(said(dataset, '00081030')).toMatch(/^CT ABDOMEN for \[NAME-\w{6}\]$/)
    expect(said(dataset, '00100010')).toMatch(/^\[NAME-\w{6}\]$/)
    expect(said(dataset, '00080050')).toMatch(/^\[ACCOUNT-\w{6}\]$/)
  })

  it('gives a UID another one, the same wherever it stands', async () => {
    const { meta, dataset } = await clean(file(HEADER), blind)
    const uid = said(dataset, '00080018')
    const images = dataset.find(({ tag }) => tag === '00081140')?.value as readonly DicomDataset[]
    expect(uid).toMatch(/^2\.25\.\d{30,39}$/)
    expect(said(meta, '00020003')).toBe(uid)
    expect(said(images[0] ?? [], '00081155')).toBe(uid)
    expect(said(images[0] ?? [], '00081150')).toBe('1.2.840.10008.5.1.4.1.1.2')
    expect(said(dataset, '0020000D')?.split('\\')).toHaveLength(2)
  })

  it('gives names, ids and UIDs back, in their character set', async () => {
    const { restored } = await clean(file(HEADER))
    const { dataset } = read(restored)
    for (const tag of ['00080018', '00080050', '00080080', '00081030', '00100010', '00100020', '0020000D']) {
      expect(said(dataset, tag)).toBe(said(HEADER, tag))
    }
  })

  it('reads implicit VR and sequences of undefined length, and removes what it does not know', async () => {
    const tag = (hex: string): string =>
      [2, 0, 6, 4].map((at) => String.fromCharCode(Number.parseInt(hex.slice(at, at + 2), 16))).join('')
    const long = (length: number): string =>
      String.fromCharCode(length & 255, (length >> 8) & 255, (length >> 16) & 255, (length >>> 24) & 255)
    const implicit = (hex: string, value: string): string => tag(hex) + long(value.length) + value
    const open = (hex: string): string => tag(hex) + long(0xffffffff)
    const dataset =
      implicit('00080060', 'CT') +
      open('00081140') +
      open('FFFEE000') +
      implicit('00081155', '1.2.3.40') +
      tag('FFFEE00D') +
      long(0) +
      tag('FFFEE0DD') +
      long(0) +
      implicit('00100010', 'Bell^Ada') +
      implicit('00182222', 'Ada Bell')
    const whole = file(
      [],
      META.map((element) => (element.tag === '00020010' ? el('00020010', 'UI', '1.2.840.10008.1.2') : element)),
    )
    const cleaned = await clean(bytesOf(ascii(whole) + dataset), blind)
    expect(cleaned.dataset.map((element) => element.tag)).toEqual([
      '00080060',
      '00081140',
      '00100010',
      '00120062',
      '00120064',
      '00280303',
    ])
    expect(said(cleaned.meta, '00020010')).toBe('1.2.840.10008.1.2.1')
    expect(ascii(cleaned.cleaned)).not.toMatch(/Ada|1\.2\.3\.40/)
  })

  it('writes what it reads, for any elements', async () => {
    const text = fc.stringMatching(/^[ -~]{0,40}$/)
    const element = fc.tuple(fc.constantFrom('00081030', '00100010', '00104000', '0020000D', '00280010'), text)
    const sorted = fc
      .uniqueArray(element, { selector: ([tag]) => tag })
      .map((all) => all.sort(([a], [b]) => (a < b ? -1 : 1)))
    const vr = { '00081030': 'LO', '00100010': 'PN', '00104000': 'LT', '0020000D': 'UI', '00280010': 'UN' } as Record<
      string,
      string
    >
    fc.assert(
      fc.property(sorted, fc.array(sorted, { maxLength: 2 }), (top, items) => {
        const toDataset = (all: readonly (readonly [string, string])[]): DicomDataset =>
          all.map(([tag, value]) => el(tag, vr[tag] ?? 'LO', value))
        const dataset = [...toDataset(top), el('00400275', 'SQ', items.map(toDataset))]
        const bytes = file(dataset)
        const again = read(bytes)
        expect(writeDicom(again)).toEqual(bytes)
        for (const [tag, value] of top) expect(said(again.dataset, tag)).toBe(value.trimEnd())
      }),
      { numRuns: 100, seed: 1 },
    )
  })

  const refusal = async (bytes: Uint8Array): Promise<string> => {
    try {
      await deidentifyDicom(new Phi(bytes), { deidentifier: newDeidentifier({ detector: blind }), book: newBook() })
      return 'accepted'
    } catch (error) {
      const { code, at } = error as { code?: string; at?: string }
      return `${code} at ${at ?? '-'}`
    }
  }
  const deep = (levels: number): DicomDataset => (levels === 0 ? [] : [el('00081140', 'SQ', [deep(levels - 1)])])

  it.each<[string, Uint8Array, string]>([
    ['pixels', file([el('7FE00010', 'OW', '\0\0')]), 'format_unsupported at (7FE0,0010)'],
    ['an enclosed document', file([el('00420011', 'OB', '%PDF')]), 'format_unsupported at (0042,0011)'],
    ['another kind of file', bytesOf('not dicom'.repeat(40)), 'format_invalid at byte 128'],
    ['a file that was cut', file(HEADER).subarray(0, 700), 'format_invalid at byte 692'],
    [
      'a character set of another alphabet',
      file([el('00080005', 'CS', '\\ISO 2022 IR 87')]),
      'format_unsupported at (0008,0005)',
    ],
    [
      'bytes that are not in the character set',
      file([el('00100010', 'PN', 'Ad\u00e9')]),
      'format_invalid at (0010,0010)',
    ],
    [
      'big endian',
      file(
        [],
        META.map((element) => (element.tag === '00020010' ? el('00020010', 'UI', '1.2.840.10008.1.2.2') : element)),
      ),
      'format_unsupported at (0002,0010)',
    ],
    ['sequences without end', file(deep(20)), 'input_too_large'],
  ])('refuses %s', async (_, bytes, expected) => {
    expect(await refusal(bytes)).toContain(expected)
  })
})
