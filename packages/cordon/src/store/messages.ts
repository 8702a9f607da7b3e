/** A value as the protocol has it: bytes as they are, everything else as text. */
export type Written = string | Buffer | null

/** Messages of PostgreSQL's extended query protocol ("Message Formats"), one after the other in one buffer: one write to the socket. */
export interface Messages {
  parse(name: string, text: string): void
  bind(name: string, values: readonly Written[]): void
  /** Of what was bound: its columns. */
  describe(): void
  execute(): void
  /** Forgets a statement, if there is one of this name. */
  close(name: string): void
  sync(): void
  bytes(): Buffer
}

/** Bytes that the messages of a small transaction take. */
const USUAL = 4_096
/** Of one character in UTF-8, for each of its UTF-16 units. */
const UTF8_MAX = 3

export function createMessages(): Messages {
  let buffer = Buffer.allocUnsafe(USUAL)
  let at = 0

  function room(bytes: number): void {
    if (at + bytes <= buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(2 * buffer.length, at + bytes))
    buffer.copy(larger, 0, 0, at)
    buffer = larger
  }
  function int16(value: number): void {
    room(2)
    at = buffer.writeInt16BE(value, at)
  }
  function int32(value: number): void {
    room(4)
    at = buffer.writeInt32BE(value, at)
  }
  function text(value: string): void {
    room(UTF8_MAX * value.length)
    at += buffer.write(value, at)
  }
  function raw(value: Buffer): void {
    room(value.length)
    at += value.copy(buffer, at)
  }
  /** Ends with a zero. */
  function line(value: string): void {
    text(value)
    room(1)
    buffer[at++] = 0
  }
  /** Its length, in front of it, counts itself but not the letter. */
  function message(letter: string, body: () => void): void {
    text(letter)
    counted(4, body)
  }
  function counted(more: number, body: () => void): void {
    const start = at
    int32(0)
    body()
    buffer.writeInt32BE(at - start - 4 + more, start)
  }
  function value(it: Written): void {
    if (it === null) int32(-1)
    else counted(0, () => (typeof it === 'string' ? text(it) : raw(it)))
  }

  return {
    parse: (name, query) =>
      message('P', () => {
        line(name)
        line(query)
        int16(0)
      }),
    bind: (name, values) =>
      message('B', () => {
        line('')
        line(name)
        int16(values.length)
        for (const each of values) int16(each instanceof Buffer ? 1 : 0)
        int16(values.length)
        for (const each of values) value(each)
        // One format for every column: text.
        int16(1)
        int16(0)
      }),
    describe: () => message('D', () => line('P')),
    execute: () =>
      message('E', () => {
        line('')
        int32(0)
      }),
    close: (name) => message('C', () => line(`S${name}`)),
    sync: () => message('S', () => undefined),
    bytes: () => buffer.subarray(0, at),
  }
}
