/** A part of a text that the model reads at once: tokens `from` to `to`, exclusive. */
export interface Window {
  readonly from: number
  readonly to: number
}

/** Windows of at most `size` tokens, each a quarter of its tokens beside the next, so that no name is cut in both. */
export function windowsOf(tokens: number, size: number): Window[] {
  const step = Math.max(1, size - (size >> 2))
  const windows: Window[] = []
  for (let from = 0; from < tokens; from += step) {
    windows.push({ from, to: Math.min(tokens, from + size) })
    if (from + size >= tokens) break
  }
  return windows
}
