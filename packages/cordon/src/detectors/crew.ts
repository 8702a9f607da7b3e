import { CordonError } from '@cordon/contract'
import type { After } from '@cordon/deid'
import { SECOND } from '../kernel/clock.ts'
import { startThread, type Thread, type ThreadOptions } from './thread.ts'

/** So many threads with the same detector, kept so. */
export interface Crew {
  /** Of the detector, the same in every thread. */
  readonly version: string
  /** Threads that are loaded and run. */
  readonly alive: () => number
  /** Threads that took the place of one that died or was stopped. */
  readonly replaced: () => number
  /** Stops every thread; resolves when they are gone, or `CLOSE_MS` have passed. */
  close(): Promise<void>
}

export interface CrewOptions extends ThreadOptions {
  readonly threads: number
  readonly after: After
}

/**
 * Starts the threads and gives each, once loaded, to `enlist`; so it does with the one that replaces one that died.
 * Rejects when one of the first cannot load. A thread that does not stop, inside native code, is not replaced until it
 * does: never more than `threads` of them run.
 */
export async function startCrew(options: CrewOptions, enlist: (thread: Thread) => void): Promise<Crew> {
  const { threads, after } = options
  const alive = new Set<Thread>()
  let version: string | undefined
  let closing = false
  let loaded = 0
  let replaced = 0

  const start = async (): Promise<void> => {
    const thread = startThread(options)
    alive.add(thread)
    let isLoaded = false
    void thread.gone.then(() => {
      alive.delete(thread)
      if (isLoaded) loaded -= 1
      // One that dies before it has loaded will again: a start a second, not a core.
      if (version !== undefined) after(isLoaded ? 0 : SECOND, replace)
    })
    try {
      const answered = await thread.ready
      version ??= answered
      // The records name the detector by its version: a model that was exchanged since is another one.
      if (answered !== version) throw new CordonError('detector_failed')
      isLoaded = true
      loaded += 1
      enlist(thread)
    } catch (error) {
      thread.stop()
      throw error
    }
  }
  const replace = (): void => {
    if (closing) return
    replaced += 1
    start().catch(() => undefined)
  }
  const close = async (): Promise<void> => {
    closing = true
    for (const thread of alive) thread.stop()
    await inTime(Promise.all([...alive].map(({ gone }) => gone)), after)
  }

  try {
    await Promise.all(Array.from({ length: threads }, start))
  } catch (error) {
    await close()
    throw error
  }
  return { version: version ?? '', alive: () => loaded, replaced: () => replaced, close }
}

const CLOSE_MS = 5 * SECOND

async function inTime(done: Promise<unknown>, after: After): Promise<void> {
  let callOff = (): void => undefined
  const late = new Promise<void>((resolve) => {
    callOff = after(CLOSE_MS, resolve)
  })
  await Promise.race([done, late])
  callOff()
}
