/**
 * What the built detector does to text that identifies nobody, and to people who bear a disease's name:
 *   npm run build && node bench/harmless.mjs [--show] [--json]
 * bench/harmless/sentences.txt: any span in a line is damage. bench/harmless/same-name.txt: the person must go whole, and the same
 * word elsewhere in the sentence must stay. Default settings, nothing known beforehand. Exit 1 when a bar is missed.
 */
import { readFileSync } from 'node:fs'
import { createDetector, wilson } from '../packages/deid/dist/index.js'

const BARS = { untouched: 0.99, masked: 0.99 }
const detector = createDetector()
const find = (text) => detector.find([text], { known: [] })[0] ?? []

const lines = harmless()
const people = sameName()
const result = {
  untouched: share(lines, ({ found }) => found.length === 0),
  sections: sections(),
  masked: share(people, ({ whole }) => whole),
  stayed: share(
    people.filter(({ places }) => places > 0),
    ({ hurt }) => hurt.length === 0,
  ),
}

if (process.argv.includes('--json')) console.log(JSON.stringify(result))
else print()
if (process.argv.includes('--show')) show()
process.exitCode = Object.entries(BARS).some(([figure, bar]) => result[figure].share < bar) ? 1 : 0

function harmless() {
  let section = ''
  return read('sentences.txt').flatMap((text) => {
    if (!text.startsWith('#')) return [{ section, text, found: find(text) }]
    section = text.slice(2)
    return []
  })
}

function sections() {
  const names = [...new Set(lines.map(({ section }) => section))]
  return names.map((name) => {
    const own = lines.filter(({ section }) => section === name)
    return { section: name, ...share(own, ({ found }) => found.length === 0) }
  })
}

function sameName() {
  return read('same-name.txt')
    .filter((line) => !line.startsWith('#'))
    .map(person)
}

function person(line) {
  const [text, word, from, to] = line.split('\t')
  const own = { start: Number(from), end: Number(to) }
  if (!text.slice(own.start, own.end).includes(word))
    throw new Error(`same-name.txt: the offsets miss the name: ${line}`)
  const found = find(text)
  const others = elsewhere(text, word, own)
  const hurt = found.filter((span) => others.some((place) => overlap(span, place)))
  return { text, own, found, whole: covered(text, own, found), places: others.length, hurt }
}

/** Where the same word stands in any case, as a word of its own, outside the person's place. */
function elsewhere(text, word, own) {
  const same = new RegExp(`(?<![\\p{L}\\p{N}])${word}(?![\\p{L}\\p{N}])`, 'giu')
  return [...text.matchAll(same)]
    .map(({ 0: { length }, index }) => ({ start: index, end: index + length }))
    .filter((place) => !overlap(place, own))
}

/** Every letter and digit of the place lies in some span; commas and blanks between the parts of a name need not. */
function covered(text, { start, end }, found) {
  for (let at = start; at < end; at++)
    if (/[\p{L}\p{N}]/u.test(text[at]) && !found.some((span) => span.start <= at && at < span.end)) return false
  return true
}

function print() {
  console.log(`harmless lines untouched   ${figure(result.untouched)}`)
  for (const { section, ...own } of result.sections) console.log(`  ${section.padEnd(48)} ${figure(own)}`)
  console.log(`same name, person masked   ${figure(result.masked)}`)
  console.log(`same name, other place stayed   ${figure(result.stayed)}`)
}

/** To standard error, so that --json beside it stays readable by a program. */
function show() {
  for (const { section, text, found } of lines)
    if (found.length > 0) console.error(`DAMAGED [${section}] ${text}\n    ${spans(text, found)}`)
  for (const { text, own, found, whole } of people)
    if (!whole)
      console.error(`LEFT [${text.slice(own.start, own.end)}] ${text}\n    ${spans(text, found) || 'nothing'}`)
  for (const { text, hurt } of people) if (hurt.length > 0) console.error(`TAKEN ${text}\n    ${spans(text, hurt)}`)
}

function spans(text, found) {
  return found.map(({ start, end, kind, rule }) => `${kind} "${text.slice(start, end)}" by ${rule}`).join('; ')
}

function share(items, holds) {
  const hits = items.filter(holds).length
  return { hits, of: items.length, ...wilson(hits, items.length) }
}

function figure({ hits, of, share: part, low, high }) {
  return `${percent(part)} (${percent(low)} to ${percent(high)})  ${hits} of ${of}`
}

function percent(part) {
  return `${(100 * part).toFixed(2)} %`
}

function overlap(a, b) {
  return a.start < b.end && b.start < a.end
}

function read(name) {
  return readFileSync(new URL(`harmless/${name}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
}
