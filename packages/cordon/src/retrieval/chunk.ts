import { headingOf } from './headings.ts'

/** A piece of a note that may be retrieved alone. Offsets are UTF-16 code units of the note, `end` exclusive. */
export interface Chunk {
  /** Lower-case heading; empty before the first one. */
  readonly section: string
  /** Whether the heading is in our table: any other could hold a name, and stays inside the text. */
  readonly known: boolean
  readonly start: number
  readonly end: number
}

/** About 250 words: large enough for a thought, small enough that a question takes little with it. */
const CHUNK_CHARACTERS = 1_500

/**
 * Cuts a note by its sections, and a long section between its units: a list item with its continuation, a medication
 * line, a sentence. A unit is never cut, however long it is; a passage that is too long for a profile simply does not go.
 *
 * @example chunk('# Plan\n- rest\n- fluids').map(({ section }) => section) // ['plan']
 */
export function chunk(text: string, chunkCharacters = CHUNK_CHARACTERS): Chunk[] {
  return sections(text).flatMap((section) => pack(text, section, units(text, section), chunkCharacters))
}

interface Line {
  readonly start: number
  readonly end: number
}

interface Section extends Line {
  readonly name: string
  readonly known: boolean
}

function sections(text: string): Section[] {
  const found: Section[] = []
  let open = { name: '', known: true, start: 0 }
  for (const line of lines(text, 0, text.length)) {
    const heading = headingOf(text.slice(line.start, line.end))
    if (!heading) continue
    found.push({ ...open, end: line.start })
    const start = heading.known ? line.start + heading.after : line.start
    open = { name: heading.name, known: heading.known, start }
  }
  return [...found, { ...open, end: text.length }]
}

function lines(text: string, from: number, to: number): Line[] {
  const found: Line[] = []
  for (let start = from; start < to; ) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 || newline >= to ? to : newline
    found.push({ start, end })
    start = end + 1
  }
  return found
}

const LIST_ITEM = /^\s*(?:[-*•+]|\(?\d{1,3}[.)]|[a-z][.)])\s+\S/
/** A drug line states a strength or a frequency: `lisinopril 10 mg PO daily`. */
const MEDICATION_LINE = /\b\d+(?:[.,]\d+)?\s?(?:mg|mcg|µg|g|ml|units?|iu|meq|%|puffs?|tabs?|caps?)\b/i

/** What must stay whole, in order: list items and medication lines with what hangs under them, else sentences. */
function units(text: string, section: Section): Line[] {
  const blocks: (Line & { prose: boolean })[] = []
  let open: (Line & { prose: boolean; indent: number }) | undefined
  for (const line of lines(text, section.start, section.end)) {
    const content = text.slice(line.start, line.end)
    if (content.trim() === '') {
      if (open) blocks.push(open)
      open = undefined
      continue
    }
    const indent = content.search(/\S/)
    const listed = LIST_ITEM.test(content)
    const drug = MEDICATION_LINE.test(content) && !/[.!?]\s/.test(content) && section.name.includes('medication')
    const hangs = open !== undefined && !listed && !drug && (open.prose || indent > open.indent)
    if (open && hangs) open = { ...open, end: line.end }
    else {
      if (open) blocks.push(open)
      open = { ...line, prose: !listed && !drug, indent }
    }
  }
  if (open) blocks.push(open)
  return blocks.flatMap((block) => (block.prose ? sentences(text, block) : [block]))
}

/** A full stop after these ends no sentence. */
const ABBREVIATION =
  /(?:^|[\s(])(?:dr|mr|mrs|ms|prof|st|vs|no|pt|pts|hx|dx|rx|tx|sx|approx|dept|e\.g|i\.e|etc|fig|inc|jr|sr|[a-z]|[a-z]\.[a-z](?:\.[a-z])?|mg|ml|hr|hrs|min|wk|wks|mo|yr|yrs)\.$/i

/** Starts at the first mark of a run only: a line of a million full stops must not be read a million times. */
const SENTENCE_END = /(?<![.!?])[.!?]+["')\]]*(?=\s+["'(]?[A-Z0-9])/g

function sentences(text: string, block: Line): Line[] {
  const found: Line[] = []
  const content = text.slice(block.start, block.end)
  let from = 0
  for (const stop of content.matchAll(SENTENCE_END)) {
    const end = stop.index + stop[0].length
    if (ABBREVIATION.test(content.slice(Math.max(from, end - 12), end))) continue
    found.push({ start: block.start + from, end: block.start + end })
    from = end + 1
  }
  return from < content.length ? [...found, { start: block.start + from, end: block.end }] : found
}

function pack(text: string, section: Section, parts: readonly Line[], chunkCharacters: number): Chunk[] {
  const found: Chunk[] = []
  const { name, known } = section
  let open: Chunk | undefined
  for (const { start, end } of parts.flatMap((part) => trimmed(text, part))) {
    if (open && end - open.start <= chunkCharacters) open = { ...open, end }
    else {
      if (open) found.push(open)
      open = { section: name, known, start, end }
    }
  }
  return open ? [...found, open] : found
}

/** Without the white space around it; nothing when there is nothing else. */
function trimmed(text: string, { start, end }: Line): Line[] {
  const content = text.slice(start, end)
  const first = content.search(/\S/)
  return first < 0 ? [] : [{ start: start + first, end: start + content.trimEnd().length }]
}
