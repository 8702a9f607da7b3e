/**
 * What the labeller finds in words, on notes of our own with their labels beside them:
 *   npm run build && node bench/labels.mjs [--show] [--json] [--folder NDJSON-FOLDER]
 * bench/labels/notes.jsonl is what its words were tuned on; bench/labels/unseen.jsonl was written after them, by the same
 * hand, to describe and not to name, and only counted. With a folder of FHIR NDJSON: which share of its resources gets which label. And how long 8 KB
 * of an everyday prompt takes.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLabeller } from '../packages/cordon/dist/policy/labels/record.js'
import { labelsOfText } from '../packages/cordon/dist/policy/labels/text.js'

const read = (name) =>
  readFileSync(new URL(`labels/${name}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
const tuned = read('notes')
const result = { tuned: figures(tuned), unseen: figures(read('unseen')), prompt8KbMs: prompt() }
const at = process.argv.indexOf('--folder')
if (at > 0) result.folder = shares(process.argv[at + 1])

if (process.argv.includes('--json')) console.log(JSON.stringify(result))
else print(result)
if (process.argv.includes('--show')) show(tuned)

/** Label by label, and notes: `touched` is the share of harmless notes that got any label. */
function figures(some) {
  const by = {}
  let harmless = 0
  let touched = 0
  for (const { text, labels } of some) {
    const found = labelsOfText(text)
    if (labels.length === 0) harmless += 1
    if (labels.length === 0 && found.size > 0) touched += 1
    for (const label of new Set([...found, ...labels])) {
      by[label] ??= { hit: 0, missed: 0, extra: 0 }
      const row = by[label]
      if (!labels.includes(label)) row.extra += 1
      else if (found.has(label)) row.hit += 1
      else row.missed += 1
    }
  }
  const all = Object.values(by).reduce((sum, row) => add(sum, row), { hit: 0, missed: 0, extra: 0 })
  return { notes: some.length, harmless, touched, all: rates(all), by: mapped(by, rates) }
}

function add(one, other) {
  return { hit: one.hit + other.hit, missed: one.missed + other.missed, extra: one.extra + other.extra }
}

function rates({ hit, missed, extra }) {
  // Nothing there, or nothing found: no share of it.
  const share = (part, whole) => (whole === 0 ? null : Math.round((part / whole) * 1000) / 1000)
  return { hit, missed, extra, recall: share(hit, hit + missed), precision: share(hit, hit + extra) }
}

function mapped(object, of) {
  return Object.fromEntries(
    Object.keys(object)
      .toSorted()
      .map((key) => [key, of(object[key])]),
  )
}

function shares(folder) {
  const label = createLabeller({ part2Programmes: [] })
  const by = {}
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ndjson') && name !== 'log.ndjson')) {
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean)) {
      const resource = JSON.parse(line)
      const data = resource.content?.[0]?.attachment?.data
      const { labels } = label(resource, data === undefined ? undefined : Buffer.from(data, 'base64').toString())
      by[resource.resourceType] ??= { resources: 0 }
      const row = by[resource.resourceType]
      row.resources += 1
      for (const one of labels.length === 0 ? ['none'] : labels) row[one] = (row[one] ?? 0) + 1
    }
  }
  return by
}

/** Median and 99th percentile over 500 runs, milliseconds. */
function prompt() {
  const line =
    'Blood pressure 128/82 at rest, continue lisinopril 10 mg daily. Denies chest pain, dyspnea and alcohol abuse. '
  const text = line.repeat(100).slice(0, 8192)
  const times = Array.from({ length: 600 }, () => {
    const began = performance.now()
    labelsOfText(text)
    return performance.now() - began
  })
  const kept = times.slice(100).sort((a, b) => a - b)
  return { p50: Number(kept[250].toFixed(3)), p99: Number(kept[495].toFixed(3)) }
}

function print({ prompt8KbMs, folder, ...sets }) {
  for (const [name, { notes: count, harmless, touched, all, by }] of Object.entries(sets)) {
    console.log(`${name}: ${count} notes, ${harmless} harmless of which ${touched} got a label`)
    for (const [label, row] of Object.entries({ all, ...by })) {
      console.log(
        `  ${label.padEnd(8)} recall ${row.recall} (${row.missed} missed)  precision ${row.precision} (${row.extra} extra)`,
      )
    }
  }
  console.log(`8 KB of a prompt: ${prompt8KbMs.p50} ms median, ${prompt8KbMs.p99} ms 99th percentile`)
  for (const [type, row] of Object.entries(folder ?? {})) console.log(`${type}: ${JSON.stringify(row)}`)
}

function show(some) {
  for (const { id, text, labels } of some) {
    const found = [...labelsOfText(text)].sort()
    if (found.join() !== labels.join())
      console.log(`${id} wanted ${labels.join(' ')} found ${found.join(' ')}: ${text}`)
  }
}
