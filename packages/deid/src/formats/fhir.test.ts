import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDetector } from '../detect/create-detector.ts'
import type { SyncDetector } from '../detect/detector.ts'
import { sniffFormat } from './deidentify-text.ts'
import { blind, createTraveller, refusalOf } from './formats.fixture.ts'

const HOSPITAL = new URL('../../../hospital/src/index.ts', import.meta.url).href

interface Bundle {
  readonly entry: readonly {
    readonly fullUrl: string
    readonly resource: { readonly resourceType: string; readonly id: string }
  }[]
}

/** Bundles of the synthetic hospital, with what must not be seen of its patients. */
async function hospital(seed: number): Promise<{ bundles: Bundle[]; secrets: string[] }> {
  const { generateHospital, toBundles } = (await import(HOSPITAL)) as {
    generateHospital: (options: object) => { patients: readonly { id: string; name: string; mrn: string }[] }
    toBundles: (hospital: object) => Bundle[]
  }
  const made = generateHospital({ seed, patients: 2, notesPerPatient: 4, now: '2026-11-22' })
  return { bundles: toBundles(made), secrets: made.patients.flatMap(({ id, name, mrn }) => [id, name, mrn]) }
}

const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64')
const decode = (text: string): string => Buffer.from(text, 'base64').toString('utf8')

const PATIENT = {
  resourceType: 'Patient',
  id: 'pat-1',
  meta: {
    lastUpdated: '2024-05-13T10:15:00Z',
    profile: ['http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient'],
  },
  text: {
    status: 'generated',
    div: '<div xmlns="http://www.w3.org/1999/xhtml"><b>Ada</b> <i>Bell</i>, seen by Dr. Ann O&#39;Brien &amp; team<br/>on 3/4/2024</div>',
  },
  identifier: [
    {
      type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
      system: 'http://mercy.example/mrn',
      value: '8817345',
    },
    { system: 'http://hl7.org/fhir/sid/us-ssn', value: '123-45-6789' },
  ],
  name: [{ use: 'official', text: 'Dr. Ada Bell', family: 'Bell', given: ['Ada', 'M'], suffix: ['III'] }],
  telecom: [
    { system: 'phone', value: '217-555-0142', use: 'home' },
    { system: 'email', value: 'ada@example.org' },
  ],
  gender: 'female',
  birthDate: '1971-03-04',
  deceasedDateTime: '2024-05-12T08:00:00-05:00',
  address: [
    { line: ['12 Elm St'], city: 'Springfield', district: 'Sangamon', state: 'IL', postalCode: '62704', country: 'US' },
  ],
  generalPractitioner: [{ reference: 'Practitioner/dr-9', display: 'Carol Stone' }],
  managingOrganization: { reference: 'https://fhir.mercy.example/r4/Organization/org-1', display: 'Mercy Hospital' },
}

async function clean(resource: unknown, detector: SyncDetector = blind) {
  const document = JSON.stringify(resource, null, 1)
  const { cleaned, restored, report } = await createTraveller({ detector })(document, 'fhir')
  return {
    cleaned,
    report,
    json: JSON.parse(cleaned) as typeof PATIENT & Record<string, unknown>,
    isBack: restored === document,
  }
}

