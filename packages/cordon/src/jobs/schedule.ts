import { faultOf, type Log } from '../kernel/log.ts'

/** Runs a job every `everyMs` until stopped; never two at once. A job that fails is logged and tried again next time. */
export function schedule(job: () => Promise<void>, everyMs: number, log: Log): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    running = running
      .then(job)
      .catch((error: unknown) => log.error('unforeseen fault', { event: 'job', fault: faultOf(error) }))
  }, everyMs)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
