/** Runs `work` each `ms`, until what it returns is called. Time is an argument here too: a test ticks by hand. */
export type Every = (ms: number, work: () => void) => () => void

/** The real one. It keeps no process alive. */
export const everyInterval: Every = (ms, work) => {
  const timer = setInterval(work, ms).unref()
  return () => clearInterval(timer)
}
