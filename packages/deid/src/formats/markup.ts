import { DeidError } from '../errors.ts'
import { firstAfter, inOrder } from './document.ts'
import { decodeEntities } from './entities.ts'
import type { Edit, FormatLeaf, Way } from './format.ts'
import { respellMarkup } from './markup-spelling.ts'
import type { MarkupToken } from './markup-tokens.ts'

/** Markup as one text that reads as it would be read: blocks are lines, and what stands in tags and comments comes last. */
export interface MarkupText {
  readonly leaf: Pick<FormatLeaf, 'text' | 'cuts'>
  /** Edits of the leaf as edits of the markup. */
  readonly write: (edits: readonly Edit[], way: Way) => Edit[]
}

/** A run of the leaf's text that stands in one piece in the markup. */
interface Run {
  /** In the leaf's text. */
  readonly start: number
  readonly end: number
  /** In the markup: where each unit of the run stands, and where the last one ends. */
  readonly from: number
  readonly rawAt: readonly number[]
  readonly rawEnd: number
}

/** `breaks` are offsets of the markup that no edit may span. */
export function markupText(markup: string, tokens: readonly MarkupToken[], breaks: readonly number[] = []): MarkupText {
  const runs: Run[] = []
  let text = ''
  const breakLine = (): void => {
    if (text !== '' && !text.endsWith('\n')) text += '\n'
  }
  const put = (start: number, end: number, hasReferences: boolean): void => {
    const within = breaks.slice(firstAfter(breaks, start), firstAfter(breaks, end - 1))
    for (const [i, at] of [start, ...within].entries()) putRun(at, within[i] ?? end, hasReferences)
  }
  const putRun = (start: number, end: number, hasReferences: boolean): void => {
    if (end <= start) return
    const raw = markup.slice(start, end)
    const { said, rawAt } = hasReferences ? decodeEntities(raw) : plain(raw)
    runs.push({ start: text.length, end: text.length + said.length, from: start, rawAt, rawEnd: raw.length })
    text += said
  }
  for (const token of tokens) {
    if (token.kind === 'text') put(token.start, token.end, true)
    else if (token.kind === 'cdata') put(token.from, token.to, false)
    else if ((token.kind === 'tag' || token.kind === 'end') && !INLINE.has(token.name.toLowerCase())) breakLine()
  }
  for (const token of tokens) {
    if (token.kind === 'comment' || token.kind === 'other') {
      breakLine()
      put(token.from, token.to, false)
    }
    if (token.kind !== 'tag') continue
    for (const { name, start, end } of token.attributes) {
      if (isStandard(name.toLowerCase(), markup.slice(start, end))) continue
      breakLine()
      put(start, end, true)
    }
  }
  return { leaf: { text, cuts: cutsOf(runs) }, write: (edits, way) => writeRuns(markup, text, runs, edits, way) }
}

/** Tags that stand inside a word or a sentence. */
const INLINE = new Set(
  'a abbr acronym b bdo big cite code content del dfn em font i ins kbd label mark q s samp small span strike strong sub sup tt u var wbr'.split(
    ' ',
  ),
)

/** Attributes that say how something looks, not what it says. */
const LAYOUT = new Set(
  'class style width height align valign border colspan rowspan cellpadding cellspacing bgcolor color size face type rel target lang dir xml:lang stylecode listtype xmlns'.split(
    ' ',
  ),
)
/**
 * Attributes whose value is one small word of a list, a form's own names among them. In `alt`, `value` or `data-patient`
 * one word may be a surname.
 */
const WORDED = new Set(
  'role scope method enctype http-equiv charset media shape kind wrap loading decoding preload autocomplete inputmode frame rules clear name'.split(
    ' ',
  ),
)
const SCHEMA = /^https?:\/\/(?:www\.)?(?:w3\.org|hl7\.org)\/[\w/.#-]*$/

function isStandard(name: string, value: string): boolean {
  return LAYOUT.has(name) || SCHEMA.test(value) || (WORDED.has(name) && /^[a-z-]{1,20}$/.test(value))
}

function plain(raw: string): { said: string; rawAt: number[] } {
  return { said: raw, rawAt: Array.from(raw.split(''), (_, i) => i) }
}

function cutsOf(runs: readonly Run[]): number[] {
  return [...new Set(runs.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b)
}

function writeRuns(markup: string, text: string, runs: readonly Run[], edits: readonly Edit[], way: Way): Edit[] {
  let next = 0
  const written = edits.flatMap((edit): Edit[] => {
    while ((runs[next]?.end ?? edit.end) <= edit.start) next++
    const run = runs[next]
    if (run === undefined || edit.start < run.start || edit.end > run.end) {
      // A code that somebody spread over tags stays; an identifier that did would leave.
      if (way === 'restore') return []
      throw new DeidError('residual_identifier')
    }
    const start = run.from + (run.rawAt[edit.start - run.start] ?? run.rawEnd)
    const end = run.from + (run.rawAt[edit.end - run.start] ?? run.rawEnd)
    const replaced = respellMarkup(markup.slice(start, end), text.slice(edit.start, edit.end), edit.text, way)
    return [{ start, end, text: replaced }]
  })
  return inOrder(written)
}
