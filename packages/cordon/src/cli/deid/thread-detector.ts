import type { After, Detector } from '@cordon/deid'
import type { DetectorPlan } from '../../detectors/messages.ts'
import { planOf } from '../../detectors/plan.ts'
import { openDetectorPool } from '../../detectors/pool.ts'
import { SECOND } from '../../kernel/clock.ts'

/**
 * A detector for one command, in one thread of its own: a hang is stopped after `callMs`, and refuses what was asked. A
 * thread costs a command about half a second more than a detector of its own would: beside what Node and this program take
 * to start that is little, and nothing else can stop a regular expression that does not end.
 */
export interface ThreadDetector extends AsyncDisposable {
  readonly detector: Detector
  /** The timer that cuts it. */
  readonly after: After
}

export type OpenDetector = (options?: ThreadDetectorOptions) => Promise<ThreadDetector>

export interface ThreadDetectorOptions {
  /** Cordon's own detector without it. */
  readonly plan?: DetectorPlan
  readonly memoryMib?: number
  readonly callMs?: number
}

/** Rejects with `config_invalid` when the detector cannot be loaded. */
export async function openThreadDetector(options: ThreadDetectorOptions = {}): Promise<ThreadDetector> {
  const { plan = planOf({}), memoryMib = MEMORY_MIB, callMs = CALL_MS } = options
  const detector = await openDetectorPool({ plan, threads: 1, memoryMib, waitingMax: WAITING_MAX, callMs, after })
  return { detector, after, [Symbol.asyncDispose]: () => detector.close() }
}

/** A timer that keeps nobody's process alive. */
const after: After = (ms, late) => {
  const timer = setTimeout(late, ms).unref()
  return () => clearTimeout(timer)
}

/** As a server's threads have by default. */
const MEMORY_MIB = 512
/** Nobody waits at a door: a megabyte of text takes a second on a quiet machine, and many on a busy one. */
export const CALL_MS = 60 * SECOND
/** A command asks one thing after another. */
const WAITING_MAX = 8
