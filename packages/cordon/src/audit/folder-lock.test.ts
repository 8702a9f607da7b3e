import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockFolder } from './folder-lock.ts'
import { createSurroundings, intent } from './journal.fixture.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-lock-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function settled(work: readonly Promise<unknown>[]) {
  const results = await Promise.allSettled(work)
  return {
    won: results.filter(({ status }) => status === 'fulfilled').length,
    busy: results.filter((result) => result.status === 'rejected' && result.reason.code === 'data_folder_busy').length,
  }
}

/** Another process of this machine takes the lock by the same code's rules, and holds it until it is killed. */
async function lockByAnother(): Promise<{ kill(): Promise<void> }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const own = await lockFolder(folder)
  const [, , boot, namespace] = (await readFile(join(folder, 'lock.1'), 'utf8')).split('\n')
  await own.release()
  const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '')
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  await writeFile(join(folder, 'lock.1'), [child.pid, started, boot, namespace].join('\n'))
  const kill = async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { kill }
}

describe('the lock of a folder', () => {
  it('is held by one at a time, and free again after its release', async () => {
    const lock = await lockFolder(folder)
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'data_folder_busy' })
    await lock.release()
    await (await lockFolder(folder)).release()
  })

  it('of a live process is respected, and of a dead one taken by exactly one of many', async () => {
    const other = await lockByAnother()
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'data_folder_busy' })
    await other.kill()
    expect(await settled(Array.from({ length: 20 }, () => lockFolder(folder)))).toEqual({ won: 1, busy: 19 })
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('of a live process with that number, but begun at another time, is nobody’s', async () => {
    const [, , boot, namespace] = await textOfOwnLock()
    await writeFile(join(folder, 'lock.1'), [process.ppid, '1', boot, namespace].join('\n'))
    await (await lockFolder(folder)).release()
  })

  it('of another machine or container is respected while it beats, and taken over when it has stopped', async () => {
    await textOfOwnLock()
    await writeFile(join(folder, 'lock.1'), ['1', '1', 'another-boot', 'another-namespace'].join('\n'))
    const beating = setInterval(() => void utimes(join(folder, 'lock.1'), new Date(), new Date()), 50)
    await expect(lockFolder(folder, 600)).rejects.toMatchObject({ code: 'data_folder_busy' })
    clearInterval(beating)
    const longAgo = new Date(Date.now() - 120_000)
    await utimes(join(folder, 'lock.1'), longAgo, longAgo)
    await (await lockFolder(folder)).release()
  })

  it('that a power cut left unwritten is nobody’s', async () => {
    await writeFile(join(folder, 'lock.7'), Buffer.alloc(40))
    await (await lockFolder(folder)).release()
    expect((await readdir(folder)).filter((name) => name.startsWith('lock.'))).toEqual(['lock.8'])
  })

  async function textOfOwnLock(): Promise<readonly string[]> {
    const lock = await lockFolder(folder)
    const text = await readFile(join(folder, 'lock.1'), 'utf8')
    await lock.release()
    return text.split('\n')
  }
})

describe('a journal', () => {
  it('is opened once, and by another only after its close', async () => {
    const here = await createSurroundings()
    const journal = await here.open()
    await expect(here.open()).rejects.toMatchObject({ code: 'data_folder_busy' })
    await journal.close()
    await (await here.open()).close()
    await here.remove()
  })

  it('whose lock was taken over while it stood still writes and signs nothing more', async () => {
    const here = await createSurroundings()
    const journal = await here.open()
    await journal.append('home', intent('r1'))
    const checkpoint = await readFile(join(here.folder, 'checkpoint'), 'utf8')
    await rm(join(here.folder, 'lock.1'))
    await here.tick()
    expect(journal.state).toBe('poisoned')
    await journal.close()
    expect(await readFile(join(here.folder, 'checkpoint'), 'utf8')).toBe(checkpoint)
    expect((await readdir(here.folder)).filter((name) => name.startsWith('lock.'))).toEqual([])
    await here.remove()
  })
})
