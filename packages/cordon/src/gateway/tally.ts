import type { Price, Vendor } from '@cordon/contract'
import { BYTES_PER_TOKEN, type Usage } from '../policy/limits/limiter.ts'
import type { Outcome } from './trail.ts'

type Priced = Pick<Price, 'inputPerMillion' | 'outputPerMillion'>

/** The price of a model by name, else the vendor's price for all the others. */
export function priceOf({ prices = [] }: Vendor, model: string): Priced | undefined {
  return prices.find((price) => price.model === model) ?? prices.find((price) => price.model === '*')
}

interface Tally {
  /** For the outcome entry. */
  readonly said: Pick<Outcome, 'tokensIn' | 'tokensOut' | 'tokensEstimated' | 'costMicros'>
  readonly used: Usage
}

/**
 * What a request used: the vendor's own figures, and where it gave none an estimate that the entry calls one: a token for
 * every four bytes of what was sent or came back whole, and for every event of a stream. Nothing that was refused is counted.
 */
export function tally(
  { attempts, upstreamStatus, tokensIn, tokensOut, bytesOut }: Outcome,
  { payloadBytes, frames }: { payloadBytes: number; frames: number },
  price: Priced | undefined,
): Tally {
  if (attempts === 0 || (upstreamStatus ?? 200) >= 400) return { said: {}, used: { tokens: 0, costMicros: 0 } }
  const estimated = tokensIn === undefined || tokensOut === undefined
  const into = tokensIn ?? Math.ceil(payloadBytes / BYTES_PER_TOKEN)
  const out = tokensOut ?? (frames > 1 ? frames : Math.ceil(bytesOut / BYTES_PER_TOKEN))
  const costMicros =
    price === undefined ? undefined : Math.ceil(into * price.inputPerMillion + out * price.outputPerMillion)
  return {
    said: {
      tokensIn: into,
      tokensOut: out,
      ...(estimated ? { tokensEstimated: true } : {}),
      ...(costMicros === undefined ? {} : { costMicros }),
    },
    used: { tokens: into + out, costMicros: costMicros ?? 0 },
  }
}
