import {
  type Evidence,
  type ExplainedPlace,
  type ExplainedText,
  GROUP_OF,
  type KindGroup,
  visible,
  withoutEvidence,
} from '@cordon/deid'
import type { Output } from '../output.ts'

type Style = Parameters<Output['style']>[0]

/** A colour for each group of kinds; the kind's name stands beside every place, for whoever sees no colour. */
const STYLES: Record<KindGroup, Style> = {
  person: ['black', 'bgRed'],
  time: ['black', 'bgBlue'],
  place: ['black', 'bgGreen'],
  house: ['black', 'bgMagenta'],
  contact: ['black', 'bgYellow'],
  number: ['black', 'bgCyan'],
}

/** The text with its identifiers marked, a legend, and below each text what made each of them. */
export function writeExplained(output: Output, texts: readonly ExplainedText[]): void {
  for (const part of texts) {
    if (part.title !== '') output.line(output.style('bold', visible(part.title)))
    output.line(marked(output, part))
    output.line()
    for (const place of part.places) for (const line of why(output, part.text, place)) output.line(line)
    if (part.places.length > 0) output.line()
  }
  writeLegend(output, texts)
}

function marked(output: Output, { text, places }: ExplainedText): string {
  const parts: string[] = []
  let at = 0
  for (const { start, end, kind } of places) {
    const words = visible(text.slice(start, end))
    const shown = output.color ? output.style(STYLES[GROUP_OF[kind]], words) : `⟦${words}⟧`
    parts.push(visible(text.slice(at, start)), shown, output.style('dim', kind))
    at = end
  }
  return [...parts, visible(text.slice(at))].join('')
}

function why(output: Output, text: string, reason: ExplainedPlace): string[] {
  const { start, end, kind, rule, because } = reason
  const place = lineAndColumn(text, start)
  const head = `${place.padEnd(9)} ${output.style('bold', kind.padEnd(11))} ${visible(text.slice(start, end)).replaceAll('\n', '⏎')}`
  if (because.length === 0) return [head, `          ${rule}: ${withoutEvidence(reason)}`]
  return [head, ...because.flatMap((evidence) => evidenceLines(output, evidence))]
}

function evidenceLines(output: Output, { kind, rule, score, features }: Evidence): string[] {
  const head = `          ${rule}, ${kind}, ${Math.round(score * 100)} % sure`
  const rows = features.map(({ name, words, weight }) => {
    const sign = weight > 0 ? '+' : '−'
    const said = words.length === 0 ? '' : `: “${visible(words.join(' '))}”`
    return output.style('dim', `            ${sign}${Math.abs(weight).toFixed(2)} ${name}${said}`)
  })
  return [head, ...rows]
}

function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return `${line}:${offset - before.lastIndexOf('\n')}`
}

function writeLegend(output: Output, texts: readonly ExplainedText[]): void {
  const counts = new Map<ExplainedPlace['kind'], number>()
  for (const { kind } of texts.flatMap(({ places }) => places)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const entries = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
  const shown = entries.map(
    ([kind, count]) => `${output.color ? output.style(STYLES[GROUP_OF[kind]], ` ${kind} `) : kind} ${count}`,
  )
  output.line(shown.length === 0 ? 'No identifiers.' : shown.join('  '))
}
