import { once } from 'node:events'
import type { Socket } from 'node:net'
import { CordonError } from '@cordon/contract'
import type pg from 'pg'
import { storeFault } from '../../store/faults.ts'

/** The wire of one session, as the driver lends it to a query of one's own (`Submittable`). */
interface Wire {
  readonly stream: Socket
  query(sql: string): void
  sendCopyFromChunk(chunk: Uint8Array): void
  endCopyFrom(): void
  sendCopyFail(why: string): void
}

/** Bytes that may wait for their reader before the server is made to wait. */
const WAITING_BYTES_MAX = 4 * 1024 * 1024

export interface CopyOut {
  readonly chunks: AsyncGenerator<Uint8Array>
  /** How many rows there were; known once `chunks` has ended. */
  rows(): number
}

/** `COPY … TO STDOUT`, at the reader's pace. A reader that stops early costs the session: nothing else ends a copy. */
export function copyOut(session: pg.Client, sql: string): CopyOut {
  let waiting: Buffer[] = []
  let bytes = 0
  let ended: { rows: number } | { error: unknown } | undefined
  let wire: Wire | undefined
  let wake: () => void = () => undefined
  const query = {
    submit(given: unknown) {
      wire = given as Wire
      wire.query(sql)
    },
    handleRowDescription: () => undefined,
    handleCopyData({ chunk }: { chunk: Buffer }) {
      // A copy: the driver reuses the buffer that this is a view of.
      waiting.push(Buffer.from(chunk))
      bytes += chunk.length
      if (bytes > WAITING_BYTES_MAX) wire?.stream.pause()
      wake()
    },
    handleCommandComplete: ({ text }: { text: string }) => {
      ended = { rows: rowsOf(text) }
    },
    handleReadyForQuery: () => wake(),
    handleError(error: unknown) {
      ended = { error }
      wake()
    },
  }
  async function* read(): AsyncGenerator<Uint8Array> {
    let whole = false
    try {
      for (;;) {
        if (waiting.length > 0) {
          const taken = Buffer.concat(waiting)
          waiting = []
          bytes = 0
          wire?.stream.resume()
          yield taken
          continue
        }
        if (ended !== undefined) break
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if ('error' in ended) throw storeFault(ended.error)
      whole = true
    } finally {
      if (!whole) wire?.stream.destroy()
    }
  }
  session.query(query)
  return { chunks: read(), rows: () => (ended !== undefined && 'rows' in ended ? ended.rows : 0) }
}

/** `COPY … FROM STDIN`; how many rows the server took. What the source throws ends the copy, and comes through. */
export function copyIn(session: pg.Client, sql: string, source: AsyncIterable<Uint8Array>): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0
    let failed: unknown
    session.query({
      submit: (wire: unknown) => (wire as Wire).query(sql),
      handleCopyInResponse(wire: Wire) {
        pump(wire, source).catch((error: unknown) => {
          failed = error
          wire.sendCopyFail('the source failed')
        })
      },
      handleRowDescription: () => undefined,
      handleCommandComplete: ({ text }: { text: string }) => {
        rows = rowsOf(text)
      },
      handleReadyForQuery: () => resolve(rows),
      handleError: (error: unknown) => reject(failed instanceof CordonError ? failed : storeFault(failed ?? error)),
    })
  })
}

async function pump(wire: Wire, source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of source) {
    if (wire.stream.destroyed) throw new CordonError('store_unavailable', { at: 'the session ended' })
    wire.sendCopyFromChunk(chunk)
    if (wire.stream.writableNeedDrain) await drained(wire.stream)
  }
  wire.endCopyFrom()
}

/** A socket that closes will never drain. */
async function drained(stream: Socket): Promise<void> {
  const heard = new AbortController()
  const on = (event: string) => once(stream, event, { signal: heard.signal }).catch(() => undefined)
  await Promise.race([on('drain'), on('close')])
  heard.abort()
}

/** The server's word at the end: `COPY 12`. */
const rowsOf = (text: string): number => Number(/^COPY (\d+)$/.exec(text)?.[1] ?? 0)
