/**
 * Takes out of an answer what a reader's program would fetch by itself: an image becomes a link, and a tag that fetches is
 * shown as text. Whoever talked a model into writing `![](https://…)` learns from the fetch that the answer was read, and
 * whatever the model wrote into the address (EchoLeak, CVE-2025-32711). A link is followed by a person or not at all.
 *
 * Reads text as it comes. Only what may still become an image or such a tag is held back, at most `HELD_MAX` characters.
 */
export interface ImageFilter {
  push(chunk: string): string
  end(): string
}

/** Longer than any sensible alternative text. What is longer is taken for an image. */
const HELD_MAX = 1_024
/**
 * `<img`, `</video`, with the character that ends the name. Not `<script` and `<style`: in them no code is given its value, and
 * whoever runs what a model wrote is past help.
 */
const FETCHES =
  /^<\/?(?:audio|base|embed|form|frame|iframe|image|img|input|link|meta|object|picture|portal|source|svg|track|video)(?=[\s/>"'=]|$)/i
const MAY_FETCH = /^<\/?[a-z]{0,10}$/i
/** A destination that is somewhere else: a scheme, or `//`. Not a place in the same document, and no data. */
const REMOTE = /^[\s<]*(?:[a-z][a-z0-9+.-]*:|[/\\]{2})/i
const LOCAL = /^[\s<]*data:image\//i
/** What does not say yet where it goes. */
const UNDECIDED = /^[\s<]*[/\\]?$|^[\s<]*[a-z][a-z0-9+.-]*$/i
const DESTINATION_MAX = 64

export function createImageFilter(): ImageFilter {
  let held = ''
  let last = ''

  /** What of `held` may go now. `ended`: nothing more comes. */
  function release(ended: boolean): string {
    let out = ''
    while (held !== '') {
      const plain = held.search(/!|</)
      if (plain !== 0) {
        out += plain === -1 ? held : held.slice(0, plain)
        held = plain === -1 ? '' : held.slice(plain)
        continue
      }
      const decided = held.startsWith('!') ? ofImage(held, ended) : ofTag(held, ended)
      if (decided === undefined) break
      // A `!` before it must not take its place.
      out += decided === LINK && (out === '' ? last : out).endsWith('!') ? ' ' : decided.out
      held = held.slice(decided.chars)
    }
    return out
  }
  const sent = (out: string): string => {
    if (out !== '') last = out.slice(-1)
    return out
  }

  return {
    push(chunk) {
      held += chunk
      return sent(release(false))
    },
    end: () => sent(release(true)),
  }
}

/** What goes out for so many characters. */
interface Decided {
  readonly chars: number
  readonly out: string
}

const PASSED = (text: string): Decided => ({ chars: 1, out: text.charAt(0) })
/** Without its `!` it is a link. */
const LINK: Decided = { chars: 1, out: '' }

function ofImage(text: string, ended: boolean): Decided | undefined {
  if (text.length === 1) return ended ? PASSED(text) : undefined
  if (text.charAt(1) !== '[') return PASSED(text)
  const close = closingOf(text)
  if (close === -1) return text.length > HELD_MAX ? LINK : ended ? PASSED(text) : undefined
  const next = text.charAt(close + 1)
  if (next === '') return ended ? PASSED(text) : undefined
  if (next === '[') return LINK // Its definition may stand anywhere, below as well.
  return next === '(' ? ofDestination(text, text.slice(close + 2, close + 2 + DESTINATION_MAX), ended) : PASSED(text)
}

function ofDestination(text: string, destination: string, ended: boolean): Decided | undefined {
  if (LOCAL.test(destination)) return PASSED(text)
  if (/^[\s<]*d(?:a(?:t(?:a(?::(?:i(?:m(?:a(?:g(?:e)?)?)?)?)?)?)?)?)?$/i.test(destination))
    return ended ? LINK : undefined
  if (REMOTE.test(destination)) return LINK
  if (UNDECIDED.test(destination)) return ended || destination.length === DESTINATION_MAX ? LINK : undefined
  return PASSED(text)
}

/** Where the `]` of the `[` at 1 is; -1: not there yet. */
function closingOf(text: string): number {
  let depth = 0
  for (let at = 1; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '\\') at += 1
    else if (char === '[') depth += 1
    else if (char === ']' && --depth === 0) return at
  }
  return -1
}

function ofTag(text: string, ended: boolean): Decided | undefined {
  if (!ended && MAY_FETCH.test(text)) return undefined
  return FETCHES.test(text) ? { chars: 1, out: '&lt;' } : PASSED(text)
}
