import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { openStore, removeStore } from '../open.ts'
import type { Store } from '../store.ts'
import { choosePlace } from './place.ts'
import { isAlive, isPostmasterOf, runningPid } from './postmaster.ts'

const random = (length: number): Uint8Array => randomBytes(length)
/** Making a cluster takes a second or more, so most claims share one folder, opened and closed again and again. */
let folder: string
const folders: string[] = []
const opened: Store[] = []
const children: ChildProcess[] = []

beforeAll(async () => {
  folder = await newFolder()
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const store of opened.splice(0)) await store.close()
})
afterAll(async () => {
  for (const dataFolder of folders) {
    await removeStore({ dataFolder, random })
    await rm(dataFolder, { recursive: true })
  }
})

async function newFolder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'cordon-pg-'))
  folders.push(made)
  return made
}
async function open(dataFolder = folder): Promise<Store> {
  const store = await openStore({ source: { kind: 'supervised' }, dataFolder, random })
  opened.push(store)
  return store
}
const place = (dataFolder = folder) => choosePlace({ dataFolder, random })

/** Another Cordon, as a process of its own: the built code, which tells when its store is open. */
function otherCordon(dataFolder: string, user: { uid?: number; gid?: number } = {}): ChildProcess {
  const module = fileURLToPath(new URL('../../../dist/store/open.js', import.meta.url))
  const code = `
    import { randomBytes as random } from 'node:crypto'
    import { openStore } from ${JSON.stringify(module)}
    const [dataFolder] = process.argv.slice(-1)
    const store = await openStore({ source: { kind: 'supervised' }, dataFolder, random })
    await store.within('north', (tx) => tx.insertInto('vendor').values({ tenant: 'north', id: 'v' + process.pid, definition: '{}' }).execute())
    console.log('open')
    process.stdin.once('data', () => store.close().then(() => process.exit()))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, dataFolder], { ...user, cwd: '/' })
  children.push(child)
  return child
}
async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null || child.stderr === null) throw new Error('no output')
  const errors: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  for await (const line of createInterface(child.stdout)) return line
  return Buffer.concat(errors).toString()
}
const killed = async (child: ChildProcess): Promise<void> => {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}
const vendors = (store: Store) => store.within('north', (tx) => tx.selectFrom('vendor').select('id').execute())
const root = process.getuid?.() === 0

describe('a data folder', () => {
  it('serves one of two that open it for the first time at the same moment', async () => {
    const outcomes = await Promise.allSettled([open(), open()])
    const refusals = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
    expect(refusals).toEqual(['data_folder_busy'])
    await opened[0]?.ping()
  })

  it('serves one Cordon at a time', async () => {
    const first = await open()
    await expect(open()).rejects.toMatchObject({ code: 'data_folder_busy' })
    await first.ping()
  })

  it('is open again soon, and its server ends with it', async () => {
    const before = performance.now()
    const store = await open()
    expect(performance.now() - before).toBeLessThan(15_000)
    expect(await runningPid(await place())).toBeDefined()
    await store.close()
    expect(await runningPid(await place())).toBeUndefined()
  })

  it.runIf(root)('closed to others keeps its cluster under /var/lib/cordon, when we are root', async () => {
    expect((await place()).base).toMatch(/^\/var\/lib\/cordon\/[0-9a-f]{16}$/)
  })

  it.runIf(root)('that is opened to others later keeps its cluster where it is', async () => {
    const { base } = await place()
    await chmod(folder, 0o755)
    expect((await place()).base).toBe(base)
    await chmod(folder, 0o700)
  })

  it('open to others, with a very long path, holds its own cluster, and the socket fits', async () => {
    const parent = await newFolder()
    await chmod(parent, 0o755)
    const long = join(parent, 'a-rather-long-name-for-a-folder'.repeat(5))
    await mkdir(long, { mode: 0o755 })
    await (await open(long)).ping()
    const { base, socket, user } = await place(long)
    folders.push(long)
    folders.reverse()
    expect(base).toBe(join(long, 'postgres'))
    expect(Buffer.byteLength(`${socket}/.s.PGSQL.5432`)).toBeLessThan(104)
    const status = await readFile(`/proc/${await runningPid(await place(long))}/status`, 'utf8').catch(() => undefined)
    if (status !== undefined && root) expect(status).toMatch(new RegExp(`^Uid:\\s+${user?.uid}\\s`, 'm'))
  })

  it.runIf(root)('of an ordinary user holds everything, closed to everybody else', async (context) => {
    const built = fileURLToPath(new URL('../../../dist/store/open.js', import.meta.url))
    const nobody = { uid: 65534, gid: 65534 }
    const reach = spawn('test', ['-r', built], nobody)
    if ((await once(reach, 'exit'))[0] !== 0) return context.skip('this clone is closed to an ordinary user')
    const theirs = await newFolder()
    await chown(theirs, nobody.uid, nobody.gid)
    const child = otherCordon(theirs, nobody)
    expect(await firstLine(child)).toBe('open')
    expect((await readdir(join(theirs, 'postgres'))).sort()).toEqual(['cluster', 'conf', 'run'])
    for (const name of ['', 'cluster', 'conf', 'run']) {
      expect((await stat(join(theirs, 'postgres', name))).mode & 0o077).toBe(0)
    }
    const exit = once(child, 'exit')
    child.stdin?.write('close\n')
    await exit
    await rm(theirs, { recursive: true })
    folders.splice(folders.indexOf(theirs), 1)
  })
})

describe('after kill -9 of Cordon', () => {
  it('the server it left is adopted, with every row', async () => {
    const child = otherCordon(folder)
    expect(await firstLine(child)).toBe('open')
    const pid = await runningPid(await place())
    await killed(child)
    expect(await runningPid(await place())).toBe(pid)
    const store = await open()
    expect(await runningPid(await place())).toBe(pid)
    expect(await vendors(store)).toHaveLength(1)
    await store.close()
    expect(isAlive(pid ?? 0)).toBe(false)
  })

  it('a server started with other settings is stopped and started again', async () => {
    const child = otherCordon(folder)
    expect(await firstLine(child)).toBe('open')
    const pid = await runningPid(await place())
    await killed(child)
    const conf = join((await place()).conf, 'postgresql.conf')
    const settings = await readFile(conf, 'utf8')
    await writeFile(conf, settings.replace(/fingerprint = '..../, "fingerprint = 'old-"))
    process.kill(pid ?? Number.NaN, 'SIGHUP')
    await sleep(300)
    expect(await vendors(await open())).toHaveLength(2)
    expect(await runningPid(await place())).not.toBe(pid)
  })

  it('and of its server, what was acknowledged is there', async () => {
    const child = otherCordon(folder)
    expect(await firstLine(child)).toBe('open')
    const pid = await runningPid(await place())
    await killed(child)
    process.kill(pid ?? Number.NaN, 'SIGKILL')
    expect(await vendors(await open())).toHaveLength(3)
  })

  it('at any moment of the first start, the next start is clean and no server is doubled', async () => {
    const fresh = await newFolder()
    for (const ms of [350, 650, 1_000]) {
      const child = otherCordon(fresh)
      await sleep(ms)
      await killed(child)
    }
    await (await open(fresh)).ping()
    const { base, cluster } = await place(fresh)
    expect((await readdir(base)).filter((name) => name.startsWith('building'))).toEqual([])
    expect(await postmastersOf(cluster)).toBe(1)
  })
})

describe('a server', () => {
  it('that dies is started again, and until then the store says that it is unavailable', async () => {
    const store = await open()
    const pid = await runningPid(await place())
    process.kill(pid ?? Number.NaN, 'SIGKILL')
    const seen = new Set<string>()
    for (const until = performance.now() + 15_000; performance.now() < until; await sleep(10)) {
      seen.add(
        await store
          .ping()
          .then(() => 'answered')
          .catch((error: { code: string }) => error.code),
      )
      if (seen.has('store_unavailable') && (await runningPid(await place())) !== undefined) break
    }
    expect([...seen].filter((one) => one !== 'answered')).toEqual(['store_unavailable'])
    await vi.waitFor(() => store.ping(), { timeout: 15_000 })
    expect(await runningPid(await place())).not.toBe(pid)
  })

  it('is not taken for running when a stranger has the number in its lock file', async () => {
    const { cluster } = await place()
    await writeFile(join(cluster, 'postmaster.pid'), `${process.pid}\n${cluster}\n`)
    expect(await isPostmasterOf(await place(), process.pid)).toBe(false)
    await (await open()).ping()
  })

  it('of a folder that was removed and made anew shows nothing of the old one', async () => {
    expect(await vendors(await open())).toHaveLength(3)
    for (const store of opened.splice(0)) await store.close()
    await rm((await place()).base, { recursive: true })
    await rm(folder, { recursive: true })
    await mkdir(folder, { mode: 0o700 })
    expect(await vendors(await open())).toEqual([])
  })
})

async function postmastersOf(cluster: string): Promise<number> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.includes(`-D\0${cluster}\0`)).length
}
