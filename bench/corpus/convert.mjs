/**
 * Turns the documents of this folder into gold spans and checks them.
 *
 *   node bench/corpus/convert.mjs > corpus.jsonl   one {id,kind,text,spans:[{start,end,type}]} a line; counts on stderr
 *   node bench/corpus/convert.mjs --scan           what stands outside the markup: digits, capitalised words, marked words seen unmarked
 *   node bench/corpus/convert.mjs --list TYPE      every span of one type, with its document
 *   … --folder DIR                                 another folder of the same form (the bounds of a set are this one's alone)
 *
 * Offsets are UTF-16 code units, as JavaScript counts. Exit 1 if anything is wrong with the set.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const TYPES = `NAME DATE AGE90 STREET CITY ZIP COUNTY FACILITY ORG PHONE FAX EMAIL SSN MRN HEALTHPLAN
  ACCOUNT LICENSE VEHICLE DEVICE URL IP BIOMETRIC OTHERID`.split(/\s+/)
const LEAST = { documents: 70, spans: 1500, spansPerType: 25, harmless: 12, words: 150 }
const WORDS_MOST = 700
const HEADER = /^#! kind=([a-z0-9-]+\/[a-z0-9-]+) \(.+\)$/
const TITLE = /^(?:dr|mr|mrs|ms|miss|prof|fr|sr|sra|rev|sgt|ofc|det)\b\.?\s/i

function main(args) {
  const at = args.indexOf('--folder')
  const [, other] = at < 0 ? [] : args.splice(at, 2)
  const [flag, wanted] = args
  const documents = readFolder(
    other === undefined ? new URL('.', import.meta.url) : pathToFileURL(`${resolve(other)}/`),
  )
  const ofSet = other === undefined ? faultsOfSet(documents) : sharedRuns(documents)
  const faults = [...documents.flatMap(faultsOf), ...ofSet]
  for (const document of documents) {
    if (flag === '--scan') printOutside(document)
    else if (flag === '--list') printSpans(document, wanted)
    else printLine(document)
  }
  printCounts(documents)
  for (const fault of faults) console.error(`FAULT ${fault}`)
  process.exitCode = faults.length > 0 ? 1 : 0
}

function readFolder(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'))
  return names.sort().map((name) => readDocument(name.slice(0, -4), readFileSync(new URL(name, folder), 'utf8')))
}

/** The header line and the file's last newline are not part of the text. */
function readDocument(id, file) {
  const cut = file.indexOf('\n')
  const header = file.slice(0, cut)
  const body = file.slice(cut + 1).replace(/\n$/, '')
  return { id, header, kind: HEADER.exec(header)?.[1], ...unmark(body) }
}

/** `outside` is the text with each span as a box, so that what was forgotten stands out. */
function unmark(body) {
  let text = ''
  let outside = ''
  let last = 0
  const spans = []
  for (const mark of body.matchAll(/\{\{([^|{}]*)\|([^{}]*)\}\}/g)) {
    const between = body.slice(last, mark.index)
    text += between
    outside += `${between} □ `
    spans.push({ start: text.length, end: text.length + mark[2].length, type: mark[1] })
    text += mark[2]
    last = mark.index + mark[0].length
  }
  return { text: text + body.slice(last), outside: outside + body.slice(last), spans }
}

function faultsOf(document) {
  const { id, kind, text, spans } = document
  const faults = []
  const words = countWords(text)
  if (kind === undefined) faults.push('bad first line')
  if (text.includes('\r')) faults.push('carriage return')
  if (words < LEAST.words || words > WORDS_MOST) faults.push(`${words} words`)
  if (kind?.startsWith('json/')) faults.push(...jsonFaults(text))
  else if (/\{\{|\}\}/.test(text)) faults.push(`braces left: ${/.{0,30}(?:\{\{|\}\}).{0,30}/.exec(text)?.[0]}`)
  faults.push(...spans.flatMap((span, at) => spanFaults(document, span, spans[at - 1])))
  return faults.map((fault) => `${id}: ${fault}`)
}

function jsonFaults(text) {
  if (text.includes('{{')) return ['braces left']
  try {
    JSON.parse(text)
    return []
  } catch (error) {
    return [`not JSON: ${error.message}`]
  }
}

