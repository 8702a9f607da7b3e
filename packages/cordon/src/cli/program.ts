import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import type { Cli } from './cli.ts'
import type { AddCommand, Run } from './command.ts'
import { agreementCommand } from './commands/agreement.ts'
import { appCommand } from './commands/app.ts'
import { askCommand } from './commands/ask.ts'
import { auditCommand } from './commands/audit.ts'
import { backupCommand } from './commands/backup.ts'
import { cacheCommand } from './commands/cache.ts'
import { consentCommand } from './commands/consent.ts'
import { deidCommand } from './commands/deid.ts'
import { demoCommand } from './commands/demo.ts'
import { doctorCommand } from './commands/doctor.ts'
import { emergencyCommand } from './commands/emergency.ts'
import { evalCommand } from './commands/eval.ts'
import { feedCommand } from './commands/feed.ts'
import { holdCommand } from './commands/hold.ts'
import { ingestCommand } from './commands/ingest.ts'
import { initCommand } from './commands/init.ts'
import { keyCommand } from './commands/key.ts'
import { keysCommand } from './commands/keys.ts'
import { policyCommand } from './commands/policy.ts'
import { relationshipCommand } from './commands/relationship.ts'
import { routeCommand } from './commands/route.ts'
import { serveCommand } from './commands/serve.ts'
import { serverCommand } from './commands/server.ts'
import { tenantCommand } from './commands/tenant.ts'
import { userCommand } from './commands/user.ts'
import { vendorCommand } from './commands/vendor.ts'
import { type OpenDetector, openThreadDetector } from './deid/thread-detector.ts'
import { createOutput, writeError } from './output.ts'

type World = Omit<Cli, 'output' | 'dataFolder' | 'person' | 'err' | 'openDetector'> & {
  /** One thread for each command without it. */
  readonly openDetector?: OpenDetector
  readonly out: NodeJS.WriteStream
  readonly err: NodeJS.WriteStream
}

const COMMANDS: readonly AddCommand[] = [
  demoCommand,
  initCommand,
  serveCommand,
  doctorCommand,
  appCommand,
  tenantCommand,
  userCommand,
  keyCommand,
  keysCommand,
  consentCommand,
  holdCommand,
  emergencyCommand,
  vendorCommand,
  serverCommand,
  agreementCommand,
  routeCommand,
  policyCommand,
  ingestCommand,
  relationshipCommand,
  feedCommand,
  askCommand,
  auditCommand,
  backupCommand,
  cacheCommand,
  deidCommand,
  evalCommand,
]

/** Runs one command line. Resolves to the exit code: 0, 1 (the answer is no), 2 (wrong use). */
export async function runCommandLine(argv: readonly string[], world: World): Promise<number> {
  let code = 0
  const program = new Command('cordon')
    .description('The open boundary between patient records and AI models.')
    .version(versionOf(), '--version')
    .option('--data <dir>', 'data folder (also CORDON_DATA)')
    .option('--as <user>', 'the person a command runs as while no server does', 'owner')
    .option('--json', 'print one JSON value, for machines')
    .exitOverride()
    .configureOutput({ writeOut: (text) => world.out.write(text), writeErr: (text) => world.err.write(text) })
    .enablePositionalOptions(false)

  const run: Run =
    (work) =>
    async (...given) => {
      const command = given.at(-1) as Command
      const options = command.optsWithGlobals()
      const cli = cliOf(world, options)
      code = (await work(cli, options as never, command.args)) ?? 0
    }
  for (const add of COMMANDS) add(program, run)
  for (const command of everyCommand(program)) withCommonOptions(command)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    return error instanceof CommanderError
      ? error.exitCode === 0
        ? 0
        : 2
      : writeError(error, world.err, argv.includes('--json'))
  }
}

function cliOf(world: World, options: { data?: string; as?: string; json?: boolean }): Cli {
  const { out, err, environment, openDetector = openThreadDetector, ...rest } = world
  const dataFolder = options.data === undefined ? environment.dataFolder : resolve(options.data)
  const output = createOutput({ out, err }, { json: options.json === true, color: environment.color, now: world.now })
  return {
    ...rest,
    openDetector,
    environment: { ...environment, dataFolder },
    dataFolder,
    person: options.as ?? 'owner',
    output,
    err,
  }
}

function* everyCommand(command: Command): Generator<Command> {
  for (const child of command.commands) {
    yield child
    yield* everyCommand(child)
  }
}

/** `--data` and `--json` may stand before or after the command's name. */
function withCommonOptions(command: Command): void {
  if (command.commands.length > 0) return
  const has = (flag: string) => command.options.some((option) => option.long === flag)
  if (!has('--data')) command.option('--data <dir>', 'data folder (also CORDON_DATA)')
  if (!has('--as')) command.option('--as <user>', 'the person a command runs as while no server does')
  if (!has('--json')) command.option('--json', 'print one JSON value, for machines')
  command.exitOverride()
}

function versionOf(): string {
  return (createRequire(import.meta.url)('../../package.json') as { version: string }).version
}
