import { completeConfig } from '../../config/load.ts'
import { DAY } from '../../kernel/clock.ts'
import type { Boundary } from '../boundary.ts'
import type { Cli } from '../cli.ts'
import { type AddCommand, wholeNumber } from '../command.ts'
import { demoCatalogue } from '../demo/catalogue.ts'
import { furnish } from '../demo/furnish.ts'
import { choosePlace, type DemoPlace } from '../demo/place.ts'
import { showStory } from '../demo/show.ts'
import { tellStory } from '../demo/story.ts'
import { firstModel, upstreamOf } from '../demo/upstream.ts'
import { createWorld, type Upstream, type World } from '../demo/world.ts'
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
  $ cordon demo --print-env > demo.env &                 a boundary for scripts, which then read demo.env
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
  const port = wholeNumber(options.port ?? '0', '--port', 65_535)
  const upstream = options.upstream === undefined ? undefined : upstreamOf(options.upstream, options.upstreamKeyFrom)
  const world = createWorld({ now: cli.now(), upstream })
  const place = await choosePlace(options.data, cli.random)
  const stopped = cli.stopped()
  try {
    const boundary = await openDemo(cli, { place, port, world, upstream })
    try {
      await show(cli, options, { boundary, world, place, upstream, stopped })
    } finally {
      await boundary.close()
    }
  } finally {
    await place.leave()
  }
  return 0
}

interface Running {
  readonly boundary: Boundary
  readonly world: World
  readonly place: DemoPlace
  readonly upstream: Upstream | undefined
  readonly stopped: Promise<void>
}

/** Furnishes the boundary, then tells the story or prints how to reach it, and serves until it is stopped. */
async function show(cli: Cli, options: Options, { boundary, world, place, upstream, stopped }: Running): Promise<void> {
  const egress = cli.createEgress()
  try {
    // A synthetic administrator over synthetic patients, counted as stepped up.
    const { key: adminKey } = await boundary.localKey(world.administrator, 365 * DAY, true)
    const admin = createDoor({ egress, origin: boundary.adminUrl, key: adminKey })
    const keys = await furnish(admin, world)
    if (options.printEnv === true) {
      printEnv(cli, boundary, { adminKey, key: keys.treating, patient: world.patient })
    } else {
      const doorOf = (key: string) => createDoor({ egress, origin: boundary.url, key })
      const story = await tellStory({
        world,
        model: options.model ?? (upstream === undefined ? 'local/extract' : await firstModel(cli, upstream)),
        admin,
        treating: doorOf(keys.treating),
        stranger: doorOf(keys.stranger),
        verify: (index) => verifyReceipt(admin, place.dataFolder, index),
      })
      showStory(cli.output, story)
      cli.output.result(story)
      if (options.once !== true) invite(cli, boundary, keys.treating, world)
    }
    if (options.once !== true) await stopped
  } finally {
    await egress.close()
  }
}

interface Asked {
  readonly place: DemoPlace
  readonly port: number
  readonly world: World
  readonly upstream: Upstream | undefined
}

async function openDemo(cli: Cli, { place, port, world, upstream }: Asked): Promise<Boundary> {
  const { dataFolder, rootFile } = place
  const config = completeConfig(
    {
      dataFolder,
      keys: { rootFile },
      node: 'demo',
      tenant: 'demo',
      application: { port },
      admin: { port: 0 },
      // Synthetic patients on one machine: nobody outside holds its checkpoints, and nobody has to.
      journal: { unwitnessed: true },
      ...(upstream === undefined ? {} : lendingTo(upstream, catalogueOf(world, rootFile, cli.now()))),
      log: { level: 'error' },
    },
    cli.environment,
    'cordon demo',
  )
  await cli.createKeys(config)
  return cli.openBoundary(config, { log: cli.err, clinicianOfIngested: world.administrator.practitioner ?? '' })
}

/** Whoever typed `--upstream` is the operator: the address and its key are theirs to lend. */
function lendingTo({ baseUrl, keyFrom }: Upstream, catalogueFile: string | undefined) {
  const { origin } = new URL(baseUrl)
  const secrets = keyFrom === undefined ? [] : [{ name: keyFrom, origins: [origin] }]
  return {
    secrets,
    vendors: { privateOrigins: [{ origin }], ...(catalogueFile === undefined ? {} : { catalogueFile }) },
  }
}

function catalogueOf({ vendors }: World, rootFile: string, now: number): string | undefined {
  const upstream = vendors.find(({ id }) => id === 'upstream')
  return upstream && demoCatalogue(upstream, rootFile, now)
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