describe('a FHIR resource', () => {
  it('leaves without what its elements identify, whoever looks', async () => {
    const { cleaned, json, isBack } = await clean(PATIENT)
    expect(cleaned).not.toMatch(
      /8817345|6789|0142|ada@|Elm|Springfield|Sangamon|62704|Stone|Mercy|mercy|pat-1|dr-9|org-1|03-04|05-1/,
    )
    expect(json.name[0]).toMatchObject({
      use: 'official',
      suffix: ['III'],
      family: expect.stringMatching(/^\[NAME-\w+\]$/) as string,
    })
    expect(json.identifier.map(({ value }) => value.slice(0, 5))).toEqual(['[MRN-', '[SSN-'])
    expect(json.address[0]).toMatchObject({
      state: 'IL',
      country: 'US',
      postalCode: expect.stringMatching(/^\[ZIP-627-/) as string,
    })
    expect(json.gender).toBe('female')
    expect(isBack).toBe(true)
  })

  it('keeps every date element a valid date, with the code beside it', async () => {
    const { json } = await clean(PATIENT)
    expect(json.birthDate).toBe('1971')
    expect(json.deceasedDateTime).toBe('2024')
    expect(json._birthDate).toEqual({
      extension: [{ url: 'urn:cordon:code', valueString: expect.stringMatching(/^\[DATE-1971-\w{6}\]$/) as string }],
    })
    expect(json.meta.lastUpdated).toBeUndefined()
    expect((json.meta as Record<string, unknown>)._lastUpdated).toEqual({
      extension: [
        { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' },
        { url: 'urn:cordon:code', valueString: expect.stringMatching(/^\[DATE-2024-\w{6}\]$/) as string },
      ],
    })
  })

  it('leaves no year of somebody over 89, and no age but 90', async () => {
    const { json, isBack } = await clean({
      resourceType: 'Condition',
      birthDate: '1931',
      onsetAge: { value: 93, unit: 'years', system: 'http://unitsofmeasure.org', code: 'a' },
      abatementAge: { value: 88, code: 'a' },
    })
    expect(json.birthDate).toBeUndefined()
    expect(json.onsetAge).toMatchObject({ value: 90, comparator: '>=', code: 'a' })
    expect(json.abatementAge).toEqual({ value: 88, code: 'a' })
    expect(isBack).toBe(true)
  })

  it.each([
    ['a year that may stay', '1971-03-04'],
    ['a year that may not', '1931-03-04'],
  ])('keeps what an element already has beside it: %s', async (_, birthDate) => {
    const { json, isBack, cleaned } = await clean({
      resourceType: 'Patient',
      active: true,
      birthDate,
      _birthDate: {
        extension: [
          { url: 'http://hl7.org/fhir/StructureDefinition/patient-birthTime', valueDateTime: `${birthDate}T10:00:00Z` },
        ],
      },
      deceasedDateTime: birthDate,
      _deceasedDateTime: { id: 'e-77777' },
    })
    expect(cleaned).not.toMatch(/03-04/)
    expect(json.birthDate).toBe(birthDate.startsWith('1971') ? '1971' : undefined)
    expect(isBack).toBe(true)
  })

  it('brings a document back in any layout of its white space', async () => {
    const date = fc.constantFrom('1971-03-04', '1931-03-04', '2024-05-13T10:15:00Z', '2024-05', '2024')
    const resource = fc.record(
      {
        id: fc.constantFrom('a', 'pat-1', '48109377'),
        issued: date,
        birthDate: date,
        _birthDate: fc.constantFrom(
          { id: 'x' },
          { extension: [{ url: 'http://hl7.org/x', valueDateTime: '2024-05-13' }] },
        ),
        position: fc.record({ latitude: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
        effectivePeriod: fc.record({ start: date, end: date }, { requiredKeys: [] }),
        valueAge: fc.record({ value: fc.constantFrom(89, 93), unit: fc.constant('years') }),
        note: fc.array(fc.record({ text: fc.string(), time: date })),
      },
      { requiredKeys: [] },
    )
    const layout = fc.constantFrom(undefined, 1, '\t', 4)
    const travel = createTraveller({ detector: blind })
    await fc.assert(
      fc.asyncProperty(fc.array(resource, { minLength: 1, maxLength: 3 }), layout, async (contained, indent) => {
        const ordered = contained.map(({ _birthDate, birthDate, ...rest }) => ({
          resourceType: 'Basic',
          ...rest,
          ...(birthDate === undefined ? {} : { birthDate, ...(_birthDate === undefined ? {} : { _birthDate }) }),
        }))
        const document = JSON.stringify({ resourceType: 'Bundle', contained: ordered }, null, indent)
        const { cleaned, restored } = await travel(document, 'fhir')
        expect(cleaned).not.toMatch(/03-04|05-13|"latitude"|10:15/)
        expect(restored).toBe(document)
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  it('reads a narrative as it is read, over its tags', async () => {
    const { json, isBack } = await clean(PATIENT, createDetector())
    expect(json.text.div).toMatch(
      /^<div xmlns="http:\/\/www.w3.org\/1999\/xhtml"><b>\[NAME-\w+\]<\/b> <i>\[NAME-\w+\]<\/i>, /,
    )
    expect(json.text.div).not.toMatch(/Brien|3\/4/)
    expect(isBack).toBe(true)
  })

  it('opens attachments of text and of other formats, and codes what tells of their bytes', async () => {
    const message = 'MSH|^~\\&|L|A|B|C|20240513||ORU^R01|1|T|2.5\rPID|1||8817345||BELL^ADA||19710304'
    const attachment = (contentType: string, text: string) => ({
      attachment: { contentType, data: encode(text), size: text.length, hash: 'AAAA' },
    })
    const { json, isBack, cleaned } = await clean(
      {
        resourceType: 'DocumentReference',
        content: [
          attachment('text/plain; charset=utf-8', 'Ada Bell, MRN 8817345'),
          attachment('text/html', '<p>Mrs. <b>Bell</b>, MRN 8817345</p>'),
          attachment('x-application/hl7-v2+er7', message),
        ],
      },
      createDetector(),
    )
    const [plain, page, hl7] = (json.content as { attachment: { data: string } }[]).map(({ attachment: { data } }) =>
      decode(data),
    )
    expect(plain).toMatch(/^\[NAME-\w+\], MRN \[MRN-\w+\]$/)
    expect(page).toMatch(/^<p>Mrs. <b>\[NAME-\w+\]<\/b>, MRN \[MRN-\w+\]<\/p>$/)
    expect(hl7).toMatch(/\|\[NAME-\w+\]\^\[NAME-\w+\]\|\|1971\rZCD/)
    expect(cleaned).not.toMatch(/"size"|"hash"/)
    expect(isBack).toBe(true)
  })
})

describe('a FHIR bundle', () => {
  it.each([1, 2])(
    'of a whole synthetic hospital leaves and comes back, references resolved (seed %i)',
    async (seed) => {
      const travel = createTraveller()
      const { bundles, secrets } = await hospital(seed)
      for (const bundle of bundles) {
        const document = JSON.stringify(bundle, null, 2)
        const { cleaned, restored } = await travel(document, 'fhir')
        for (const secret of secrets) expect(cleaned.includes(secret)).toBe(false)
        expect(resolved(JSON.parse(cleaned) as Bundle)).toBe(resolved(bundle))
        expect(invalidDates(JSON.parse(cleaned))).toEqual([])
        expect(restored).toBe(document)
      }
    },
  )

  it('resolves urn:uuid, relative, absolute, contained and conditional references as before', async () => {
    const uuid = 'urn:uuid:727b224a-7b1d-4097-a8d1-23f1df4f8763'
    const { json, cleaned, isBack } = await clean({
      resourceType: 'Bundle',
      entry: [
        {
          fullUrl: uuid,
          resource: {
            resourceType: 'Patient',
            id: '727b224a-7b1d-4097-a8d1-23f1df4f8763',
            identifier: [{ system: 'http://mercy.example/mrn', value: '8817345' }],
          },
        },
        {
          fullUrl: 'https://fhir.mercy.example/r4/Encounter/e-100',
          resource: {
            resourceType: 'Encounter',
            id: 'e-100',
            contained: [{ resourceType: 'Practitioner', id: 'p1' }],
            subject: { reference: uuid, display: 'Ada Bell' },
            participant: [{ individual: { reference: '#p1', display: 'Carol Stone' } }],
            partOf: { reference: 'Encounter/e-100' },
            basedOn: [{ reference: 'https://fhir.mercy.example/r4/Encounter/e-100/_history/2' }],
            serviceProvider: { reference: 'Patient?identifier=http://mercy.example/mrn|8817345' },
          },
        },
      ],
    })
    const at = (path: string): unknown =>
      path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], json.entry)
    expect(cleaned).not.toMatch(/mercy|8817345|e-100|727b|Ada|Stone/)
    expect(at('0.fullUrl')).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(at('1.resource.subject.reference')).toBe(at('0.fullUrl'))
    expect(at('1.resource.participant.0.individual.reference')).toBe(`#${String(at('1.resource.contained.0.id'))}`)
    expect(at('1.resource.partOf.reference')).toBe(`Encounter/${String(at('1.resource.id'))}`)
    expect(at('1.fullUrl')).toMatch(/^https:\/\/URL-\w{6}\/Encounter\/OTHERID-\w{6}$/)
    expect(at('1.resource.basedOn.0.reference')).toBe(`${String(at('1.fullUrl'))}/_history/2`)
    expect(at('1.resource.serviceProvider.reference')).toBe(
      `Patient?identifier=${String(at('0.resource.identifier.0.system'))}|${String(at('0.resource.identifier.0.value'))}`,
    )
    expect(isBack).toBe(true)
  })

  it('is known when seen, in bulk too', () => {
    expect(sniffFormat(JSON.stringify(PATIENT))).toBe('fhir')
    expect(sniffFormat(`${JSON.stringify(PATIENT)}\n${JSON.stringify(PATIENT)}\n`)).toBe('fhir')
    expect(sniffFormat('{"resource":"none"}')).toBe('json')
  })

  it.each([
    ['a photo', { photo: [{ contentType: 'image/png', data: 'AAAA' }] }, 'format_unsupported at photo[0].data'],
    [
      'a PDF',
      { content: [{ attachment: { contentType: 'application/pdf', data: 'JVBERi0=' } }] },
      'format_unsupported at content[0].attachment.data',
    ],
    ['data of no type', { data: 'AAAA' }, 'format_unsupported at data'],
    ['text that is not in its charset', { data: '/w==', contentType: 'text/plain' }, 'format_invalid at data'],
    [
      'an inner document that is wrong',
      { data: encode('MSH|^~\\&|'), contentType: 'application/hl7-v2' },
      'format_invalid at data, segment 1',
    ],
    ['a list of dates', { timing: { event: ['2024-05-13'] } }, 'format_unsupported at timing.event[0]'],
  ])('refuses %s', async (_, element, refusal) => {
    expect(await refusalOf(JSON.stringify({ resourceType: 'Basic', ...element }), 'fhir')).toBe(refusal)
  })
})

/** How many references mean a resource of the bundle. */
function resolved(bundle: Bundle): number {
  const urls = new Set(
    bundle.entry.flatMap(({ fullUrl, resource: { resourceType, id } }) => [fullUrl, `${resourceType}/${id}`]),
  )
  return [...JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g)].filter(([, reference = '']) =>
    urls.has(reference),
  ).length
}

/** Date elements that hold something else. */
function invalidDates(node: unknown, key = ''): string[] {
  if (Array.isArray(node)) return node.flatMap((item) => invalidDates(item, key))
  if (typeof node === 'object' && node !== null)
    return Object.entries(node).flatMap(([name, value]) => invalidDates(value, name))
  return /^(?:birthDate|.*DateTime|authoredOn|recordedDate|start|end|date)$/.test(key) && !/^\d{4}$/.test(String(node))
    ? [key]
    : []
}
