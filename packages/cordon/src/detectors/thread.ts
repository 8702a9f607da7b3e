import { Worker } from 'node:worker_threads'
import { CordonError } from '@cordon/contract'
import { type Call, type DetectorPlan, type Posted, readSaid } from './messages.ts'
import { createHeld } from './standing.ts'

/** A thread with one detector in it, which answers one call at a time and is never trusted to. */
export interface Thread {
  /** The detector's version, once it is loaded. Rejects with `config_invalid` when it cannot be, or `detector_failed`. */
  readonly ready: Promise<string>
  /** Settles once the thread is gone: no code of it runs any more. */
  readonly gone: Promise<void>
  /** Whether it was told to stop, or did. */
  readonly stopped: boolean
  /** What the detector found, unread. Rejects with `detector_failed` whatever happens else. One at a time. */
  call(call: Call): Promise<unknown>
  /** Stops it wherever it is, also inside a loop that never ends; a call in work is refused. */
  readonly stop: () => void
}

export interface ThreadOptions {
  readonly plan: DetectorPlan
  /** Of its heap, in MiB: beyond it the thread dies, not the process. What native code takes is not counted. */
  readonly memoryMib: number
}

export function startThread(options: ThreadOptions): Thread {
  const worker = startWorker(options)
  const held = createHeld()
  const ready = promised<string>()
  const gone = promised<void>()
  let current: { id: number; answer: Promised<unknown> } | undefined
  let stopped = false

  const finish = (): Promised<unknown> | undefined => {
    const answer = current?.answer
    current = undefined
    worker.unref()
    return answer
  }
  /** Also after an error: its message could quote what the thread read, so it is not kept. */
  const stop = (): void => {
    stopped = true
    ready.reject(new CordonError('detector_failed'))
    finish()?.reject(new CordonError('detector_failed'))
    void worker.terminate()
  }
  const hear = (message: unknown): void => {
    const said = readSaid(message)
    if (said?.kind === 'ready') {
      ready.resolve(said.version)
      worker.unref()
    } else if (said?.kind === 'unloadable') ready.reject(new CordonError('config_invalid', { at: said.at }))
    else if (said === undefined || said.id !== current?.id) stop()
    else if ('found' in said) finish()?.resolve(said.found)
    else finish()?.reject(new CordonError('detector_failed'))
  }
  worker.on('message', hear)
  worker.on('messageerror', stop)
  worker.on('error', stop)
  worker.on('exit', () => {
    stop()
    gone.resolve()
  })

  return {
    ready: ready.promise,
    gone: gone.promise,
    stop,
    get stopped() {
      return stopped
    },
    call(call) {
      const answer = promised<unknown>()
      current = { id: call.id, answer }
      worker.ref()
      const { standing } = call
      worker.postMessage({ ...call, standing: standing && held(standing) } satisfies Posted)
      return answer.promise
    },
  }
}

/** What one text leaves behind is small: more room would stay with each thread, and save no time that can be measured. */
const YOUNG_MIB = 12

const FROM_SOURCE = import.meta.url.endsWith('.ts')

/** No environment, for it holds vendors' keys; and what it prints goes nowhere, for it could be what it read. */
function startWorker({ plan, memoryMib }: ThreadOptions): Worker {
  const worker = new Worker(new URL(FROM_SOURCE ? './worker.ts' : './worker.js', import.meta.url), {
    workerData: plan,
    env: {},
    execArgv: FROM_SOURCE ? SOURCE_ARGUMENTS : [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMib, maxYoungGenerationSizeMb: YOUNG_MIB },
  })
  worker.stdout.resume()
  worker.stderr.resume()
  return worker
}

/** Under the tests the thread runs from source too: workspace packages by their sources, types stripped. */
const SOURCE_ARGUMENTS = [
  '--conditions=@cordon/source',
  `--import=${new URL('../../from-source/register.mjs', import.meta.url).href}`,
]

interface Promised<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: CordonError) => void
}

/** Only the first settling counts. Whoever waits hears a rejection; nobody has to. */
function promised<T>(): Promised<T> {
  let resolve: Promised<T>['resolve'] = () => undefined
  let reject: Promised<T>['reject'] = () => undefined
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}