function spanFaults({ text }, { start, end, type }, before) {
  const value = text.slice(start, end)
  const faults = []
  if (!TYPES.includes(type)) faults.push(`unknown type ${type}`)
  if (value.trim() !== value || value === '') faults.push('empty, or white space at an edge')
  if (value.includes('|')) faults.push('a bar inside')
  if (before && before.end > start) faults.push('out of order')
  if (type === 'NAME' && TITLE.test(value)) faults.push('title inside a name')
  if (type === 'NAME' && /['’]s$/i.test(value)) faults.push('possessive inside a name')
  if (/[A-Za-z0-9]/.test(text[start - 1] ?? '') && type !== 'NAME') faults.push('starts inside a word')
  return faults.map((fault) => `${fault} [${type} ${value}]`)
}

function faultsOfSet(documents) {
  const faults = []
  const counts = countTypes(documents)
  const total = [...counts.values()].reduce((sum, { spans }) => sum + spans, 0)
  const harmless = documents.filter(({ spans }) => spans.length === 0).length
  if (documents.length < LEAST.documents) faults.push(`set: ${documents.length} documents`)
  if (total < LEAST.spans) faults.push(`set: ${total} spans`)
  if (harmless < LEAST.harmless) faults.push(`set: ${harmless} documents without identifiers`)
  for (const type of TYPES) {
    const { spans } = counts.get(type)
    if (spans < LEAST.spansPerType) faults.push(`set: ${type} only ${spans}`)
  }
  return [...faults, ...sharedRuns(documents)]
}

/** Two documents that share eight words in a row were not written by two authors. */
function sharedRuns(documents) {
  const owner = new Map()
  const faults = []
  for (const { id, text } of documents) {
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
    for (let at = 0; at + 8 <= words.length; at++) {
      const run = words.slice(at, at + 8).join(' ')
      if ((owner.get(run) ?? id) !== id) faults.push(`${id}: shares eight words with ${owner.get(run)}: ${run}`)
      owner.set(run, id)
    }
  }
  return faults
}

function countTypes(documents) {
  const counts = new Map(TYPES.map((type) => [type, { spans: 0, documents: 0 }]))
  for (const { spans } of documents) {
    for (const { type } of spans) if (counts.has(type)) counts.get(type).spans++
    for (const type of new Set(spans.map((span) => span.type))) if (counts.has(type)) counts.get(type).documents++
  }
  return counts
}

function printLine({ id, kind, text, spans }) {
  console.log(JSON.stringify({ id, kind, text, spans }))
}

function printCounts(documents) {
  const words = documents.map(({ text }) => countWords(text))
  const spans = documents.map((document) => document.spans.length)
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0)
  console.error(`documents ${documents.length}, without identifiers ${spans.filter((n) => n === 0).length}`)
  console.error(`words ${Math.min(...words)}-${Math.max(...words)} each, ${sum(words)} in all`)
  console.error(`spans ${sum(spans)}`)
  for (const [type, row] of countTypes(documents))
    console.error(`  ${type.padEnd(11)}${String(row.spans).padStart(5)} in ${row.documents} documents`)
}

function printOutside({ id, kind, text, outside, spans }) {
  const marked = new Set(
    spans.flatMap(({ start, end, type }) => (type === 'DATE' ? [] : wordsOf(text.slice(start, end)))),
  )
  console.log(`== ${id} ${kind}`)
  console.log(`  digits: ${(outside.match(/\S*\d\S*/g) ?? []).join('  ')}`)
  console.log(`  capitals: ${(outside.match(/\p{Lu}[\p{L}\p{N}'’.-]*/gu) ?? []).join(' ')}`)
  console.log(
    `  marked elsewhere: ${wordsOf(outside)
      .filter((word) => marked.has(word))
      .join(' ')}`,
  )
}

/** A field of HL7 or CSV is a word too. */
const countWords = (text) => text.split(/[\s|^,]+/).filter(Boolean).length
const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? []

function printSpans({ id, text, spans }, wanted) {
  for (const { start, end, type } of spans)
    if (type === wanted) console.log(`${id} | ${text.slice(start, end).replaceAll('\n', '\\n')}`)
}

main(process.argv.slice(2))
