import type { Form } from './forms.ts'

/** Text on its way; what may still become part of an identifier waits, at most `HELD_CHARS_MAX` characters. */
export interface TextFilter {
  push(chunk: string): string
  /** The rest. After it `push` must not be called. */
  end(): string
}

/** Where something stands in the text that is held. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** Asks about a form; its place when it is somebody's. */
export type Asking = (form: Form | undefined, start: number, end: number) => Place | undefined

/** Words that may belong together, the oldest first. */
export interface Window {
  clear(): void
  /** Where the oldest begins. */
  begun(): number | undefined
  /** So many characters went out. */
  move(by: number): void
}

export const moved = <T extends Place>(place: T, by: number): T => ({
  ...place,
  start: place.start - by,
  end: place.end - by,
})

/** Six words or six groups of digits, what stands between them, and a token that has not ended. */
export const HELD_CHARS_MAX = 1_024
