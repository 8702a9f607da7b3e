import { type OpenDetector, openThreadDetector, type ThreadDetector } from './thread-detector.ts'

/** For tests of commands: the real threads, one for each plan, which outlive the command that opened them. */
export function createSharedThreads() {
  const opened = new Map<string, Promise<ThreadDetector>>()
  const open: OpenDetector = async (options = {}) => {
    const key = JSON.stringify(options)
    const running = opened.get(key) ?? openThreadDetector(options)
    opened.set(key, running)
    return { ...(await running), [Symbol.asyncDispose]: async () => undefined }
  }
  const close = async () => {
    for (const running of opened.values())
      await running.then((one) => one[Symbol.asyncDispose]()).catch(() => undefined)
  }
  return { open, close }
}
