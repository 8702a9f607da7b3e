import type { RouteDetermination, ValidatedRoute, ValidationResult } from '@cordon/contract'
import { DRAW_METHOD } from '@cordon/deid/kit'
import { agreement, instant, NOW } from '../decision/decide.fixtures.ts'
import { policyOfDetermination } from './expert.ts'
import { hashOfResult, type Signed, statementOf } from './statement.ts'
import type { Evidence, Running } from './validated-route.ts'
import type { OnRecord } from './validated-routes.ts'

/** A synthetic measurement where everything is in order, at the least that is needed: each test spoils one thing. */
export function validationResult(over: Partial<ValidationResult> = {}): ValidationResult {
  const figure = { hits: 3_000, of: 3_000, share: 1, low: 0.99, high: 1 }
  const agreed = { first: 3_000, second: 3_000, same: 2_990, f1: 0.99, kappa: 0.99 }
  return {
    v: 1,
    kind: 'cordon-validation-result',
    site: 'Fernhill',
    about: 'notes of the wards',
    scoredAt: instant(-90),
    detector: { version: 'rules-1', hash: 'd'.repeat(64) },
    policy: { name: 'expert/1', hash: 'e'.repeat(64) },
    sample: {
      manifest: 'a'.repeat(64),
      method: DRAW_METHOD,
      seed: 'seed',
      drawnAt: instant(-100),
      frame: { documents: 5_000, duplicates: 3, empty: 0 },
      strata: [
        { name: 'discharge', documents: 4_000, drawn: 240 },
        { name: 'letter', documents: 1_000, drawn: 60 },
      ],
    },
    review: {
      reviewers: ['Ada Quint', 'Ben Moth'],
      blind: true,
      overall: agreed,
      byType: { NAME: agreed },
      disagreements: 12,
      settledBy: 'verdicts',
      gold: 'b'.repeat(64),
      mergedAt: instant(-91),
    },
    documents: 300,
    refused: 0,
    identifiers: 3_000,
    recall: { hits: 3_000, of: 3_000, share: 1, wilsonLow: 0.998, documentsLow: 0.99, low: 0.99 },
    figures: {
      whole: figure,
      strict: figure,
      touched: figure,
      characterPrecision: figure,
      characterRecall: figure,
      harmlessDamaged: figure,
    },
    byType: {},
    ...over,
  }
}

export function signedStatement(result: ValidationResult): Signed {
  return { standing: 'signed', by: 'privacy-officer', statement: statementOf(result, 'Cy Lark', '2026-03-18') }
}

export function determinationOf(result: ValidationResult, over: Partial<RouteDetermination> = {}): RouteDetermination {
  return {
    id: 'expert-2026',
    expert: 'Dr. Dee Fell',
    result: hashOfResult(result),
    effective: instant(0),
    expires: instant(30),
    documentSha256: 'f'.repeat(64),
    rules: { date: 'year-month' },
    ...over,
  }
}

export function evidence(over: Partial<ValidationResult> = {}): Evidence {
  const result = validationResult(over)
  return { result, statement: signedStatement(result), determination: determinationOf(result) }
}

export function running(over: Partial<Running> = {}): Running {
  return {
    detectorHash: 'd'.repeat(64),
    policy: 'expert/1',
    policyHash: 'e'.repeat(64),
    determination: 'expert-2026',
    now: NOW,
    ...over,
  }
}

/** A result under the very policy that a determination of it makes. */
export function determinedResult(over: Partial<ValidationResult> = {}): ValidationResult {
  const { id, hash } = policyOfDetermination(determinationOf(validationResult()))
  return validationResult({ policy: { name: id, hash }, ...over })
}

/** A route to the vendor of `decide.fixtures` that is open, for its prompts under `expert`. */
export function routeOf(result = determinedResult(), over: Partial<ValidatedRoute> = {}): ValidatedRoute {
  return {
    id: 'acme-open',
    vendor: 'acme',
    service: agreement().service,
    purposes: ['TREAT', 'COC'],
    result,
    statement: 'as the fixture signs it',
    determination: determinationOf(result),
    ...over,
  }
}

export function onRecord(over: Partial<ValidatedRoute> = {}): OnRecord {
  const route = routeOf(determinedResult(), over)
  return { route, statement: signedStatement(route.result) }
}
