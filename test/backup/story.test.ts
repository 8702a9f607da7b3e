import { execFile } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import { removeStore } from '../../packages/cordon/src/store/open.ts'

/** The commands as people type them, each a process of its own: a machine is lost, and another takes its place. */
const COMMAND = fileURLToPath(new URL('../../packages/cordon/bin/cordon.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'cordon-story-'))
const at = (name: string): string => join(folder, name)

interface Ended {
  readonly code: number
  readonly json: Record<string, unknown>
  readonly error: string
}

function cordon(...argv: string[]): Promise<Ended> {
  const env = { PATH: process.env.PATH, HOME: folder, NO_COLOR: '1' }
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...argv, '--json'], { env, timeout: 120_000 }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      const json = out.trim() === '' ? {} : (JSON.parse(out) as Record<string, unknown>)
      resolve({ code, json, error: err })
    })
  })
}

afterAll(async () => {
  for (const name of ['data', 'again', 'third'])
    if (existsSync(at(name))) await removeStore({ dataFolder: at(name), random: theOutside().random })
  rmSync(folder, { recursive: true })
})

// A dozen processes, each with a database: nightly.
describe.runIf(process.env.CORDON_TEST_LONG === '1')('a machine that is lost', { timeout: 600_000 }, () => {
  let vkey: string

  it('had made a backup, each proved by a restore', async () => {
    mkdirSync(at('place'))
    expect((await cordon('init', '--data', at('data'))).code).toBe(0)
    const made = await Promise.all(['online', 'offline'].map((name) => cordon('backup', 'keygen', at(name))))
    const recipients = made.map(({ json }) => String(json.recipient)).join(', ')
    appendFileSync(
      at('data/cordon.yaml'),
      `application: { port: 0 }\nadmin: { port: 0 }\nbackup:\n  places: [{ kind: directory, folder: ${at('place')} }]\n` +
        `  recipients: [${recipients}]\n  identityFile: ${at('online')}\n`,
    )
    const { code, json } = await cordon('backup', 'create', '--data', at('data'))
    expect(code).toBe(0)
    expect(json).toMatchObject({
      results: [{ place: `directory:${at('place')}`, rehearsal: { tables: expect.any(Number) } }],
    })
    vkey = readFileSync(at('data/journal/log.vkey'), 'utf8').trim()
  })

  it('is proved elsewhere with the recovery key alone, and not with another', async () => {
    copyFileSync(at('data-keys/root.key.recovery'), at('kept.recovery'))
    await removeStore({ dataFolder: at('data'), random: theOutside().random })
    for (const name of ['data', 'data-keys']) rmSync(at(name), { recursive: true })
    const proved = await cordon(
      'backup',
      'verify',
      '--from',
      at('place'),
      '--recovery-key',
      at('kept.recovery'),
      '--vkey',
      vkey,
    )
    expect(proved).toMatchObject({
      code: 0,
      json: { keys: true, trust: 'given', opened: { main: expect.any(Number) } },
    })
    const stranger = await cordon('backup', 'verify', '--from', at('place'), '--recovery-key', at('online'))
    expect(stranger).toMatchObject({ code: 1, json: {} })
    expect(stranger.error).toContain('keys_unavailable')
  })

  it('comes back; what was signed and is missing keeps it from serving until a person declares it', async () => {
    // What was shipped after the snapshot is gone; the checkpoint that covers it is not.
    const shipped = at('place/journal/0001/000000000000.log')
    const [window = ''] = readdirSync(shipped)
    rmSync(join(shipped, window))
    const key = ['--recovery-key', at('kept.recovery'), '--root-key', at('again-keys/root.key')]
    const restored = await cordon('backup', 'restore', '--from', at('place'), '--data', at('again'), ...key)
    const { entries, known } = restored.json as { entries: number; known: number }
    expect(restored.code).toBe(0)
    expect(known).toBeGreaterThan(entries)
    expect(existsSync(at('again/cordon.yaml'))).toBe(true)

    const refused = await cordon('backup', 'list', '--data', at('again'))
    expect(refused.code).toBe(1)
    expect(refused.error).toContain('journal_damaged')
    const declared = await cordon('audit', 'declare-loss', '--data', at('again'), '--reason', 'the disk is gone')
    expect(declared).toMatchObject({ code: 0, json: { kept: entries, end: known } })
    const standing = await cordon('backup', 'list', '--data', at('again'))
    expect(standing.json).toMatchObject({ places: [{ place: `directory:${at('place')}` }] })
    // Its journal is another line there: what the lost machine had signed stays as it was.
    expect(readdirSync(at('place/journal')).toSorted()).toEqual(['0001', '0002'])
    expect((await cordon('audit', 'verify', '--data', at('again'))).code).toBe(0)
  })

  it('is backed up again, and that comes back too, with the loss that was declared', async () => {
    expect(await cordon('backup', 'create', '--data', at('again'))).toMatchObject({ code: 0 })
    const key = ['--identity', at('offline'), '--root-key', at('again-keys/root.key')]
    const restored = await cordon('backup', 'restore', '--from', at('place'), '--data', at('third'), ...key)
    const { entries, known } = restored.json as { entries: number; known: number }
    expect([restored.code, known]).toEqual([0, entries])
    expect(readdirSync(at('third/journal'))).toContain('loss.1')
    expect((await cordon('audit', 'verify', '--data', at('third'))).code).toBe(0)
    expect((await cordon('user', 'list', '--data', at('third'))).code).toBe(0)
  })
})
