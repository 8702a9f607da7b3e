import type { ValidationResult } from '@cordon/contract'
import type { Output } from '../output.ts'

/** Beside each figure, the rule by which it was counted. */
const RULES: Record<keyof ValidationResult['figures'], string> = {
  whole: 'every letter and digit of the value masked; a leading Dr, Mr, Mrs, Ms is forgiven',
  strict: 'start, end and type are the label’s own',
  touched: 'any letter or digit of it masked',
  characterPrecision: 'letters and digits masked that are labelled',
  characterRecall: 'letters and digits labelled that are masked',
  harmlessDamaged: 'notes without a label in which anything was masked',
}

/** A result for people, with what kind of text it was made on and what it is worth. */
export function writeResult(output: Output, result: ValidationResult, hash: string): void {
  const { site, about, documents, refused, recall, figures, byType } = result
  output.line(
    `${output.style('bold', about)} (${site}): ${documents} notes, ${recall.of} identifiers, ${result.scoredAt}`,
  )
  output.line(`result    ${hash}`)
  output.line(`detector  ${result.detector.version}  ${result.detector.hash}`)
  output.line(`policy    ${result.policy.name}  ${result.policy.hash}`)
  output.line(`sample    ${sampleLine(result)}`)
  output.line(`review    ${reviewLine(result)}`)
  if (refused > 0) output.line(`refused   ${refused} notes: nothing of them leaves; their identifiers count as missed`)
  output.line()
  for (const name of Object.keys(RULES) as (keyof typeof RULES)[]) {
    const { hits, of, share, low, high } = figures[name]
    const interval = of === 0 ? '–' : `${percent(share)} %  [${percent(low)}, ${percent(high)}]`
    output.line(`  ${name.padEnd(20)} ${interval.padEnd(24)} ${`${hits}/${of}`.padEnd(15)} ${RULES[name]}`)
  }
  output.line()
  output.line(`  ${'whole identifiers'.padEnd(20)}   share  Wilson   notes  lower 95 % bound`)
  for (const [type, share] of [['all', recall] as const, ...Object.entries(byType)]) output.line(row(type, share))
}

function row(type: string, { hits, of, share, wilsonLow, documentsLow, low }: ValidationResult['recall']): string {
  const figures = [share, wilsonLow, documentsLow, low].map(percent)
  return `  ${type.padEnd(20)} ${figures.map((figure) => figure.padStart(7)).join(' ')}    ${hits}/${of}`
}

/** Rounded down: a bound is never told higher than it is. */
function percent(share: number): string {
  return (Math.floor(share * 10_000) / 100).toFixed(2).padStart(6)
}

function sampleLine({ sample }: ValidationResult): string {
  if (sample === null) return 'not drawn by Cordon: these figures inform, and open no route'
  const { frame, strata, drawnAt, seed } = sample
  return `${drawnAt.slice(0, 10)} of ${frame.documents} notes in ${strata.length} strata, seed ${seed}`
}

function reviewLine({ review }: ValidationResult): string {
  if (review === null) return 'not stated'
  const { reviewers, blind, overall, disagreements, settledBy } = review
  const agreed = `F1 ${overall.f1.toFixed(3)}, kappa ${overall.kappa.toFixed(3)}`
  return `${reviewers.join(' and ')}, ${blind ? 'blind' : 'NOT BLIND'}: ${agreed}; ${disagreements} disagreements (${settledBy})`
}
