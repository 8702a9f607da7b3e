import { DeidError } from '../errors.ts'
import { IDENTIFIER_KINDS } from '../span.ts'
import type { GoldSpan } from './gold.ts'

/**
 * The form in which a person labels a note in any text editor: `Seen by [[NAME|Dr. Ng]].` Nothing but marks may be added,
 * which is checked against the original, so a slip of the hand is found and not learnt as text.
 */
export function writeMarked(text: string, spans: readonly GoldSpan[]): string {
  let marked = ''
  let at = 0
  for (const { start, end, type } of [...spans].sort((a, b) => a.start - b.start)) {
    if (start < at) continue
    marked += `${text.slice(at, start)}[[${type}|${text.slice(start, end)}]]`
    at = end
  }
  return marked + text.slice(at)
}

const OPENING = /\[\[([A-Za-z0-9]+)\|/y
const KINDS: ReadonlySet<string> = new Set(IDENTIFIER_KINDS)

/**
 * The labels of a marked text, in offsets of `original`. An editor may have changed line ends, or added a last one. Throws
 * `DeidError` (`gold_invalid`) with line and column in the marked text, and never what stands there.
 */
export function readMarked(original: string, marked: string): GoldSpan[] {
  const spans: GoldSpan[] = []
  let open: { start: number; type: string; at: number } | undefined
  let i = 0
  let j = marked.startsWith('\ufeff') && !original.startsWith('\ufeff') ? 1 : 0
  while (j < marked.length) {
    OPENING.lastIndex = j
    const [opening = '', type = ''] = OPENING.exec(marked) ?? []
    if (opening !== '' && !original.startsWith(opening, i)) {
      if (open !== undefined) throw wrong(marked, j, 'a mark inside a mark')
      if (!KINDS.has(type)) throw wrong(marked, j, 'a mark of an unknown type')
      open = { start: i, type, at: j }
      j += opening.length
    } else if (open !== undefined && marked.startsWith(']]', j)) {
      if (i === open.start) throw wrong(marked, j, 'an empty mark')
      spans.push({ start: open.start, end: i, type: open.type })
      open = undefined
      j += 2
    } else {
      const step = sameStep(original, i, marked, j)
      if (step === undefined) throw wrong(marked, j, 'the text was changed')
      i += step.i
      j += step.j
    }
  }
  if (open !== undefined) throw wrong(marked, open.at, 'a mark that does not end')
  if (!/^(?:\r?\n)?$/.test(original.slice(i))) throw wrong(marked, j, 'the text ends too early')
  return spans
}

/** How far both go on together: one character, a line end of either kind, or a last line end that an editor added. */
function sameStep(original: string, i: number, marked: string, j: number): { i: number; j: number } | undefined {
  if (original[i] === marked[j]) return { i: 1, j: 1 }
  if (original.startsWith('\r\n', i) && marked[j] === '\n') return { i: 2, j: 1 }
  if (original[i] === '\n' && marked.startsWith('\r\n', j)) return { i: 1, j: 2 }
  const rest = marked.slice(j)
  return i === original.length && (rest === '\n' || rest === '\r\n') ? { i: 0, j: rest.length } : undefined
}

function wrong(marked: string, at: number, what: string): DeidError {
  const before = marked.slice(0, at).split('\n')
  return new DeidError('gold_invalid', `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${what}`)
}
