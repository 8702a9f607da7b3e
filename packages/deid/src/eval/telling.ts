/** A stretch of text, in UTF-16 code units. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

const TELLING = /[\p{L}\p{N}]/gu

/** The offsets of letters and digits: punctuation around an identifier identifies nobody. */
export function telling(text: string, { start, end }: Stretch): number[] {
  return [...text.slice(start, end).matchAll(TELLING)].map(({ index }) => start + index)
}

const TITLE = /^(?:Drs?|Mrs?|Ms|Miss|Prof)\.?\s+/i

/** The stretch without a leading title: "Dr. Ng" tells no more than "Ng". */
export function withoutTitle(text: string, { start, end }: Stretch): Stretch {
  return { start: start + (TITLE.exec(text.slice(start, end))?.[0].length ?? 0), end }
}

/** One byte per UTF-16 unit of a text: 1 where any of the stretches stands. */
export function mask(length: number, stretches: readonly Stretch[]): Uint8Array {
  const marks = new Uint8Array(length)
  for (const { start, end } of stretches) marks.fill(1, start, end)
  return marks
}
