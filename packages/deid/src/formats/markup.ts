import { DeidError } from '../errors.ts'
import type { Place } from '../replace/spans.ts'
import { firstAfter, inOrder } from './document.ts'
import { decodeEntities } from './entities.ts'
import type { Edit, FormatLeaf, Way } from './format.ts'
import { isPartName, readAttributeValue } from './markup-names.ts'
import { respellMarkup } from './markup-spelling.ts'
import { lineAt, type MarkupToken } from './markup-tokens.ts'
import { PART } from './part-names.ts'

/** Markup as one text that reads as it would be read: blocks are lines, and what stands in tags and comments comes last. */
export interface MarkupText {
  readonly leaf: Pick<FormatLeaf, 'text' | 'cuts' | 'certain'> & { readonly certain: readonly Place[] }
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
  checkNames(markup, tokens)
  const runs: Run[] = []
  const certain: Place[] = []
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
      const reading = readAttributeValue(name.toLowerCase(), markup.slice(start, end))
      if (reading === 'stays') continue
      for (const part of reading === 'text' ? [{ start: 0, end: end - start }] : reading.coded) {
        breakLine()
        const from = text.length
        put(start + part.start, start + part.end, true)
        if (reading !== 'text') certain.push({ start: from, end: text.length, kind: 'OTHERID', rule: PART })
      }
    }
  }
  return {
    leaf: { text, cuts: cutsOf(runs), certain },
    write: (edits, way) => writeRuns(markup, text, runs, edits, way),
  }
}

/** Throws `format_unsupported` with the line for a tag or an attribute that is called as nothing is. */
function checkNames(markup: string, tokens: readonly MarkupToken[]): void {
  const seen = new Set<string>()
  for (const token of tokens) {
    if (token.kind !== 'tag' && token.kind !== 'end') continue
    const all = token.kind === 'tag' ? [token.name, ...token.attributes.map(({ name }) => name)] : [token.name]
    const names = all.filter((name) => !seen.has(name))
    for (const name of names) seen.add(name)
    if (!names.every(isPartName)) throw new DeidError('format_unsupported', lineAt(markup, token.start))
  }
}

/** Tags that stand inside a word or a sentence. */
const INLINE = new Set(
  'a abbr acronym b bdo big cite code content del dfn em font i ins kbd label mark q s samp small span strike strong sub sup tt u var wbr'.split(
    ' ',
  ),
)

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
