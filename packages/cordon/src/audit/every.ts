/**
 * Runs `work`, which never rejects, each `ms` until what it returns is called. Time is an argument here too: a test
 * ticks by hand, and waits for what that started.
 */
export type Every = (ms: number, work: () => Promise<void>) => () => void

/** The real one. It keeps no process alive. */
export const everyInterval: Every = (ms, work) => {
  const timer = setInterval(() => void work(), ms).unref()
  return () => clearInterval(timer)
}
