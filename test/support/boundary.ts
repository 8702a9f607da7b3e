import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import OpenAI from 'openai'
import { createOpenBoundary } from '../../packages/cordon/src/boundary/open.ts'
import { type Outside, theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import type { Boundary } from '../../packages/cordon/src/cli/boundary.ts'
import { furnish } from '../../packages/cordon/src/cli/demo/furnish.ts'
import { createWorld, type World } from '../../packages/cordon/src/cli/demo/world.ts'
import { createDoor, type Door } from '../../packages/cordon/src/cli/door.ts'
import { completeConfig } from '../../packages/cordon/src/config/load.ts'
import { createKeyFiles } from '../../packages/cordon/src/crypto/create-key-files.ts'
import type { DetectorPool } from '../../packages/cordon/src/detectors/pool.ts'
import { DAY } from '../../packages/cordon/src/kernel/clock.ts'
import { createEgress } from '../../packages/cordon/src/kernel/egress.ts'
import { removeStore } from '../../packages/cordon/src/store/open.ts'

/** A whole boundary in this process, furnished like the demo, with everything it writes at hand. */
export interface TestBoundary extends AsyncDisposable {
  readonly url: string
  readonly adminUrl: string
  readonly adtPort: number | undefined
  readonly folder: string
  readonly dataFolder: string
  /** The root key, beside the data folder. */
  readonly rootFile: string
  readonly world: World
  readonly key: string
  readonly strangerKey: string
  readonly adminKey: string
  readonly admin: Door
  /** Everything the boundary logged so far. */
  readonly logged: () => string
  /** The official client, with only its base URL changed. */
  client(key?: string, headers?: Record<string, string>): OpenAI
  /** Closes the boundary and leaves all that it wrote where it is. */
  stop(): Promise<void>
  /** Opens it again on what it wrote: the same keys, records and journal, behind new addresses. */
  restart(): Promise<void>
  /** Closes the boundary and removes all that it wrote. */
  close(): Promise<void>
}

export interface Wanted {
  readonly upstream?: string
  readonly outside?: Partial<Outside>
  readonly limits?: Record<string, number>
  readonly admitFields?: Readonly<Record<string, readonly string[]>>
  readonly logLevel?: string
  readonly validation?: { readonly privacyOfficers: readonly string[] }
  /** Of the admin door; any free one when absent. */
  readonly adminPort?: number
  /** Settings of `people`. Here a second factor is asked only of who has one, and any two are two people, unless a test says otherwise. */
  readonly people?: Record<string, unknown>
  readonly emergency?: Record<string, unknown>
  readonly quotas?: Record<string, unknown>
  readonly notices?: { readonly url: string; readonly secretFrom?: string }
  readonly journal?: { readonly witnesses: readonly { url: string; vkey: string }[]; readonly witnessMs: number }
  readonly retention?: object
  readonly feeds?: Record<string, unknown>
  readonly telemetry?: Record<string, unknown>
  /** Here a request makes one attempt, unless a test says otherwise: its vendors fail on purpose. */
  readonly resilience?: Record<string, unknown>
  readonly answers?: Record<string, unknown>
  readonly answerCache?: Record<string, unknown>
  /** For the application door. */
  readonly tls?: Readonly<Record<'certificateFile' | 'keyFile', string>> & Readonly<Record<string, string>>
  readonly identity?: Readonly<Record<string, unknown>>
  /** Of the operator's secrets, what is lent; of addresses, any port of this machine unless a test says otherwise. */
  readonly secrets?: readonly object[]
  readonly vendors?: Record<string, unknown>
}

const UNBOUNDED = {
  upstreamConnectMs: 5_000,
  upstreamHeadersMs: 60_000,
  upstreamIdleMs: 60_000,
  upstreamMs: 120_000,
  upstreamBytesMax: 256 * 1024 * 1024,
  upstreamConnectionsMax: 64,
}

/** The detector's threads of this process: as real as any, and loaded once for all boundaries that do not bound them. */
let shared: Promise<DetectorPool> | undefined
const sharedDetector: Outside['createDetector'] = async (config) => {
  shared ??= Promise.resolve(theOutside().createDetector(config)) as Promise<DetectorPool>
  return { ...(await shared), close: async () => undefined }
}

export async function startBoundary(wanted: Wanted = {}): Promise<TestBoundary> {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-test-'))
  const dataFolder = join(folder, 'data')
  const rootFile = join(folder, 'keys', 'root.key')
  const ownDetector = wanted.limits?.detectMs !== undefined
  const outside = {
    ...theOutside(),
    ...(ownDetector ? {} : { createDetector: sharedDetector }),
    ...wanted.outside,
  }
  await createKeyFiles({ kekPath: rootFile, dataFolder, random: outside.random })
  const config = completeConfig(
    {
      dataFolder,
      node: 'test',
      tenant: 'test',
      keys: { rootFile },
      application: { port: 0, ...(wanted.tls === undefined ? {} : { tls: wanted.tls }) },
      admin: { port: wanted.adminPort ?? 0 },
      limits: wanted.limits ?? {},
      admitFields: wanted.admitFields ?? {},
      validation: wanted.validation ?? {},
      journal: wanted.journal ?? { unwitnessed: true },
      people: { secondFactor: 'when-enrolled', secondPersonDays: 0, ...wanted.people },
      identity: wanted.identity ?? {},
      secrets: wanted.secrets ?? [],
      vendors: {
        privateOrigins: ['http://127.0.0.1:*', 'http://localhost:*'].map((origin) => ({ origin })),
        ...wanted.vendors,
      },
      ...(wanted.retention === undefined ? {} : { retention: wanted.retention }),
      feeds: wanted.feeds ?? {},
      telemetry: wanted.telemetry ?? {},
      resilience: { attemptsMax: 1, breakerFailures: 1_000, ...wanted.resilience },
      answers: wanted.answers ?? {},
      answerCache: wanted.answerCache ?? {},
      emergency: wanted.emergency ?? {},
      quotas: wanted.quotas ?? {},
      ...(wanted.notices === undefined ? {} : { notices: wanted.notices }),
      log: { level: wanted.logLevel ?? 'debug' },
    },
    {
      dataFolder,
      adminUrl: undefined,
      adminKey: undefined,
      databaseUrl: undefined,
      postgresBin: undefined,
      color: false,
      secret: () => undefined,
    },
    'test',
  )
  const lines: string[] = []
  const log = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString())
      done()
    },
  })
  const world = createWorld({
    now: outside.now(),
    upstream: wanted.upstream === undefined ? undefined : { baseUrl: wanted.upstream },
  })
  const openBoundary = () => createOpenBoundary(outside)(config, { log })
  const egress = createEgress({ limits: UNBOUNDED })
  let boundary: Boundary | undefined = await openBoundary()
  let { url, adminUrl } = boundary
  const { key: adminKey } = await boundary.localKey(world.administrator, DAY, true)
  const admin = createDoor({ egress, origin: adminUrl, key: adminKey })
  const { treating, stranger } = await furnish(admin, world)

  const stop = async () => {
    const running = boundary
    boundary = undefined
    await running?.close()
  }
  const restart = async () => {
    boundary = await openBoundary()
    url = boundary.url
    adminUrl = boundary.adminUrl
  }
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= egress
      .close()
      .then(stop)
      .then(() => removeStore({ dataFolder, random: outside.random }))
      .finally(() => rmSync(folder, { recursive: true, force: true }))
    return closing
  }
  return {
    get url() {
      return url
    },
    get adminUrl() {
      return adminUrl
    },
    get adtPort() {
      return boundary?.adtPort
    },
    folder,
    dataFolder,
    rootFile,
    world,
    key: treating,
    strangerKey: stranger,
    adminKey,
    admin,
    logged: () => lines.join(''),
    client: (key = treating, headers = {}) =>
      new OpenAI({
        baseURL: `${url}/v1`,
        apiKey: key,
        maxRetries: 0,
        defaultHeaders: { 'X-Cordon-Patient': world.patient, ...headers },
      }),
    stop,
    restart,
    close,
    [Symbol.asyncDispose]: close,
  }
}
