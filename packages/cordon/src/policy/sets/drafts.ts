import { Worker } from 'node:worker_threads'
import { CordonError } from '@cordon/contract'
import { MINUTE, SECOND } from '../../kernel/clock.ts'
import type { Compiled, Invalid } from '../cedar/compile.ts'
import type { Explained } from '../cedar/explain.ts'
import type { PolicyTexts } from '../cedar/texts.ts'
import type { AccessAnswer, AccessRequest } from '../decision/access.ts'

/** A set as its texts; `validated` is the hash of texts that were validated before. */
export interface DraftTexts {
  readonly texts: PolicyTexts
  readonly validated?: string
}

/** Sets on a thread of their own, by their place in the list they were opened with. One call at a time. */
export interface OpenDrafts extends AsyncDisposable {
  readonly compiled: readonly (Compiled | Invalid)[]
  /** Of a set that validated, in the order asked. Throws as `open` does. */
  answers(set: number, requests: readonly AccessRequest[]): Promise<AccessAnswer[]>
  explain(set: number, request: AccessRequest): Promise<Explained>
}

/**
 * Reads, validates and asks policy sets beside the serving thread: what an officer drafts is text from outside, and a large
 * one takes seconds that requests would wait. Everything is bounded; a thread that is late, or dies, is refused as
 * `policy_too_large`, and nothing of it goes on.
 */
export interface Drafts {
  /** Throws `overloaded` when as many are open as may be. Dispose it: the thread ends. */
  open(sets: readonly DraftTexts[]): Promise<OpenDrafts>
  /** One set, for the node itself: a set in force has to be read however many drafts are open. */
  compile(draft: DraftTexts): Promise<Compiled | Invalid>
}

export interface DraftLimits {
  /** Of one call: reading sets, a batch of questions, an explanation. */
  readonly callMs: number
  /** From opening to the end, whoever still wants something. */
  readonly openMs: number
  /** Of the thread's heap, in MiB. The engine's own memory is bounded by time alone. */
  readonly memoryMib: number
  /** Threads at once. */
  readonly openMax: number
}

export const DRAFT_LIMITS: DraftLimits = { callMs: 30 * SECOND, openMs: 10 * MINUTE, memoryMib: 256, openMax: 2 }

export function createDrafts(over: Partial<DraftLimits> = {}): Drafts {
  const limits = { ...DRAFT_LIMITS, ...over }
  let open = 0

  return {
    async open(sets) {
      if (open >= limits.openMax) throw new CordonError('overloaded', { at: 'policy drafts' })
      const worker = startWorker(limits)
      open += 1
      worker.once('exit', () => {
        open -= 1
      })
      return start(worker, sets, limits)
    },
    async compile(draft) {
      await using thread = await start(startWorker(limits), [draft], limits)
      const [compiled] = thread.compiled
      if (compiled === undefined) throw tooLarge()
      return compiled
    },
  }
}

/** What is said to the thread, and what it answers: one answer for each call, in order. */
export type Call =
  | { readonly kind: 'open'; readonly sets: readonly DraftTexts[] }
  | { readonly kind: 'answers'; readonly set: number; readonly requests: readonly AccessRequest[] }
  | { readonly kind: 'explain'; readonly set: number; readonly request: AccessRequest }

const tooLarge = (): CordonError => new CordonError('policy_too_large')

async function start(worker: Worker, sets: readonly DraftTexts[], limits: DraftLimits): Promise<OpenDrafts> {
  let refuse: ((error: CordonError) => void) | undefined
  let ended = false
  const end = async (): Promise<void> => {
    ended = true
    clearTimeout(whole)
    refuse?.(tooLarge())
    await worker.terminate()
  }
  const whole = setTimeout(() => void end(), limits.openMs).unref()
  // Also an error: its message could quote a policy, so it is not kept.
  worker.on('error', () => void end())
  worker.on('messageerror', () => void end())
  worker.once('exit', () => void end())

  function call<Answer>(said: Call): Promise<Answer> {
    if (ended) return Promise.reject(tooLarge())
    return new Promise<Answer>((resolve, reject) => {
      const late = setTimeout(() => void end(), limits.callMs)
      const settle = (): void => {
        clearTimeout(late)
        refuse = undefined
        worker.removeAllListeners('message')
      }
      refuse = (error) => {
        settle()
        reject(error)
      }
      worker.once('message', (answer: { readonly of?: Answer }) => {
        settle()
        if (answer.of === undefined) reject(tooLarge())
        else resolve(answer.of)
      })
      worker.postMessage(said)
    })
  }

  try {
    const compiled = await call<(Compiled | Invalid)[]>({ kind: 'open', sets })
    return {
      compiled,
      answers: (set, requests) => call({ kind: 'answers', set, requests }),
      explain: (set, request) => call({ kind: 'explain', set, request }),
      [Symbol.asyncDispose]: end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

const FROM_SOURCE = import.meta.url.endsWith('.ts')

/** No environment, for it holds vendors' keys; and what it prints goes nowhere. */
function startWorker({ memoryMib }: DraftLimits): Worker {
  const worker = new Worker(new URL(FROM_SOURCE ? './draft-worker.ts' : './draft-worker.js', import.meta.url), {
    env: {},
    execArgv: FROM_SOURCE ? SOURCE_ARGUMENTS : [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMib },
  })
  worker.stdout.resume()
  worker.stderr.resume()
  return worker
}

/** Under the tests the thread runs from source too: workspace packages by their sources, types stripped. */
const SOURCE_ARGUMENTS = [
  '--conditions=@cordon/source',
  `--import=${new URL('../../../from-source/register.mjs', import.meta.url).href}`,
]
