import type { Clock } from '../kernel/clock.ts'

/** A whole message, or why what came is none. After a fault the connection cannot be understood any more. */
export type Frame = { readonly message: Uint8Array } | { readonly fault: FramingFault }
export type FramingFault = 'message_too_large' | 'message_too_slow' | 'framing_broken'

const START = 0x0b
const END = 0x1c
const CR = 0x0d
const LF = 0x0a

export interface FrameBounds {
  /** Of one message. */
  readonly messageBytesMax: number
  /** From a message's first byte to its last: whoever sends it a byte at a time holds what came of it no longer. */
  readonly messageMs: number
  readonly now: Clock
}

/**
 * The messages in a stream of bytes (MLLP release 1: VT, message, FS CR), whichever way it was cut. Holds at most one message, in a
 * buffer at most twice its size. The last frame may be a fault, and then it is the last.
 */
export async function* readFrames(bytes: AsyncIterable<Uint8Array>, bounds: FrameBounds): AsyncGenerator<Frame> {
  let held: Held | undefined
  let ending = false
  for await (const block of bytes) {
    if (held !== undefined && bounds.now() - held.since > bounds.messageMs) return yield { fault: 'message_too_slow' }
    let from = 0
    for (let at = 0; at < block.length; at++) {
      const byte = block[at]
      if (held === undefined) {
        // Between messages line ends are met; anything else is not MLLP.
        if (byte === START) [held, from] = [createHeld(bounds.now()), at + 1]
        else if (byte !== CR && byte !== LF) return yield { fault: 'framing_broken' }
      } else if (ending) {
        if (byte !== CR) return yield { fault: 'framing_broken' }
        yield { message: held.message() }
        held = undefined
        ending = false
      } else if (byte === START) return yield { fault: 'framing_broken' }
      else if (byte === END) {
        held.add(block.subarray(from, at))
        ending = true
      } else if (held.size() + at - from >= bounds.messageBytesMax) return yield { fault: 'message_too_large' }
    }
    if (held !== undefined && !ending) held.add(block.subarray(from))
  }
}

/** Bytes held of the smallest message. */
const FIRST_BYTES = 1_024

interface Held {
  /** When its first byte came. */
  readonly since: number
  add(part: Uint8Array): void
  size(): number
  message(): Uint8Array
}

/** One buffer that doubles: parts of one byte each would cost a hundred times what they say. */
function createHeld(since: number): Held {
  let buffer = new Uint8Array(FIRST_BYTES)
  let length = 0
  return {
    since,
    add(part) {
      if (length + part.length > buffer.length) {
        const grown = new Uint8Array(Math.max(2 * buffer.length, length + part.length))
        grown.set(buffer.subarray(0, length))
        buffer = grown
      }
      buffer.set(part, length)
      length += part.length
    },
    size: () => length,
    message: () => buffer.slice(0, length),
  }
}

/** A message as it goes over the wire. */
export function frame(message: string): Uint8Array {
  return Buffer.concat([Buffer.of(START), Buffer.from(message, 'utf8'), Buffer.of(END, CR)])
}
