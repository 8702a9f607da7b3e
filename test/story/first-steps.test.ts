import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { Secret, TOTP } from 'otpauth'
import { afterAll, describe, expect, it } from 'vitest'
import { createOpenBoundary } from '../../packages/cordon/src/boundary/open.ts'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import type { Boundary } from '../../packages/cordon/src/cli/boundary.ts'
import { completeConfig } from '../../packages/cordon/src/config/load.ts'
import { removeStore } from '../../packages/cordon/src/store/open.ts'
import { createBrowser } from '../support/browser.ts'
import { isBuilt } from '../support/demo-process.ts'

const BIN = fileURLToPath(new URL('../../packages/cordon/bin/cordon.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'cordon-first-'))
const dataFolder = join(folder, 'data')

/** The first steps of the guides, under the settings that ship: a second factor is required. */
describe.skipIf(!isBuilt)('a new deployment', () => {
  let boundary: Boundary | undefined
  let printed: { key: string; enrolment: string }
  afterAll(async () => {
    await boundary?.close()
    await removeStore({ dataFolder, random: theOutside().random })
    rmSync(folder, { recursive: true })
  })

  it('is set up on its data folder, where whoever runs a command counts as stepped up', async () => {
    printed = (await cordon('init')) as typeof printed
    await cordon('user', 'add', 'dr-okafor', '--name', 'Dr. Okafor', '--role', 'clinician', '--local')
    const made = await cordon('key', 'add', '--user', 'dr-okafor', '--application', 'command-line')
    expect(made).toMatchObject({ key: expect.stringMatching(/^ck_/) })
  }, 120_000)

  it('is gone on with over its door by an owner who enrolled a second factor, and not by the printed key alone', async () => {
    boundary = await open()
    const { adminUrl } = boundary
    const browser = createBrowser(() => adminUrl)
    const withKey = { authorization: `Bearer ${printed.key}` }
    const user = { id: 'more', kind: 'user', name: 'More', roles: ['nurse'] }
    expect((await browser.get('/api/users', withKey)).status).toBe(200)
    for (const [path, body] of [
      ['/api/users', user],
      ['/api/keys', { user: 'owner' }],
      ['/api/users/owner/enrolment', {}],
    ] as const)
      expect(await browser.post(path, body, withKey)).toMatchObject({ status: 403, code: 'step_up_required' })

    const given = { user: 'owner', code: printed.enrolment, password: 'a meadow behind the old mill' }
    expect(await browser.post('/api/session/enrol', given)).toMatchObject({ status: 200 })
    await browser.look()
    const { json } = await browser.post('/api/session/totp/begin')
    const totp = new TOTP({ secret: Secret.fromBase32(String(json.secret)), digits: 6, period: 30, algorithm: 'SHA1' })
    const code = (steps: number) => totp.generate({ timestamp: Date.now() + steps * 30_000 })
    expect((await browser.post('/api/session/totp/finish', { code: code(0) })).status).toBe(200)
    const shown = { ...withKey, 'x-cordon-second-factor': code(1) }
    expect((await createBrowser(() => adminUrl).post('/api/users', user, shown)).status).toBe(200)
  }, 60_000)
})

function open(): Promise<Boundary> {
  const raw = {
    dataFolder,
    keys: { rootFile: join(folder, 'data-keys', 'root.key') },
    application: { port: 0 },
    admin: { port: 0 },
    log: { level: 'warn' },
  }
  const nothing = {
    dataFolder,
    adminUrl: undefined,
    adminKey: undefined,
    databaseUrl: undefined,
    postgresBin: undefined,
    color: false,
    secret: () => undefined,
  }
  const log = new Writable({ write: (_chunk, _encoding, done) => done() })
  return createOpenBoundary(theOutside())(completeConfig(raw, nothing, 'test'), { log })
}

/** As somebody types it; what it prints for machines. */
function cordon(...args: string[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [BIN, ...args, '--data', dataFolder, '--json'], (error, out) => {
      if (error === null) resolve(JSON.parse(out))
      else reject(new Error(error.message))
    })
  })
}
