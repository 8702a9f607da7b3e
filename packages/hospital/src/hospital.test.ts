import { describe, expect, it } from 'vitest'
import { generateHospital, generateNotes, NOTE_KIND_NAMES, toBundles, toNdjson } from './index.ts'
import { fnv1a } from './random.ts'

const NOW = '2026-11-22'
const started = performance.now()
const hospital = generateHospital({ seed: 1, now: NOW })
const elapsedMs = performance.now() - started

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'reference' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  )
}

const list = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value : [])

describe('generateHospital', () => {
  it('gives the same hospital for the same seed and another for another', () => {
    const hash = (seed: number) => fnv1a(JSON.stringify(generateHospital({ seed, now: NOW, patients: 6 })))
    expect(hash(7)).toBe(hash(7))
    expect(hash(7)).not.toBe(hash(8))
  })

  it('makes 36 patients with 10 notes each in under two seconds', () => {
    expect(hospital.patients).toHaveLength(36)
    expect(hospital.notes).toHaveLength(360)
    expect(elapsedMs).toBeLessThan(2000)
  })

  it('writes no note twice', () => {
    expect(new Set(hospital.notes.map((note) => note.text)).size).toBe(hospital.notes.length)
  })

  it('gives every chart several kinds of notes and uses every kind', () => {
    for (const { id } of hospital.patients) {
      expect(
        new Set(hospital.notes.filter((note) => note.patient === id).map((note) => note.kind)).size,
      ).toBeGreaterThanOrEqual(6)
    }
    expect(new Set(hospital.notes.map((note) => note.kind)).size).toBe(NOTE_KIND_NAMES.length - 1) // all but general questions
  })

  it('lets the notes of the first patient say what changed in the blood pressure medicines and why', () => {
    const story = hospital.notes
      .filter((note) => note.patient === 'patient-001')
      .map((note) => note.text.replace(/\s+/g, ' ').toLowerCase())
    const says = (what: RegExp) => story.some((text) => what.test(text))
    expect(says(/spironolactone.{0,60}potassium reached \d\.\d/)).toBe(true)
    expect(says(/lisinopril.{0,80}creatinine rose from \d\.\d+ to \d\.\d+/)).toBe(true)
    expect(says(/amlodipine.{0,60}the pressure still needs cover/)).toBe(true)
  })

  it('refuses to make a hospital of nobody', () => {
    expect(() => generateHospital({ seed: 1, now: NOW, patients: 0 })).toThrow('bad_option')
    expect(() => generateHospital({ seed: 1, now: 'soon' })).toThrow(RangeError)
  })
})

describe('the FHIR resources', () => {
  it('refer only to what is there, and carry each id once', () => {
    const known = new Set(hospital.resources.map((resource) => `${resource.resourceType}/${resource.id}`))
    expect(known.size).toBe(hospital.resources.length)
    expect(hospital.resources.flatMap(referencesIn).filter((reference) => !known.has(reference))).toEqual([])
  })

  it('hold each note as base64 of UTF-8', () => {
    const documents = new Map(
      hospital.resources
        .filter((found) => found.resourceType === 'DocumentReference')
        .map((found) => [found.id, found]),
    )
    expect(documents.size).toBe(hospital.notes.length)
    for (const note of hospital.notes) {
      const attachment = list(documents.get(note.id)?.content)[0]?.attachment as { data: string }
      expect(Buffer.from(attachment.data, 'base64').toString('utf8')).toBe(note.text)
    }
  })

  it('date nothing after today', () => {
    const later = hospital.resources.filter((resource) =>
      [resource.date, resource.effectiveDateTime, resource.authoredOn].some(
        (day) => typeof day === 'string' && day.slice(0, 10) > NOW,
      ),
    )
    expect(later).toEqual([])
  })

  it('name two practitioners in every care team and a general practitioner for every patient', () => {
    const teams = hospital.resources.filter((resource) => resource.resourceType === 'CareTeam')
    expect(teams.map((team) => list(team.participant).length)).toEqual(hospital.patients.map(() => 2))
    const patients = hospital.resources.filter((resource) => resource.resourceType === 'Patient')
    expect(patients.every((patient) => list(patient.generalPractitioner).length === 1)).toBe(true)
  })

  it('prescribe what the course ends with, and stop what it changed', () => {
    const requests = hospital.resources.filter(
      (found) => found.resourceType === 'MedicationRequest' && found.id.startsWith('patient-001-'),
    )
    const active = requests
      .filter(({ status }) => status === 'active')
      .map(({ medicationCodeableConcept }) => (medicationCodeableConcept as { text: string }).text)
    expect(active.sort()).toEqual([
      'allopurinol 200 mg daily',
      'amlodipine 5 mg daily',
      'chlorthalidone 12.5 mg daily',
      'lisinopril 20 mg daily',
    ])
    expect(requests.filter(({ status }) => status === 'stopped')).toHaveLength(6)
  })

  it('hold encounters of this month and older ones, and practitioners who never met the first patient', () => {
    const starts = hospital.resources
      .filter((resource) => resource.resourceType === 'Encounter')
      .map((found) => (found.period as { start: string }).start.slice(0, 10))
    expect(starts.filter((day) => day >= '2026-10-23').length).toBeGreaterThan(10)
    expect(starts.filter((day) => day < '2026-10-23').length).toBeGreaterThan(50)
    const first = hospital.resources.filter(
      (resource) => JSON.stringify(resource).includes('Patient/patient-001"') || resource.id === 'patient-001',
    )
    const met = new Set(first.flatMap(referencesIn))
    expect(hospital.practitioners.filter(({ id }) => !met.has(`Practitioner/${id}`)).length).toBeGreaterThan(3)
    expect(
      hospital.practitioners
        .filter(({ id }) => met.has(`Practitioner/${id}`))
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...(hospital.patients[0]?.practitioners ?? [])].sort())
  })

  it('come as bundles and as NDJSON without losing one', () => {
    const bundles = toBundles(hospital)
    expect(bundles).toHaveLength(hospital.patients.length + 1)
    expect(bundles.reduce((sum, { entry }) => sum + entry.length, 0)).toBe(hospital.resources.length)
    expect([...toNdjson(hospital).values()].flat()).toHaveLength(hospital.resources.length)
  })
})

describe('generateNotes', () => {
  it('writes as many notes as asked, the same for the same seed, of every kind', () => {
    const notes = generateNotes({ seed: 3, count: 60 })
    expect(notes).toHaveLength(60)
    expect(generateNotes({ seed: 3, count: 60 })).toEqual(notes)
    expect(new Set(notes.map((note) => note.kind)).size).toBe(NOTE_KIND_NAMES.length)
    expect(new Set(notes.map((note) => note.text)).size).toBe(60)
  })
})
