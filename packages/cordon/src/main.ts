import { declareClock, declareLoss } from './audit/declare-loss.ts'
import { declareAs } from './boundary/declare.ts'
import { createOpenBoundary } from './boundary/open.ts'
import { keysOf, type Outside, theOutside } from './boundary/outside.ts'
import { askSecret } from './cli/ask-secret.ts'
import { runCommandLine } from './cli/program.ts'
import { readEnvironment } from './config/load.ts'
import { createDeploymentKeys } from './crypto/open-deployment.ts'
import { HOUR, SECOND } from './kernel/clock.ts'
import { createEgress } from './kernel/egress.ts'

/** The command line of this process. */
export function main(argv: readonly string[]): Promise<number> {
  const outside: Outside = { ...theOutside(), ask: (what) => askSecret(what, process.stdin, process.stderr) }
  const { now, random } = outside
  // A reader that has seen enough (`cordon … | head`) closes the pipe: that is no fault.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  return runCommandLine(argv, {
    environment: readEnvironment(),
    out: process.stdout,
    err: process.stderr,
    openBoundary: createOpenBoundary(outside),
    createKeys: async (config) => {
      const { recoveryPath } = await createDeploymentKeys(keysOf(outside, config))
      return { recoveryFile: recoveryPath }
    },
    declare: {
      loss: (config, by) => declareAs(by, outside, config, declareLoss),
      clock: (config, by) => declareAs(by, outside, config, declareClock),
    },
    createEgress: () => createEgress({ limits: COMMAND_LIMITS }),
    now,
    random,
    stopped: () =>
      new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
      }),
  })
}

/** A command waits for long work, such as an ingest, at the door of a boundary it was pointed to. */
const COMMAND_LIMITS = {
  upstreamConnectMs: 5 * SECOND,
  upstreamHeadersMs: HOUR,
  upstreamIdleMs: HOUR,
  upstreamMs: 12 * HOUR,
  upstreamBytesMax: 1_073_741_824,
  upstreamConnectionsMax: 8,
}
