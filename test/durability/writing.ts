import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { placeOf } from '../support/database.ts'

const WRITER = fileURLToPath(new URL('./writer.mjs', import.meta.url))
const START_MS_MAX = 60_000

/** What was acknowledged so far, to be found again after every crash. Kept across the lives of the writer. */
export interface Acknowledged {
  readonly requests: Map<number, string>
  readonly rows: Set<string>
}

/** A writer that has started, reported what it found, and is writing: what it says from now on is acknowledged. */
export interface Writing {
  readonly pid: number
  /** Acknowledged before it was started, and not found again as it was. */
  readonly lost: readonly string[]
  end(signal: NodeJS.Signals): Promise<void>
}

interface Found {
  /** Sequence numbers with what stands there, from the asked one on. */
  readonly requests: readonly (readonly [number, string])[]
  readonly rows: readonly string[]
}

type Line = Found | { readonly seq: number; readonly request: string } | { readonly row: string }

/** Starts it. Rejects with its errors when it does not come up: a failed start. */
export async function startWriting(
  data: { dataFolder: string; rootFile: string },
  acknowledged: Acknowledged,
  from = 0,
): Promise<Writing> {
  const given = [data.dataFolder, data.rootFile, String(from)]
  const child = spawn(process.execPath, [WRITER, ...given], { stdio: ['ignore', 'pipe', 'pipe'] })
  const lost = await reported(child, acknowledged, from)
  return {
    pid: child.pid ?? 0,
    lost,
    end: async (signal) => {
      const ended = once(child, 'close')
      child.kill(signal)
      await ended
    },
  }
}

/** The first line is what it found; every later one was acknowledged. */
function reported(child: ChildProcess, acknowledged: Acknowledged, from: number): Promise<readonly string[]> {
  let errors = ''
  child.stderr?.on('data', (chunk) => {
    errors += String(chunk)
  })
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => child.kill('SIGKILL'), START_MS_MAX)
    child.once('close', () => reject(new Error(`the writer did not start: ${errors}`)))
    if (child.stdout === null) return
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as Line
      clearTimeout(late)
      if ('seq' in line) acknowledged.requests.set(line.seq, line.request)
      else if ('row' in line) acknowledged.rows.add(line.row)
      // At once: the next line may say what this life has acknowledged.
      else resolve(lostOf(acknowledged, line, from))
    })
  })
}

function lostOf(acknowledged: Acknowledged, found: Found, from: number): string[] {
  const requests = new Map(found.requests)
  const rows = new Set(found.rows)
  return [
    ...[...acknowledged.requests].filter(([seq, name]) => seq >= from && requests.get(seq) !== name).map(String),
    ...[...acknowledged.rows].filter((row) => !rows.has(row)),
  ]
}

/** From where on the next life is asked to report: what was found before needs no second look each time. */
export function nextFrom({ requests }: Acknowledged): number {
  return Math.max(0, ...requests.keys())
}

/** The database server of the folder, without a chance to write anything more. */
export async function killDatabase(dataFolder: string): Promise<void> {
  for (const pid of await databaseProcesses(dataFolder)) signal(pid, 'SIGKILL')
}

/** The server of the folder's cluster, and its sessions. Its lock file would name a process that may be another's now. */
export async function databaseProcesses(dataFolder: string): Promise<readonly number[]> {
  const { cluster } = await placeOf(dataFolder)
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const server: number[] = []
  const parents = new Map<number, number>()
  for (const pid of pids) {
    if ((await textOf(`/proc/${pid}/cmdline`)).includes(`-D\0${cluster}\0`)) server.push(pid)
    parents.set(pid, Number(/\) \S (\d+)/.exec(await textOf(`/proc/${pid}/stat`))?.[1]))
  }
  return [...server, ...pids.filter((pid) => server.includes(parents.get(pid) ?? -1))]
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended meanwhile.
  }
}

const textOf = (path: string): Promise<string> => readFile(path, 'latin1').catch(() => '')
