import { CordonError, CountTokensAnswer } from '@cordon/contract'
import type { Dialect } from '../dialect.ts'
import { neverStreamed } from '../never-streamed.ts'
import { parseCountTokens } from './request.ts'

/**
 * Anthropic's count of a prompt's tokens. The vendor reads the whole prompt for it, so it is a disclosure like any other; it
 * charges nothing, so nothing is used up. What it counts is the prompt as it would leave, codes and passages included.
 */
export const countTokens: Dialect = {
  name: 'messages',
  shape: 'count-tokens',
  feature: 'generation',
  turnsIn: 'messages',
  parse: parseCountTokens,
  restoreWhole(json) {
    const parsed = CountTokensAnswer.safeParse(json)
    if (!parsed.success) throw new CordonError('upstream_invalid')
    return { json: parsed.data, turns: [], opaque: [], tokensIn: 0, tokensOut: 0 }
  },
  ...neverStreamed,
}
