/** Stops when something that must hold does not. `what` is written in the source and never holds data. */
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${what}`)
}
