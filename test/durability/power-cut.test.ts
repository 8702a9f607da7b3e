import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { verifyJournal } from '../../packages/cordon/src/audit/verify-files.ts'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import { createKeyFiles } from '../../packages/cordon/src/crypto/create-key-files.ts'
import { placeOf } from '../support/database.ts'
import { describeWithTool } from '../support/debian.ts'
import { isBuilt } from '../support/demo-process.ts'
import {
  type Acknowledged,
  databaseProcesses,
  killDatabase,
  nextFrom,
  signal,
  startWriting,
  type Writing,
} from './writing.ts'

/**
 * The power is cut under a real file system: ext4 in a file in memory, mounted. The file holds exactly what had reached
 * the disk, so a copy of it, made while everything is mounted and nobody has closed or synced anything, is the disk after
 * a power cut. Writer and database are stopped for the moment of the copy, in the middle of whatever they were doing: a
 * cut takes no time, and a copy does.
 */
const ROUNDS = theOutside().secret('CORDON_TEST_LONG') === undefined ? 1 : 30
const IMAGE = '640M'
const random = (length: number): Uint8Array => randomBytes(length)

describeWithTool('ext4', `a power cut, ${ROUNDS} rounds`, () => {
  const acknowledged: Acknowledged = { requests: new Map(), rows: new Set() }
  let folder = ''
  let data = { dataFolder: '', rootFile: '' }
  const [image, mountPoint] = ['image', 'disk']
  beforeAll(async () => {
    folder = await mkdtemp('/dev/shm/cordon-power-')
    const disk = join(folder, mountPoint)
    // The database's own user has to pass through.
    await chmod(folder, 0o711)
    await mkdir(disk)
    run('truncate', '-s', IMAGE, join(folder, image))
    run('mkfs.ext4', '-q', '-F', join(folder, image))
    mount()
    await chmod(disk, 0o711)
    data = { dataFolder: join(disk, 'data'), rootFile: join(folder, 'secret/kek') }
    await createKeyFiles({ kekPath: data.rootFile, dataFolder: data.dataFolder, random })
    await chmod(data.dataFolder, 0o711)
    run('sync')
  })
  afterAll(async () => {
    await killDatabase(data.dataFolder)
    await unmount().catch(() => undefined)
    await rm(folder, { recursive: true, force: true })
  })

  it.skipIf(!isBuilt)(
    'loses nothing that was acknowledged, in journal or store, and always starts again',
    async () => {
      let from = 0
      for (let round = 0; round <= ROUNDS; round++) {
        const writing = await startWriting(data, acknowledged, from)
        expect(writing.lost, `after cut ${round}`).toEqual([])
        expect((await placeOf(data.dataFolder)).cluster.startsWith(data.dataFolder)).toBe(true)
        from = nextFrom(acknowledged)
        await wait(200 + randomInt(600))
        if (round === ROUNDS) await stop(writing)
        else await cutPower(writing)
      }
      const last = await startWriting(data, acknowledged)
      await stop(last)
      expect(last.lost).toEqual([])
      expect(await verifyJournal(join(data.dataFolder, 'journal'))).toMatchObject({ ok: true })
      expect(acknowledged.requests.size).toBeGreaterThan(50 * ROUNDS)
      expect(acknowledged.rows.size).toBeGreaterThan(20 * ROUNDS)
    },
    60_000 + ROUNDS * 30_000,
  )

  /** What was acknowledged until everything stands still has to be in the copy, and the copy is what goes on. */
  async function cutPower(writing: Writing): Promise<void> {
    // A new name each time: ext4 writes at once what replaces a file's text.
    const unsynced = join(folder, mountPoint, `unsynced-${randomBytes(4).toString('hex')}`)
    await writeFile(unsynced, 'not to be there')
    const processes = [writing.pid, ...(await databaseProcesses(data.dataFolder))]
    for (const pid of processes) signal(pid, 'SIGSTOP')
    copyAtOneMoment()
    for (const pid of processes) signal(pid, 'SIGKILL')
    await writing.end('SIGKILL')
    await unmount()
    run('mv', join(folder, 'copy'), join(folder, image))
    mount()
    // Were this here, the copy would be of what was written, not of what had reached the disk.
    expect(await textOf(unsynced)).toBe('')
  }

  /** Kernel threads still write: a copy counts when nothing had changed between its first byte and its last. */
  function copyAtOneMoment(): void {
    for (let tries = 0; tries < 20; tries++) {
      run('cp', '--sparse=always', join(folder, image), join(folder, 'copy'))
      if (spawnSync('cmp', ['-s', join(folder, image), join(folder, 'copy')]).status === 0) return
    }
    throw new Error('the image changes all the time')
  }

  async function stop(writing: Writing): Promise<void> {
    await writing.end('SIGKILL')
    await killDatabase(data.dataFolder)
  }

  function mount(): void {
    run('mount', '-o', 'loop', join(folder, image), join(folder, mountPoint))
  }

  /** The killed take a moment to let go of their files. */
  async function unmount(): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        return run('umount', join(folder, mountPoint))
      } catch (error) {
        if (tries === 50) throw error
        await wait(100)
      }
    }
  }
})

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 60_000 })
}

const textOf = (path: string): Promise<string> => readFile(path, 'latin1').catch(() => '')
