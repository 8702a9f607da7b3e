import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import { runCommandLine } from '../../packages/cordon/src/cli/program.ts'
import { createEgress } from '../../packages/cordon/src/kernel/egress.ts'
import type { TestBoundary } from './boundary.ts'

/** `cordon …` beside a running boundary, as a person with the administrator's key types it. */
export async function command(
  boundary: TestBoundary,
  argv: readonly string[],
  key = boundary.adminKey,
  secret: (name: string) => string | undefined = () => undefined,
) {
  const [out, err] = [collector(), collector()]
  const refused = () => {
    throw new Error('a running boundary is at hand')
  }
  const code = await runCommandLine(argv, {
    environment: {
      dataFolder: boundary.dataFolder,
      adminUrl: boundary.adminUrl,
      adminKey: key,
      databaseUrl: undefined,
      postgresBin: undefined,
      color: false,
      secret,
    },
    out: out.stream as unknown as NodeJS.WriteStream,
    err: err.stream as unknown as NodeJS.WriteStream,
    openBoundary: refused,
    createKeys: refused,
    declare: { loss: refused, clock: refused },
    createEgress: () => createEgress({ limits: LIMITS }),
    now: () => Date.now(),
    random: (length) => randomBytes(length),
    stopped: refused,
  })
  return { code, out: out.text(), err: err.text() }
}

const LIMITS = {
  upstreamConnectMs: 5_000,
  upstreamHeadersMs: 60_000,
  upstreamIdleMs: 60_000,
  upstreamMs: 120_000,
  upstreamBytesMax: 64 * 1024 * 1024,
  upstreamConnectionsMax: 4,
}

function collector() {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk))
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString() }
}
