import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWithTool } from '../support/debian.ts'
import { isBuilt } from '../support/demo-process.ts'

const SCRIPT = fileURLToPath(new URL('pkcs11.mjs', import.meta.url))
const MODULE = '/usr/lib/softhsm/libsofthsm2.so'

interface Told {
  readonly code: string
  readonly at: string
}

/** A token of SoftHSM, spoken to through PKCS#11 by the real adapter. */
describeWithTool('softhsm', 'PKCS#11', () => {
  let folder = ''
  let environment: Record<string, string | undefined> = {}
  const run = (
    key: string,
    { module = MODULE, token = 'cordon', pin = '5678', create = false } = {},
  ): Record<string, unknown> & { refused?: Told } => {
    const words = [SCRIPT, module, token, key, pin, create ? 'yes' : 'no']
    return JSON.parse(execFileSync(process.execPath, words, { env: environment, encoding: 'utf8', timeout: 20_000 }))
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cordon-hsm-'))
    mkdirSync(join(folder, 'tokens'))
    const settings = join(folder, 'softhsm2.conf')
    writeFileSync(
      settings,
      `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`,
    )
    environment = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', SOFTHSM2_CONF: settings }
    const init = ['--init-token', '--free', '--label', 'cordon', '--so-pin', '1234', '--pin', '5678']
    execFileSync('softhsm2-util', init, { env: environment, stdio: 'ignore' })
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.skipIf(!isBuilt)('makes a key at init, wraps with it, and finds it again', () => {
    const made = run('root', { create: true })
    expect(made).toMatchObject({ same: true, leaks: false, many: 200, again: true })
    expect(run('root')).toMatchObject({ same: true, id: made.id })
  })

  it.skipIf(!isBuilt)('binds the name of the register, and refuses edited bytes', () => {
    const refused = { code: 'keys_unavailable' }
    expect(run('root', { create: true })).toMatchObject({ otherName: refused, edited: refused, short: refused })
  })

  it.skipIf(!isBuilt).each([
    ['a wrong PIN', { pin: '0000' }, 'refused our credentials'],
    ['a token that is not there', { token: 'another' }, 'cannot be reached'],
    ['a module that is not there', { module: '/nowhere/libp11.so' }, 'cannot be reached'],
  ])('says so: %s', (_, wanted, words) => {
    expect(run('root', wanted).refused).toMatchObject({ code: 'keys_unavailable', at: expect.stringContaining(words) })
  })

  it.skipIf(!isBuilt)('makes no key by itself when the one of the configuration is missing', () => {
    expect(run('never-made').refused).toMatchObject({ at: expect.stringContaining('does not know this key') })
    expect(run('never-made').refused).toMatchObject({ at: expect.stringContaining('does not know this key') })
  })
})
