/** A share and its 95 % confidence interval, each 0 to 1. */
export interface Interval {
  readonly share: number
  readonly low: number
  readonly high: number
}

const Z = 1.959963984540054

/**
 * Wilson's score interval (J. Am. Stat. Assoc. 22:209, 1927): honest also near 0 and 1, where detectors live. Of nothing the
 * share is not known: it is given as 1 with the whole interval.
 *
 * @example wilson(0, 0) // { share: 1, low: 0, high: 1 }
 */
export function wilson(hits: number, of: number): Interval {
  if (of === 0) return { share: 1, low: 0, high: 1 }
  const share = hits / of
  const spread = Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of))
  const middle = share + (Z * Z) / (2 * of)
  const scale = 1 + (Z * Z) / of
  return { share, low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) }
}
