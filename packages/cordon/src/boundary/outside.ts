import { createHash, randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { After, Detector } from '@cordon/deid'
import type { Disk } from '../audit/disk.ts'
import { nodeDisk } from '../audit/node-disk.ts'
import { type Environment, readEnvironment } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import { planOf } from '../detectors/plan.ts'
import { type DetectorPool, openDetectorPool } from '../detectors/pool.ts'
import type { Clock } from '../kernel/clock.ts'
import { drawnAhead, type RandomBytes } from '../kernel/random.ts'

/** The outside world, named once: everything below takes time, randomness, disk and secrets as arguments. */
export interface Outside {
  readonly now: Clock
  readonly random: RandomBytes
  readonly disk: Disk
  readonly secret: Environment['secret']
  /** Asks whoever started this on a terminal, without showing what is typed; nothing where nobody can be asked. */
  readonly ask?: (what: string) => Promise<string | undefined>
  readonly createDetector: (config: Config) => Detector | Promise<DetectorPool>
}

export function theOutside(): Outside {
  return {
    now: () => Date.now(),
    random: drawnAhead((length) => randomBytes(length)),
    disk: nodeDisk,
    secret: readEnvironment().secret,
    createDetector: ({ detector, limits }) =>
      openDetectorPool({
        plan: planOf(detector),
        threads: detector.threads ?? Math.max(1, availableParallelism() - 1),
        memoryMib: detector.memoryMib,
        waitingMax: detector.waitingMax,
        callMs: limits.detectMs,
        after,
      }),
  }
}

/** A timer that keeps nobody's process alive. */
export const after: After = (ms, late) => {
  const timer = setTimeout(late, ms).unref()
  return () => clearTimeout(timer)
}

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** What opens the keys that a configuration names. */
export function keysOf({ now, random, secret, ask }: Outside, { keys, dataFolder, limits }: Config) {
  return { keys, dataFolder, serviceMs: limits.keyServiceMs, now, random, secret, ask }
}

/** Where the database is. */
export function sourceOf({ database }: Config) {
  const { url, binFolder } = database
  return url === undefined ? { kind: 'supervised' as const, pgBin: binFolder } : { kind: 'url' as const, url }
}
