import type { Reading } from '../evidence.ts'

/** A reading of which other rules have claimed tokens. */
export interface Claimed extends Reading {
  /** 1 where other rules have explained a token with confidence: a street is not a person. */
  readonly taken: Uint8Array
}

/** From this score on a finding claims its tokens. */
const CLAIMS_FROM = 0.65

export function claimed(reading: Reading): Claimed {
  const { tokens, found } = reading
  const taken = new Uint8Array(tokens.count)
  const sorted = found.filter((finding) => finding.score >= CLAIMS_FROM).sort((a, b) => a.start - b.start)
  let k = 0
  for (const { start, end } of sorted) {
    while (k < tokens.count && (tokens.end[k] ?? 0) <= start) k++
    for (let i = k; i < tokens.count && (tokens.start[i] ?? 0) < end; i++) taken[i] = 1
  }
  return { ...reading, taken }
}
