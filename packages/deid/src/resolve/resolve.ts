import type { Finding } from '../detect/evidence.ts'
import type { Span } from '../span.ts'

/**
 * Findings in, spans out: overlapping ranges become their union and are never shrunk, so that no part of an identifier is left standing.
 * The union takes the kind of its best finding (score, then length, then position). Sorted, non-overlapping, trimmed.
 */
export function resolve(text: string, findings: readonly Finding[]): Span[] {
  const sorted = findings.map((finding) => trimmed(text, finding)).filter((finding) => finding.end > finding.start)
  sorted.sort((a, b) => a.start - b.start || b.end - a.end || b.score - a.score)
  const out: Span[] = []
  let open: Union | undefined
  for (const finding of sorted) {
    if (open !== undefined && finding.start < open.end) open = widened(open, finding)
    else {
      if (open !== undefined) out.push(closed(open))
      open = { start: finding.start, end: finding.end, best: finding }
    }
  }
  if (open !== undefined) out.push(closed(open))
  return out
}

interface Union {
  readonly start: number
  readonly end: number
  readonly best: Finding
}

function widened(open: Union, finding: Finding): Union {
  return {
    start: open.start,
    end: Math.max(open.end, finding.end),
    best: better(open.best, finding) ? open.best : finding,
  }
}

function better(a: Finding, b: Finding): boolean {
  if (a.score !== b.score) return a.score > b.score
  return a.end - a.start >= b.end - b.start
}

function closed({ start, end, best }: Union): Span {
  return { start, end, kind: best.kind, rule: best.rule, score: best.score }
}

/** Without blanks, quotes and closing punctuation around it, and without a possessive. */
function trimmed(text: string, finding: Finding): Finding {
  let { start, end } = finding
  while (start < end && isEdge(text.charCodeAt(start), true)) start++
  while (end > start && isEdge(text.charCodeAt(end - 1), false)) end--
  if (finding.kind === 'NAME' && end - start > 2 && /['’]s$/i.test(text.slice(end - 2, end))) end -= 2
  return start === finding.start && end === finding.end ? finding : { ...finding, start, end }
}

/** Blanks, quotes, commas, semicolons, colons at either edge. Brackets and stars may belong to an identifier. */
function isEdge(code: number, opening: boolean): boolean {
  if (code <= 32 || code === 34 || code === 44 || code === 59 || code === 0xa0) return true
  if (code === 0x201c || code === 0x201d) return true
  return !opening && code === 58
}
