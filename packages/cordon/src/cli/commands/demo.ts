import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { CordonError } from '@cordon/contract'
import { completeConfig } from '../../config/load.ts'
import { DAY } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { removeStore } from '../../store/open.ts'
import type { Boundary } from '../boundary.ts'
import type { Cli } from '../cli.ts'
import { type AddCommand, wholeNumber } from '../command.ts'
import { furnish } from '../demo/furnish.ts'
import { showStory } from '../demo/show.ts'
import { tellStory } from '../demo/story.ts'
import { createWorld, type World } from '../demo/world.ts'
import { createDoor } from '../door.ts'
import { verifyReceipt } from '../verify-receipt.ts'

interface Options {
  once?: boolean
  printEnv?: boolean
  upstream?: string
  upstreamKeyFrom?: string
  model?: string
  port?: string
  data?: string
}

const EXAMPLE = `
Examples:
  $ cordon demo                                          look at one question, then keep serving
  $ cordon demo --once --json                            the same as one JSON value
  $ cordon demo --upstream http://127.0.0.1:11434/v1     the same with a model of your own
  $ eval "$(cordon demo --print-env | head -5)"          a boundary for scripts
`

export const demoCommand: AddCommand = (program, run) => {
  program
    .command('demo')
    .description('A running boundary with a synthetic hospital: no keys, no network. One question, end to end.')
    .option('--once', 'exit after the questions')
    .option('--print-env', 'print only CORDON_URL=… and the other names, then keep serving')
    .option('--upstream <url>', 'ask any OpenAI-compatible endpoint instead of local/extract')
    .option('--upstream-key-from <name>', 'the environment variable that holds its key, if it needs one')
    .option('--model <name>', 'the model to ask')
    .option('--port <n>', 'port of the application door; 0 takes any free one', '0')
    .addHelpText('after', EXAMPLE)
    .action(run<Options>(demo))
}

async function demo(cli: Cli, options: Options): Promise<number> {
  const place = choosePlace(options, cli.random)
  const upstream =
    options.upstream === undefined
      ? undefined
      : { baseUrl: baseUrlOf(options.upstream), keyFrom: options.upstreamKeyFrom }
  const world = createWorld({ now: cli.now(), upstream })
  const boundary = await openDemo(
    cli,
    place,
    wholeNumber(options.port ?? '0', '--port', 65_535),
    world.administrator.practitioner ?? '',
  )
  const egress = cli.createEgress()
  const stopped = cli.stopped()
  try {
    const { key: adminKey } = await boundary.localKey(world.administrator, 365 * DAY)
    const admin = createDoor({ egress, origin: boundary.adminUrl, key: adminKey })
    const keys = await furnish(admin, world)
    if (options.printEnv === true) {
      printEnv(cli, boundary, { adminKey, key: keys.treating, patient: world.patient })
    } else {
      const doorOf = (key: string) => createDoor({ egress, origin: boundary.url, key })
      const story = await tellStory({
        world,
        model: options.model ?? (upstream === undefined ? 'local/extract' : 'default'),
        admin,
        treating: doorOf(keys.treating),
        stranger: doorOf(keys.stranger),
        verify: (index) => verifyReceipt(admin, place.dataFolder, index),
      })
      showStory(cli.output, story)
      cli.output.result(story)
    }
    if (options.once !== true) {
      if (options.printEnv !== true) invite(cli, boundary, keys.treating, world)
      await stopped
    }
    return 0
  } finally {
    await egress.close()
    await boundary.close()
    await place.leave()
  }
}

interface DemoPlace {
  readonly dataFolder: string
  readonly rootFile: string
  leave(): Promise<void>
}

/** A folder of its own that goes away again, or the one that was asked for, with its root key beside it. */
function choosePlace({ data }: Options, random: RandomBytes): DemoPlace {
  if (data !== undefined) {
    const dataFolder = resolve(data)
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
    return { dataFolder, rootFile: join(`${dataFolder}-keys`, 'root.key'), leave: async () => undefined }
  }
  const folder = mkdtempSync(join(tmpdir(), 'cordon-demo-'))
  const dataFolder = join(folder, 'data')
  return {
    dataFolder,
    rootFile: join(folder, 'keys', 'root.key'),
    async leave() {
      await removeStore({ dataFolder, random })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function openDemo(
  cli: Cli,
  { dataFolder, rootFile }: DemoPlace,
  port: number,
  clinicianOfIngested: string,
): Promise<Boundary> {
  await cli.createKeys({ rootFile, dataFolder })
  const config = completeConfig(
    {
      dataFolder,
      keys: { rootFile },
      node: 'demo',
      tenant: 'demo',
      application: { port },
      admin: { port: 0 },
      log: { level: 'warn' },
    },
    cli.environment,
    'cordon demo',
  )
  return cli.openBoundary(config, { log: cli.err, clinicianOfIngested })
}

function printEnv(
  { output }: Cli,
  boundary: Boundary,
  names: { adminKey: string; key: string; patient: string },
): void {
  output.raw(
    [
      `CORDON_URL=${boundary.url}`,
      `CORDON_ADMIN_URL=${boundary.adminUrl}`,
      `CORDON_API_KEY=${names.key}`,
      `CORDON_ADMIN_KEY=${names.adminKey}`,
      `CORDON_PATIENT=${names.patient}`,
    ].join('\n'),
  )
}

function invite({ output }: Cli, boundary: Boundary, key: string, { patient }: World): void {
  output.line()
  output.line(`Still serving. Any OpenAI client works with baseURL ${boundary.url}/v1 and this key, until Ctrl-C:`)
  output.line()
  output.line(`  curl ${boundary.url}/v1/chat/completions -H 'authorization: Bearer ${key}' \\`)
  output.line(
    `    -H 'content-type: application/json' -H 'x-cordon-patient: ${patient}' -H 'x-cordon-retrieve: notes' \\`,
  )
  output.line(
    `    -d '{"model":"local/extract","messages":[{"role":"user","content":"Which medicines were changed, and why?"}]}'`,
  )
}

/** An origin alone means its `/v1`, as every OpenAI-compatible endpoint has it. */
function baseUrlOf(text: string): string {
  if (!URL.canParse(text)) throw new CordonError('usage', { at: '--upstream is not a URL' })
  const url = new URL(text)
  return url.pathname === '/' ? `${url.origin}/v1` : text.replace(/\/+$/, '')
}
