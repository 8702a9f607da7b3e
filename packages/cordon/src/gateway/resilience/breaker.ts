import type { Clock } from '../../kernel/clock.ts'

/** Whether somebody who fails is asked again: closed, then open for a while, then open for one who tries. */
export interface Breaker {
  /** Takes a turn, if there is one. Each turn taken ends with one of the three below. */
  take(): boolean
  /** When there is a turn again, in milliseconds since 1970; in the past while it is closed. */
  readonly until: number
  answered(): void
  failed(): void
  /** Nobody learned whether it works. */
  abandoned(): void
  /** Asked to be left alone for so many milliseconds. */
  rest(ms: number): void
}

export interface BreakerSettings {
  readonly breakerFailures: number
  readonly breakerMs: number
}

export function createBreaker({ breakerFailures, breakerMs }: BreakerSettings, now: Clock): Breaker {
  let failures = 0
  let until = 0
  let trying = false

  const rest = (ms: number): void => {
    until = Math.max(until, now() + Math.min(ms, breakerMs))
  }
  return {
    get until() {
      return until
    },
    take() {
      if (failures < breakerFailures) return now() >= until
      if (trying || now() < until) return false
      trying = true
      return true
    },
    answered() {
      failures = 0
      trying = false
    },
    failed() {
      failures += 1
      trying = false
      if (failures >= breakerFailures) rest(breakerMs)
    },
    abandoned() {
      trying = false
    },
    rest,
  }
}
