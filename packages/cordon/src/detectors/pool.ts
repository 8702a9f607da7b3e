import { areSound, type Context, DeidError, type Detector, type Known, type Span } from '@cordon/deid'
import { type CrewOptions, startCrew } from './crew.ts'
import type { Call, Method } from './messages.ts'
import { createNumbers } from './standing.ts'
import type { Thread } from './thread.ts'

/** A detector in threads of its own: its faults, hangs and crashes refuse a request and stop nothing else. */
export interface DetectorPool extends Detector {
  find(texts: readonly string[], context: Context): Promise<Span[][]>
  findKnown(texts: readonly string[], known: readonly Known[], standing?: readonly Known[]): Promise<Span[][]>
  /** How it fares: for metrics and readiness. */
  status(): PoolStatus
  /** Refuses what waits or is in work, and stops every thread. */
  close(): Promise<void>
}

export interface PoolStatus {
  /** Threads that answer, of so many. */
  readonly alive: number
  readonly threads: number
  /** Threads that took the place of one that died or was stopped, since the start. */
  readonly replaced: number
  /** Calls that wait for a thread. */
  readonly waiting: number
  /** Calls refused since the start, by why. */
  readonly refused: Readonly<Record<'detector_failed' | 'detector_busy', number>>
}

export interface PoolOptions extends CrewOptions {
  /** Calls that wait for a free thread. */
  readonly waitingMax: number
  /** Longest wait for a thread, and then longest call: a thread that takes longer is stopped and replaced. */
  readonly callMs: number
}

interface Job {
  readonly call: Call
  readonly resolve: (found: Span[][]) => void
  readonly refuse: (code: 'detector_failed' | 'detector_busy') => void
}

/**
 * Rejects with `config_invalid` when the detector cannot be loaded. A call rejects with `DeidError` and no cause:
 * `detector_busy` when too many wait, or it waited too long; `detector_failed` for everything else.
 *
 * @example
 * const detector = await openDetectorPool({ plan: builtIn(), threads: 2, memoryMib: 512, waitingMax: 256, callMs: 5_000, after })
 * await detector.find(['Mrs. Bell'], { known: [] })
 */
export async function openDetectorPool(options: PoolOptions): Promise<DetectorPool> {
  const { waitingMax, callMs, after } = options
  const idle: Thread[] = []
  // Each job with what calls off the end of its wait; the first in is the first out.
  const waiting = new Map<Job, () => void>()
  const refused = { detector_failed: 0, detector_busy: 0 }
  const numbered = createNumbers()
  let calls = 0
  let closing = false

  const serve = (): void => {
    for (const [job, callOff] of waiting) {
      const thread = takeLiving(idle)
      if (thread === undefined) return
      waiting.delete(job)
      callOff()
      void run(thread, job)
    }
  }
  const enlist = (thread: Thread): void => {
    idle.push(thread)
    serve()
  }
  const run = async (thread: Thread, job: Job): Promise<void> => {
    const callOff = after(callMs, thread.stop)
    try {
      const found = await thread.call(job.call)
      if (areSound(found, job.call.texts)) job.resolve(found)
      else {
        thread.stop()
        job.refuse('detector_failed')
      }
    } catch {
      job.refuse('detector_failed')
    }
    callOff()
    if (!thread.stopped) enlist(thread)
  }
  const ask = (method: Method, texts: readonly string[], { known, standing }: Context): Promise<Span[][]> =>
    new Promise((resolve, reject) => {
      const refuse: Job['refuse'] = (code) => {
        refused[code] += 1
        reject(new DeidError(code))
      }
      if (closing) return refuse('detector_failed')
      if (waiting.size >= waitingMax) return refuse('detector_busy')
      const call = { id: ++calls, method, texts, known: JSON.stringify(known), standing: numbered(standing) }
      const job = { call, resolve, refuse }
      const free = waiting.size === 0 ? takeLiving(idle) : undefined
      if (free !== undefined) return void run(free, job)
      const giveUp = (): void => {
        waiting.delete(job)
        refuse('detector_busy')
      }
      waiting.set(job, after(callMs, giveUp))
    })

  const crew = await startCrew(options, enlist)
  return {
    version: crew.version,
    readsStanding: true,
    find: (texts, context) => ask('find', texts, context),
    findKnown: (texts, known, standing = []) => ask('findKnown', texts, { known, standing }),
    status: () => ({
      alive: crew.alive(),
      threads: options.threads,
      replaced: crew.replaced(),
      waiting: waiting.size,
      refused: { ...refused },
    }),
    close() {
      closing = true
      for (const [job, callOff] of waiting) {
        callOff()
        job.refuse('detector_failed')
      }
      waiting.clear()
      return crew.close()
    },
  }
}

/** One that has died meanwhile is let go. */
function takeLiving(idle: Thread[]): Thread | undefined {
  for (;;) {
    const thread = idle.pop()
    if (thread === undefined || !thread.stopped) return thread
  }
}
