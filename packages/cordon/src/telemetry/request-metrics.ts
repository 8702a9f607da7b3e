import { FINDINGS } from '@cordon/contract'
import { Counter, Histogram, type Registry } from 'prom-client'
import type { Attempt, Settled } from '../gateway/trail.ts'
import { modelOf, operationOf, providerOf } from './gen-ai.ts'

/** Seconds: from what the boundary itself takes to the longest answer. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]
/** As the GenAI conventions advise for `gen_ai.client.operation.duration` and `gen_ai.client.token.usage`. */
const OPERATION_SECONDS = Array.from({ length: 14 }, (_, n) => 0.01 * 2 ** n)
const TOKENS = Array.from({ length: 14 }, (_, n) => 4 ** n)

/**
 * What is counted of every request. Labels are routes, outcomes, codes, and vendors and models as they are registered: sets that
 * no caller can add to.
 */
export function createRequestMetrics(registers: Registry[]): (request: Settled) => void {
  const requests = new Counter({
    name: 'cordon_requests_total',
    help: 'Requests by route, outcome and code, and the vendor and model that were asked last.',
    labelNames: ['route', 'outcome', 'code', 'vendor', 'model'],
    registers,
  })
  const seconds = (name: string, help: string, labelNames: string[]) =>
    new Histogram({ name, help, labelNames, buckets: SECONDS, registers })
  const whole = seconds('cordon_request_seconds', 'Whole time of a request.', ['route', 'outcome'])
  const before = seconds('cordon_overhead_seconds', 'Time until the request could leave for its vendor.', ['route'])
  const first = seconds('cordon_first_frame_seconds', 'Time until the first frame of an answer was sent.', ['route'])
  const upstream = seconds('cordon_upstream_seconds', 'Time until a vendor began to answer.', ['vendor', 'model'])
  const attempted = new Counter({
    name: 'cordon_attempts_total',
    help: 'Attempts at vendors by the status of their answer; `none` without one.',
    labelNames: ['vendor', 'model', 'status'],
    registers,
  })
  const findings = new Counter({
    name: 'cordon_answer_findings_total',
    help: 'What answers and passages were kept from carrying on: other patients, planted values, codes in links, injections.',
    labelNames: ['finding'],
    registers,
  })
  const countGenAi = createGenAiMetrics(registers)

  return (request) => {
    const { outcome, route, beganAt, attempts, firstSentAt } = request
    const last = attempts.at(-1)
    const asked = { vendor: last?.vendor.id ?? 'none', model: last === undefined ? 'none' : modelOf(last) }
    requests.inc({ route, outcome: outcome.outcome, code: outcome.code ?? 'none', ...asked })
    whole.observe({ route, outcome: outcome.outcome }, outcome.ms / 1000)
    if (attempts[0] !== undefined) before.observe({ route }, since(beganAt, attempts[0].at))
    if (firstSentAt !== undefined) first.observe({ route }, since(beganAt, firstSentAt))
    for (const finding of FINDINGS) {
      const times = outcome.found?.[finding]
      if (times !== undefined) findings.inc({ finding }, times)
    }
    for (const attempt of attempts) {
      const of = { vendor: attempt.vendor.id, model: modelOf(attempt) }
      attempted.inc({ ...of, status: String(attempt.status ?? 'none') })
      if (attempt.answeredAt !== undefined) upstream.observe(of, since(attempt.at, attempt.answeredAt))
    }
    if (last !== undefined) countGenAi(last, request)
  }
}

/** The same two under the names that dashboards of the GenAI conventions look for. */
function createGenAiMetrics(registers: Registry[]): (attempt: Attempt, request: Settled) => void {
  const labels = ['gen_ai_operation_name', 'gen_ai_provider_name', 'gen_ai_request_model']
  const duration = new Histogram({
    name: 'gen_ai_client_operation_duration_seconds',
    help: 'Whole time of an operation of a vendor.',
    labelNames: [...labels, 'error_type'],
    buckets: OPERATION_SECONDS,
    registers,
  })
  const tokens = new Histogram({
    name: 'gen_ai_client_token_usage',
    help: 'Tokens of an operation, as the vendor counts them or as they were estimated.',
    labelNames: [...labels, 'gen_ai_token_type'],
    buckets: TOKENS,
    registers,
  })
  return (attempt, { outcome, route, beganAt }) => {
    const of = {
      gen_ai_operation_name: operationOf(route),
      gen_ai_provider_name: providerOf(attempt.vendor.kind),
      gen_ai_request_model: modelOf(attempt),
    }
    const error = outcome.code === undefined ? {} : { error_type: outcome.code }
    duration.observe({ ...of, ...error }, since(attempt.at, beganAt + outcome.ms))
    if (outcome.tokensIn !== undefined) tokens.observe({ ...of, gen_ai_token_type: 'input' }, outcome.tokensIn)
    if (outcome.tokensOut !== undefined) tokens.observe({ ...of, gen_ai_token_type: 'output' }, outcome.tokensOut)
  }
}

const since = (from: number, to: number): number => Math.max(0, to - from) / 1000
