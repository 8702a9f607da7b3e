/**
 * Scores the built detector on development text: node bench/deid-dev.mjs [--misses] [--extras] [--type T] FILE.jsonl…
 * A file has one {id?, text, spans:[{start,end,type|label}]} per line. Development figures only: what is published is measured on unseen text.
 */
import { readFileSync } from 'node:fs'
import { createDetector } from '../packages/deid/dist/detect/create-detector.js'

const flags = new Set(process.argv.slice(2).filter((arg) => arg.startsWith('--')))
const only = process.argv.find((arg) => arg.startsWith('--type='))?.slice(7)
const files = process.argv.slice(2).filter((arg) => !arg.startsWith('--'))
const detector = createDetector()
const alnum = (char) => /[\p{L}\p{N}]/u.test(char)
const TITLES = /^(?:Dr|Mr|Mrs|Ms|Miss|Prof)\.?\s+/

function report(file, documents) {
  const total = { gold: 0, full: 0, tp: 0, fp: 0, fn: 0, harmless: 0, damaged: 0, typed: 0 }
  const types = new Map()
  for (const document of documents) score(document, total, types)
  console.log(`\n${file}: ${documents.length} documents, ${total.gold} identifiers`)
  console.log(
    `  whole ${percent(total.full, total.gold)}   characters: precision ${percent(total.tp, total.tp + total.fp)} recall ${percent(total.tp, total.tp + total.fn)}   kind right ${percent(total.typed, total.full)}`,
  )
  if (total.harmless > 0) console.log(`  harmless texts damaged ${total.damaged} of ${total.harmless}`)
  for (const [type, { gold, full }] of [...types].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`  ${type.padEnd(12)} ${String(full).padStart(4)}/${String(gold).padEnd(4)} ${percent(full, gold)}`)
  speed(documents)
}

function score({ id, text, spans }, total, types) {
  const found = detector.find([text], { known: [] })[0] ?? []
  const masked = cover(text, found)
  const truth = cover(text, spans)
  for (const span of spans) {
    const type = span.type ?? span.label
    const value = text.slice(span.start, span.end)
    const start = span.start + (TITLES.exec(value)?.[0].length ?? 0)
    const whole = every(text, start, span.end, masked)
    const row = types.get(type) ?? { gold: 0, full: 0 }
    types.set(type, { gold: row.gold + 1, full: row.full + (whole ? 1 : 0) })
    total.gold++
    if (whole) {
      total.full++
      if (found.some((hit) => hit.start < span.end && hit.end > start && hit.kind === type)) total.typed++
    } else if (flags.has('--misses') && (only === undefined || only === type))
      console.log(
        `MISS ${type} ${id} [${value}] …${context(text, span)}…  got ${found
          .filter((hit) => hit.start < span.end && hit.end > span.start)
          .map((hit) => text.slice(hit.start, hit.end))
          .join(' | ')}`,
      )
  }
  for (let i = 0; i < text.length; i++) {
    if (!alnum(text[i])) continue
    if (truth[i] && masked[i]) total.tp++
    else if (masked[i]) total.fp++
    else if (truth[i]) total.fn++
  }
  if (spans.length === 0) {
    total.harmless++
    if (found.length > 0) total.damaged++
  }
  if (flags.has('--extras'))
    for (const hit of found)
      if (any(text, hit, truth))
        console.log(`EXTRA ${hit.kind} ${hit.rule} ${id} [${text.slice(hit.start, hit.end)}] …${context(text, hit)}…`)
}

function any(text, hit, truth) {
  for (let i = hit.start; i < hit.end; i++) if (alnum(text[i]) && !truth[i]) return true
  return false
}

function every(text, start, end, masked) {
  for (let i = start; i < end; i++) if (alnum(text[i]) && !masked[i]) return false
  return true
}

function cover(text, spans) {
  const out = new Uint8Array(text.length)
  for (const span of spans) out.fill(1, span.start, span.end)
  return out
}

const context = (text, span) =>
  text.slice(Math.max(0, span.start - 35), Math.min(text.length, span.end + 25)).replace(/\n/g, '⏎')
const percent = (part, whole) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(2)} %`)

/** An 8 KB note made of these documents, read again and again for about a second of processor time: other work on the machine does not count. */
function speed(documents) {
  const note = documents
    .map((document) => document.text)
    .join('\n\n')
    .slice(0, 8192)
  for (let i = 0; i < 300; i++) detector.find([note], { known: [] })
  const begin = process.cpuUsage()
  let rounds = 0
  let used = 0
  while (used < 1_000_000) {
    detector.find([note], { known: [] })
    rounds++
    const { user, system } = process.cpuUsage(begin)
    used = user + system
  }
  console.log(
    `  ${((rounds * Buffer.byteLength(note)) / used).toFixed(2)} MB per second of processor time on a note of 8 KB`,
  )
}

for (const file of files)
  report(
    file,
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  )
