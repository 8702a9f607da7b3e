import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../packages/cordon/bin/cordon.js', import.meta.url))

/** Whether `npm run build` made what the command runs. */
export const isBuilt = existsSync(fileURLToPath(new URL('../../packages/cordon/dist/main.js', import.meta.url)))

/** `cordon demo --print-env` in a process of its own, to be ended by any signal. */
export interface DemoProcess {
  readonly pid: number
  /** What it printed, once it is ready. Rejects with its errors when it ends before. */
  readonly ready: Promise<Readonly<Record<string, string>>>
  /** Its exit code, or `undefined` when a signal ended it. */
  readonly ended: Promise<number | undefined>
  end(signal: NodeJS.Signals): Promise<number | undefined>
}

export function startDemoProcess(...options: string[]): DemoProcess {
  return startDemoProcessWith({}, ...options)
}

/** The same, with these in its environment besides what is in ours. */
export function startDemoProcessWith(environment: Record<string, string>, ...options: string[]): DemoProcess {
  const child = spawn(process.execPath, [BIN, 'demo', '--print-env', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
  const ended = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : undefined))
  const ready = printed(child)
  ready.catch(() => undefined)
  return {
    pid: child.pid ?? 0,
    ready,
    ended,
    end(signal) {
      child.kill(signal)
      return ended
    },
  }
}

function printed({ stdout, stderr }: ChildProcess): Promise<Readonly<Record<string, string>>> {
  let [out, errors] = ['', '']
  stderr?.on('data', (chunk) => {
    errors += String(chunk)
  })
  return new Promise((resolve, reject) => {
    stdout?.on('data', (chunk) => {
      out += String(chunk)
      if (/^CORDON_PATIENT=.*\n/m.test(out)) resolve(Object.fromEntries(out.trim().split('\n').map(pair)))
    })
    stdout?.once('close', () => reject(new Error(`cordon demo ended: ${errors}`)))
  })
}

function pair(line: string): [string, string] {
  const at = line.indexOf('=')
  return [line.slice(0, at), line.slice(at + 1)]
}
