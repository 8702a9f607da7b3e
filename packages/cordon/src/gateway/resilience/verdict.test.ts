import { describe, expect, it } from 'vitest'
import type { Outcome } from '../trail.ts'
import { verdictOf } from './verdict.ts'

const ended = (outcome: Outcome['outcome'], more: Partial<Outcome> = {}): Outcome => ({
  outcome,
  reasons: [],
  attempts: 1,
  bytesOut: 0,
  ms: 1,
  hops: {},
  ...more,
})

describe('what a request says of availability', () => {
  it.each<[string, Outcome, ReturnType<typeof verdictOf>]>([
    ['an answer', ended('answered'), 'answered'],
    ['passages without a vendor', ended('answered', { attempts: 0 }), undefined],
    ['nobody left to ask', ended('failed', { code: 'vendor_unavailable', attempts: 0 }), 'vendor'],
    ['a vendor that hung up', ended('failed', { code: 'upstream_unreachable' }), 'vendor'],
    ['a vendor that is overloaded', ended('failed', { code: 'upstream_refused', upstreamStatus: 529 }), 'vendor'],
    ['a vendor that knows no key', ended('failed', { code: 'upstream_refused', upstreamStatus: 401 }), 'vendor'],
    ['a question that is wrong', ended('failed', { code: 'upstream_refused', upstreamStatus: 400 }), undefined],
    ['a tool that says it failed', ended('failed', { code: 'upstream_refused', upstreamStatus: 200 }), undefined],
    ['no detector', ended('failed', { code: 'detector_failed', attempts: 0 }), 'boundary'],
    ['no journal', ended('failed', { code: 'journal_unavailable', attempts: 0 }), 'boundary'],
    ['a rule that refuses', ended('refused', { code: 'patient_refused', attempts: 0 }), undefined],
    ['a limit', ended('refused', { code: 'rate_limited', attempts: 0 }), undefined],
    ['an answer that was withheld', ended('refused', { code: 'answer_withheld' }), 'boundary'],
    ['one of before, withheld', ended('refused', { code: 'answer_withheld', attempts: 0 }), undefined],
    ['a client that left', ended('abandoned', { code: 'client_closed' }), undefined],
  ])('%s', (_, outcome, verdict) => {
    expect(verdictOf(outcome)).toBe(verdict)
  })
})
