/**
 * Refusals that must not tell whether a patient exists (42 CFR 2.13) leave at multiples of this since the request was read: a
 * patient with a record, other names and consents takes a few milliseconds longer to look up than nobody. Not since it began:
 * whoever holds the body back would choose where in a beat the look-up falls.
 */
const BEAT_MS = 50

/** Milliseconds from `elapsedMs` after the reading to the next beat. */
export const msToBeat = (elapsedMs: number): number => BEAT_MS - (Math.max(0, elapsedMs) % BEAT_MS)
