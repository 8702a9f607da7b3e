import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { After, Detector } from '@cordon/deid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planOf } from '../plan.ts'
import { openDetectorPool } from '../pool.ts'
import { createDetector, type OnnxOptions } from './detector.ts'
import { WINDOW, type Worded, writeTinyModel } from './tiny-model.fixture.ts'

const after: After = (ms, late) => {
  const timer = setTimeout(late, ms)
  return () => clearTimeout(timer)
}

const LABELS = ['O', 'B-PATIENT', 'I-PATIENT', 'HOSPITAL']
/** Words that Cordon's own rules take for nothing: whatever is found in them, the model found. */
const VOCABULARY: Worded[] = [
  ['zanthor', 'B-PATIENT'],
  ['##ix', 'O'],
  ['quib', 'I-PATIENT'],
  ['velm', 'HOSPITAL'],
  ['pressure', 'HOSPITAL'],
  ['went', 'O'],
  ['to', 'O'],
  ['and', 'O'],
]

/** Beside Cordon, or in a folder of its own, since it is large: see docs/guides/detectors.md. */
const RUNTIME = runtimeFolder()
const folder = mkdtempSync(join(tmpdir(), 'cordon-onnx-'))
const options: OnnxOptions = {
  folder,
  labels: { PATIENT: 'NAME', HOSPITAL: 'FACILITY' },
  threshold: 0.5,
  ...(RUNTIME === undefined ? {} : { runtimeFolder: RUNTIME }),
}

beforeAll(() => writeTinyModel(folder, { vocabulary: VOCABULARY, labels: LABELS }))
afterAll(() => rmSync(folder, { recursive: true }))

describe.skipIf(RUNTIME === undefined)('a model of the site, in the real onnxruntime-node', () => {
  let detector: Detector
  beforeAll(async () => {
    detector = await createDetector(options)
  })
  const found = async (text: string) =>
    ((await detector.find([text], { known: [] }))[0] ?? []).map(({ start, end, kind, rule }) => [
      text.slice(start, end),
      kind,
      rule,
    ])

  it('adds what it finds to what Cordon finds', async () => {
    expect(await found('zanthorix quib and velm, MRN 8817345')).toEqual([
      ['zanthorix quib', 'NAME', 'onnx/PATIENT'],
      ['velm', 'FACILITY', 'onnx/HOSPITAL'],
      ['8817345', 'MRN', expect.any(String)],
    ])
  })

  it('finds the same wherever a word stands in a text of many windows', async () => {
    const words = Array.from({ length: 9 * WINDOW }, (_, i) => (i % 7 === 3 ? 'pressure' : 'went'))
    expect(await found(words.join(' '))).toEqual(
      words.filter((word) => word !== 'went').map((word) => [word, 'FACILITY', 'onnx/HOSPITAL']),
    )
  })

  it('leaves the sweep to Cordon: it looks for what is known', async () => {
    const spans = await detector.findKnown(['zanthor met Ada Bell'], [{ kind: 'NAME', value: 'Ada Bell' }])
    expect(spans).toMatchObject([[{ start: 12, end: 20, kind: 'NAME' }]])
  })

  it('has a version that changes with its files, its table and its threshold', async () => {
    const versions = [detector.version, (await createDetector({ ...options, threshold: 0.6 })).version]
    versions.push((await createDetector({ ...options, labels: { ...options.labels, HOSPITAL: 'ORG' } })).version)
    await changed(
      'model.onnx',
      (bytes) => {
        bytes[bytes.indexOf('bias') + 6] = 1
        return bytes
      },
      async () => versions.push((await createDetector(options).catch(() => ({ version: 'refused' }))).version),
    )
    expect(new Set(versions).size).toBe(4)
    expect((await createDetector(options)).version).toBe(detector.version)
  })

  it('runs in threads', async () => {
    const pool = await openDetectorPool({
      plan: planOf({ onnx: options }),
      threads: 1,
      memoryMib: 256,
      waitingMax: 4,
      callMs: 20_000,
      after,
    })
    try {
      expect(pool.version).toBe(detector.version)
      expect(await pool.find(['zanthor went'], { known: [] })).toMatchObject([[{ start: 0, end: 7, kind: 'NAME' }]])
    } finally {
      await pool.close()
    }
  })

  it.each<[string, string, (bytes: Buffer) => Buffer | string, string]>([
    ['a model that is cut', 'model.onnx', (bytes) => bytes.subarray(0, 100), 'detector.onnx: model.onnx'],
    ['no JSON', 'tokenizer.json', () => '{', 'detector.onnx: tokenizer.json'],
    [
      'a label more than outputs',
      'config.json',
      (bytes) => bytes.toString().replace('"O"', '"O","4":"O"'),
      'detector.onnx: model.onnx does not classify',
    ],
    [
      'a label that is not mapped',
      'config.json',
      (bytes) => bytes.toString().replace('"O"', '"STAFF"'),
      'detector.onnx: labels: STAFF is not mapped',
    ],
  ])('with %s does not open', async (_, name, change, at) => {
    await changed(name, change, async () => {
      await expect(createDetector(options)).rejects.toMatchObject({ code: 'config_invalid', at })
    })
  })
})

describe('a model without its runtime', () => {
  it('does not open, and says what is missing', async () => {
    const nowhere = createDetector({ ...options, runtimeFolder: join(folder, 'nowhere') })
    await expect(nowhere).rejects.toMatchObject({
      code: 'config_invalid',
      at: 'detector.onnx: onnxruntime-node is not installed',
    })
  })
})

/** A file of the folder changed for a while. */
async function changed(
  name: string,
  change: (bytes: Buffer) => Buffer | string,
  act: () => Promise<unknown>,
): Promise<void> {
  const path = join(folder, name)
  const before = readFileSync(path)
  writeFileSync(path, change(Buffer.from(before)))
  try {
    await act()
  } finally {
    writeFileSync(path, before)
  }
}

function runtimeFolder(): string | undefined {
  const apart = fileURLToPath(new URL('../../../../../.onnxruntime/node_modules/onnxruntime-node', import.meta.url))
  if (existsSync(apart)) return apart
  try {
    return dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'))
  } catch {
    return undefined
  }
}
