import type { Environment } from '../config/load.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Egress } from '../kernel/egress.ts'
import type { RandomBytes } from '../kernel/random.ts'
import type { CreateKeys, Declare, OpenBoundary } from './boundary.ts'
import type { OpenDetector } from './deid/thread-detector.ts'
import type { Output } from './output.ts'

/** What a command works with: the options that every command has, and the parts of the outside world. */
export interface Cli {
  readonly environment: Environment
  readonly dataFolder: string
  /** The person a command runs as while no server does. */
  readonly person: string
  readonly output: Output
  readonly err: NodeJS.WritableStream
  readonly openBoundary: OpenBoundary
  readonly createKeys: CreateKeys
  readonly declare: Declare
  readonly createEgress: () => Egress
  /** A detector in a thread of its own, for commands that need no boundary. */
  readonly openDetector: OpenDetector
  readonly now: Clock
  readonly random: RandomBytes
  /** Resolves at SIGINT or SIGTERM. */
  readonly stopped: () => Promise<void>
}
