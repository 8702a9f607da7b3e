import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'

/**
 * Whether somebody without a relationship can tell that a patient exists: by the answer, by its size, or by how long it
 * took. Patients of whom nothing is known and patients with a chart are asked for in turn, in an order that is drawn; the
 * classifier is the area under the ROC curve of the times (0.5: it guesses).
 */
const PAIRS = process.env.CORDON_TEST_LONG === '1' ? 2_000 : 30
const WARM_UP = 10
/** 2,000 pairs have a standard error of .009, 30 pairs one of .075: the bound of the short run is near five of them. */
const AUC_MAX = PAIRS === 2_000 ? 0.55 : 0.85

let boundary: TestBoundary
beforeAll(async () => {
  boundary = await startBoundary({ logLevel: 'error', quotas: { person: { requestsPerMinute: 1_000_000 } } })
}, 60_000)
afterAll(() => boundary.close())

/** Patients of the store whom the observer does not treat. */
async function unrelated(): Promise<string[]> {
  const everybody = boundary.world.hospital.patients.map(({ id }) => `Patient/${id}`)
  const refused: string[] = []
  for (const patient of everybody)
    if ((await look('/v1/deidentify', { text: 'Seen today.' }, patient)).shape.startsWith('403')) refused.push(patient)
  expect(refused.length).toBeGreaterThan(10)
  return refused
}

interface Seen {
  readonly ms: number
  readonly shape: string
}

async function look(path: string, body: object, patient: string): Promise<Seen> {
  const began = performance.now()
  const response = await fetch(`${boundary.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${boundary.strangerKey}`,
      'content-type': 'application/json',
      'x-cordon-patient': patient,
    },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  const ms = performance.now() - began
  const named = [...response.headers].filter(([name]) => !['date', 'x-request-id'].includes(name))
  const request = response.headers.get('x-request-id') ?? ''
  return { ms, shape: `${response.status} ${JSON.stringify(named)} ${text.replaceAll(request, '')}` }
}

/** The share of pairs in which the first kind took longer, ties counted half. */
function auc(some: readonly number[], others: readonly number[]): number {
  const sorted = [...others].sort((a, b) => a - b)
  const below = (value: number, orEqual: boolean) => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const at = sorted[middle] ?? 0
      if (at < value || (orEqual && at === value)) low = middle + 1
      else high = middle
    }
    return low
  }
  const wins = some.reduce((sum, value) => sum + (below(value, false) + below(value, true)) / 2, 0)
  return wins / (some.length * others.length)
}

const CALLS: Record<string, [string, object]> = {
  'a question': [
    '/v1/chat/completions',
    { model: 'local/extract', messages: [{ role: 'user', content: 'Which medicines?' }] },
  ],
  'a question with passages': [
    '/v1/chat/completions',
    {
      model: 'local/extract',
      messages: [{ role: 'user', content: 'Which medicines?' }],
      metadata: { 'x-cordon-retrieve': 'notes' },
    },
  ],
  'a document': ['/v1/deidentify', { text: 'Seen today.' }],
}

describe('an observer without rights', () => {
  it.each(Object.entries(CALLS))(
    'cannot tell by %s that a patient exists',
    async (_name, [path, body]) => {
      const real = await unrelated()
      const invented = real.map((reference) => `${reference.slice(0, -4)}zzzz`)
      const times = { known: [] as number[], unknown: [] as number[] }
      const shapes = new Set<string>()
      for (let n = -WARM_UP; n < PAIRS; n++) {
        const at = Math.abs(n) % real.length
        const order = randomInt(2) === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)
        for (const kind of order) {
          const { ms, shape } = await look(path, body, (kind === 'known' ? real : invented)[at] ?? '')
          if (n < 0) continue
          times[kind].push(ms)
          shapes.add(shape)
        }
      }
      expect([...shapes]).toHaveLength(1)
      expect([...shapes][0]).toContain('patient_refused')
      const area = auc(times.known, times.unknown)
      if (PAIRS === 2_000) console.log(`AUC ${Math.max(area, 1 - area).toFixed(3)}`)
      expect(Math.max(area, 1 - area)).toBeLessThanOrEqual(AUC_MAX)
    },
    600_000,
  )
})
