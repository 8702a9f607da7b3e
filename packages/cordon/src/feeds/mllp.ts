/** A whole message, or why what came is none. After a fault the connection cannot be understood any more. */
export type Frame = { readonly message: Uint8Array } | { readonly fault: FramingFault }
export type FramingFault = 'message_too_large' | 'framing_broken'

const START = 0x0b
const END = 0x1c
const CR = 0x0d
const LF = 0x0a

/**
 * The messages in a stream of bytes (MLLP release 1: VT, message, FS CR), whichever way it was cut. Holds at most one message of
 * `messageBytesMax`. The last frame may be a fault, and then it is the last.
 */
export async function* readFrames(bytes: AsyncIterable<Uint8Array>, messageBytesMax: number): AsyncGenerator<Frame> {
  let held: Uint8Array[] | undefined
  let size = 0
  let ending = false
  for await (const block of bytes) {
    let from = 0
    for (let at = 0; at < block.length; at++) {
      const byte = block[at]
      if (held === undefined) {
        // Between messages line ends are met; anything else is not MLLP.
        if (byte === START) [held, size, from] = [[], 0, at + 1]
        else if (byte !== CR && byte !== LF) return yield { fault: 'framing_broken' }
      } else if (ending) {
        if (byte !== CR) return yield { fault: 'framing_broken' }
        yield { message: Buffer.concat(held) }
        held = undefined
        ending = false
      } else if (byte === START) return yield { fault: 'framing_broken' }
      else if (byte === END) {
        held.push(block.slice(from, at))
        ending = true
      } else if (++size > messageBytesMax) return yield { fault: 'message_too_large' }
    }
    if (held !== undefined && !ending) held.push(block.slice(from))
  }
}

/** A message as it goes over the wire. */
export function frame(message: string): Uint8Array {
  return Buffer.concat([Buffer.of(START), Buffer.from(message, 'utf8'), Buffer.of(END, CR)])
}
