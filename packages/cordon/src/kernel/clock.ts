/** Milliseconds since 1970, UTC. Time is an argument: nothing below a door calls `Date.now()`. */
export type Clock = () => number

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
