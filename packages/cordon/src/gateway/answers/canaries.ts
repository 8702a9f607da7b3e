import type { TextFilter } from '../../retrieval/others/text-filter.ts'

/**
 * Calls `onFound` when a planted value comes by, however its letters are written and it is cut into chunks; lets everything else
 * through. What may still become one waits: fewer characters than the longest has. `onFound` throws, so nothing of it went out.
 */
export function createCanaryFilter(canaries: readonly string[], onFound: () => never): TextFilter {
  const planted = canaries.map(lowered)
  let held = ''
  return {
    push(chunk) {
      held += chunk
      const text = lowered(held)
      if (planted.some((canary) => text.includes(canary))) onFound()
      const waits = Math.max(0, ...planted.map((canary) => begunAtEnd(text, canary)))
      const out = held.slice(0, held.length - waits)
      held = held.slice(held.length - waits)
      return out
    },
    end() {
      const out = held
      held = ''
      return out
    },
  }
}

/** How many characters at the end of a text begin a canary. */
function begunAtEnd(text: string, canary: string): number {
  const last = text.charCodeAt(text.length - 1)
  for (let chars = Math.min(text.length, canary.length - 1); chars > 0; chars--)
    if (canary.charCodeAt(chars - 1) === last && text.endsWith(canary.slice(0, chars))) return chars
  return 0
}

/** In small letters of ASCII: as many characters as there were. */
function lowered(text: string): string {
  return text.replace(/[A-Z]+/g, (run) => run.toLowerCase())
}
