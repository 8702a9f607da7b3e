import { Counter, Histogram, type Registry } from 'prom-client'
import type { Settled } from '../gateway/trail.ts'
import { modelOf } from './gen-ai.ts'

/** What is counted of copies, so that two vendors can be compared: outcomes, codes, tokens and times, of vendors and models as registered. */
export function createShadowMetrics(registers: Registry[]): {
  shadow(copy: Settled): void
  shadowLeftOut(): void
} {
  const copies = new Counter({
    name: 'cordon_shadow_copies_total',
    help: 'Copies of questions for another vendor, by outcome and code.',
    labelNames: ['vendor', 'model', 'outcome', 'code'],
    registers,
  })
  const leftOut = new Counter({
    name: 'cordon_shadow_left_out_total',
    help: 'Copies that were not made, for want of a place or past the bound of the hour.',
    registers,
  })
  const tokens = new Counter({
    name: 'cordon_shadow_tokens_total',
    help: 'Tokens of copies, as the vendor counts them or as they were estimated.',
    labelNames: ['vendor', 'model', 'direction'],
    registers,
  })
  const began = new Histogram({
    name: 'cordon_shadow_upstream_seconds',
    help: 'Time until the vendor began to answer a copy.',
    labelNames: ['vendor', 'model'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers,
  })
  return {
    shadow({ outcome, attempts }) {
      const [attempt] = attempts
      const of = { vendor: attempt?.vendor.id ?? 'none', model: attempt === undefined ? 'none' : modelOf(attempt) }
      copies.inc({ ...of, outcome: outcome.outcome, code: outcome.code ?? 'none' })
      if (outcome.tokensIn !== undefined) tokens.inc({ ...of, direction: 'in' }, outcome.tokensIn)
      if (outcome.tokensOut !== undefined) tokens.inc({ ...of, direction: 'out' }, outcome.tokensOut)
      if (outcome.vendorMs !== undefined) began.observe(of, outcome.vendorMs / 1000)
    },
    shadowLeftOut: () => leftOut.inc(),
  }
}
