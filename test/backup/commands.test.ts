import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import { runCommandLine } from '../../packages/cordon/src/cli/program.ts'

/** What the commands say before any place is read. The whole way is in `story.test.ts`. */
const folder = mkdtempSync(join(tmpdir(), 'cordon-commands-'))
const at = (name: string): string => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

async function cordon(...argv: string[]): Promise<{ code: number; out: string; error: string }> {
  const [out, err] = [collector(), collector()]
  const never = () => {
    throw new Error('no boundary is needed')
  }
  const code = await runCommandLine(['backup', ...argv, '--data', at('data')], {
    environment: {
      dataFolder: at('data'),
      adminUrl: undefined,
      adminKey: undefined,
      databaseUrl: undefined,
      postgresBin: undefined,
      color: false,
      secret: () => undefined,
    },
    out: out.stream as unknown as NodeJS.WriteStream,
    err: err.stream as unknown as NodeJS.WriteStream,
    openBoundary: never,
    createKeys: never,
    declare: { loss: never, clock: never },
    createEgress: never,
    openDetector: never,
    now: () => Date.now(),
    random: theOutside().random,
    stopped: never,
  })
  return { code, out: out.text(), error: err.text() }
}

function collector(): { stream: Writable; text: () => string } {
  const parts: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      parts.push(String(chunk))
      done()
    },
  })
  return { stream, text: () => parts.join('') }
}

describe('cordon backup', () => {
  it('keygen makes a key for its owner alone, prints its recipient, and never writes over one', async () => {
    const made = await cordon('keygen', at('a.age'))
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^age1[0-9a-z]{58}\n$/) })
    expect(statSync(at('a.age')).mode & 0o777).toBe(0o600)
    expect(await cordon('keygen', at('a.age'))).toMatchObject({
      code: 2,
      error: expect.stringContaining('exists already'),
    })
  })

  it('verify wants something that opens a backup', async () => {
    mkdirSync(at('empty'))
    const asked = ['verify', '--from', at('empty')]
    expect(await cordon(...asked)).toMatchObject({
      code: 2,
      error: expect.stringContaining('--identity or --recovery-key'),
    })
    expect(await cordon('verify')).toMatchObject({ code: 2 })
    expect(await cordon('verify', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('Examples:') })
  })

  it('restore wants the keys of the registers too', async () => {
    const asked = ['restore', '--from', at('empty'), '--identity', at('a.age')]
    expect(await cordon(...asked)).toMatchObject({ code: 2, error: expect.stringContaining('--root-key') })
  })

  it.each<[string, () => string, string[], number, string]>([
    ['is away', () => at('away'), ['--identity', at('a.age')], 1, 'backup_place_unavailable'],
    ['is empty', () => at('empty'), ['--identity', at('a.age')], 1, 'backup_incomplete'],
    ['is described wrongly', () => yaml('kind: ftp'), ['--identity', at('a.age')], 2, 'usage'],
    [
      'has no credentials',
      () => yaml('kind: s3\nregion: eu\nbucket: abc'),
      ['--identity', at('a.age')],
      1,
      'CORDON_S3_ACCESS_KEY',
    ],
    ['is asked with a key that is none', () => at('empty'), ['--recovery-key', at('a.age')], 1, 'backup_incomplete'],
  ])('a place that %s is named', async (_what, place, keys, code, word) => {
    expect(await cordon('verify', '--from', place(), ...keys)).toMatchObject({
      code,
      error: expect.stringContaining(word),
    })
  })

  it('restore leaves a folder that is not empty as it is, and one that it could not fill empty', async () => {
    mkdirSync(at('data'))
    writeFileSync(at('data/mine'), 'x')
    const asked = ['restore', '--from', at('empty'), '--identity', at('a.age'), '--root-key', at('root.key')]
    expect(await cordon(...asked)).toMatchObject({
      code: 1,
      error: expect.stringContaining('restore_target_not_empty'),
    })
    rmSync(at('data/mine'))
    expect(await cordon(...asked)).toMatchObject({ code: 1, error: expect.stringContaining('backup_incomplete') })
  })
})

function yaml(text: string): string {
  writeFileSync(at('place.yaml'), text)
  return at('place.yaml')
}
