import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import { removeStore } from '../../packages/cordon/src/store/open.ts'
import { isBuilt } from '../support/demo-process.ts'

const BIN = fileURLToPath(new URL('../../packages/cordon/bin/cordon.js', import.meta.url))

/** An operator at a terminal, whose journal has lost its end. */
describe.skipIf(!isBuilt)('cordon audit declare-loss', () => {
  let folder = ''
  let dataFolder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cordon-declare-'))
    dataFolder = join(folder, 'data')
  })
  afterAll(async () => {
    await removeStore({ dataFolder, random: theOutside().random })
    await rm(folder, { recursive: true })
  })

  it('is told by the refusal, asks for a person of the deployment, and lets it serve again', async () => {
    expect(await cordon('init')).toMatchObject({ code: 0 })
    const vkey = (await readFile(join(dataFolder, 'journal', 'log.vkey'), 'utf8')).trim()
    await truncate(join(dataFolder, 'journal', '000000000000.log'), 2_000)
    const refused = { code: 1, err: expect.stringContaining('declare the loss: cordon audit declare-loss') }
    expect(await cordon('app', 'list')).toMatchObject(refused)

    const stranger = await cordon('audit', 'declare-loss', '--as', 'nobody', '--reason', 'tried')
    expect(stranger).toMatchObject({ code: 1, err: expect.stringContaining('not_found') })
    const declared = await cordon('audit', 'declare-loss', '--reason', 'tried', '--json')
    expect(declared).toMatchObject({ code: 0 })
    expect(JSON.parse(declared.out)).toMatchObject({
      successor: 'cordon/cordon-1/2',
      heads: [{ size: expect.any(Number) }],
    })

    expect(await cordon('app', 'list')).toMatchObject({ code: 0 })
    const verified = await cordon('audit', 'verify', '--vkey', vkey, '--json')
    expect(JSON.parse(verified.out)).toMatchObject({ ok: true, warnings: [{ at: 'loss.1' }] })
  }, 120_000)

  function cordon(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    return new Promise((resolve) => {
      execFile(process.execPath, [BIN, ...args, '--data', dataFolder], (error, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code), out, err })
      })
    })
  }
})
