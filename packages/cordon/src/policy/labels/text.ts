import type { SecurityLabel } from '@cordon/contract'
import {
  DENIED_AFTER,
  DENIED_BEFORE,
  NOT_MEANT,
  PSYCHOTHERAPY_NOTE,
  RELATIVE,
  TOPICS,
  type Topic,
  TURNS,
} from './phrases.ts'

/** Text beyond this is not read word by word; what was read says, and the rest could be a psychotherapy note. UTF-16 units. */
const READ_MAX = 1_000_000

/**
 * What a text is about, by its words: the labels of `phrases.ts`. A mention that is denied, that looks for the topic, or
 * that is a relative's, does not count where the topic says so. Pure; about a microsecond for every ten characters.
 */
export function labelsOfText(text: string): Set<SecurityLabel> {
  const labels = new Set<SecurityLabel>()
  const read = text.length > READ_MAX ? text.slice(0, READ_MAX) : text
  if (read.length < text.length) labels.add('R').add('PSYTHPN')
  if (PSYCHOTHERAPY_NOTE.test(read)) labels.add('PSYTHPN').add('PSY')
  const families = familySections(read)
  const takenBack = new Map<Topic, number>()
  for (const hit of read.matchAll(MENTION)) {
    const topic = topicOf(hit)
    if (topic === undefined || topic.labels.every((label) => labels.has(label))) continue
    const times = takenBack.get(topic) ?? 0
    if (times >= TAKEN_BACK_MAX || isSaid(read, hit.index, hit[0].length, topic, families))
      for (const label of topic.labels) labels.add(label)
    else takenBack.set(topic, times + 1)
  }
  // Upper case alone: `hearing aids` and `prep for surgery` are not meant.
  if (/\b(?:AIDS|PrEP)\b/.test(read)) labels.add('HIV')
  return labels
}

/** A text that denies something more often than this is about it; and looking around each mention has its cost. */
const TAKEN_BACK_MAX = 500

/** One pass finds all: words that are not meant come first and use up what they cover. */
const MENTION = new RegExp(
  `(?<![\\w-])(?:(?:${NOT_MEANT.join('|')})|${TOPICS.map(({ mention }) => `(${mention})`).join('|')})(?![\\w])`,
  'gi',
)

function topicOf(hit: RegExpExecArray): Topic | undefined {
  return TOPICS.find((_, i) => hit[i + 1] !== undefined)
}

/** Words before and after that can take a mention back. */
const REACH = 160

function isSaid(text: string, at: number, length: number, topic: Topic, families: readonly Range[]): boolean {
  const before = sentenceBefore(text, at)
  if (topic.ofRelatives === 'theirs' && (RELATIVE.test(before) || families.some((range) => within(range, at))))
    return false
  if (topic.denied === 'counts') return true
  return !DENIED_BEFORE.test(sinceTurn(before)) && !DENIED_AFTER.test(lineAfter(text, at + length))
}

function sentenceBefore(text: string, at: number): string {
  const window = text.slice(Math.max(0, at - REACH), at)
  const end = Math.max(window.lastIndexOf('\n'), ...['. ', '; ', '! ', '? '].map((stop) => window.lastIndexOf(stop)))
  return window.slice(end + 1)
}

function sinceTurn(before: string): string {
  let from = 0
  for (const turn of before.matchAll(TURNS)) from = turn.index + turn[0].length
  return before.slice(from)
}

function lineAfter(text: string, from: number): string {
  const window = text.slice(from, from + 60)
  const end = window.search(/[\n;]|\.\s/)
  return end < 0 ? window : window.slice(0, end)
}

interface Range {
  readonly from: number
  readonly to: number
}

const within = ({ from, to }: Range, at: number): boolean => from <= at && at < to

const FAMILY_HEADING = /(?:^|\n)[ \t#*]*family (?:medical |psychiatric |social )?(?:history|hx)\b/gi
const NEXT_HEADING = /\n[ \t]*(?:#|\n|[A-Z][A-Za-z /&]{2,40}:)/

/** Family histories looked for in one text, and the most characters of each: beyond, a mention is the patient's. */
const FAMILIES_MAX = 100
const FAMILY_CHARACTERS = 10_000

/** From a heading `Family history` to the next heading or blank line. */
function familySections(text: string): Range[] {
  const found: Range[] = []
  for (const { index, 0: heading } of text.matchAll(FAMILY_HEADING)) {
    if (found.length >= FAMILIES_MAX) break
    const from = index + heading.length
    const section = text.slice(from, from + FAMILY_CHARACTERS)
    const next = section.search(NEXT_HEADING)
    found.push({ from, to: from + (next < 0 ? section.length : next) })
  }
  return found
}
