import { createServer as createPlainServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

/** Bytes from somebody who connected, at the pace of whoever reads them. */
export interface Inbound {
  readonly bytes: AsyncIterable<Uint8Array>
  /** Resolves once the bytes are handed to the system; rejects when the other side is gone. */
  write(bytes: Uint8Array): Promise<void>
}

export interface ListenSettings {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** PEM. With `clientCa`, a client without a certificate by it is turned away. */
  readonly tls: { readonly cert: string; readonly key: string; readonly clientCa: string | undefined } | undefined
  /** The next connection is closed at once. */
  readonly connectionsMax: number
  /** The same for those from one address, so that one sender does not take the place of all. */
  readonly connectionsPerAddressMax: number
  /** A connection is cut after so long without a byte either way. */
  readonly idleMs: number
}

export interface Listening {
  readonly host: string
  readonly port: number
  /** Takes no more connections and cuts those there are; resolves once `serve` is done with each. */
  close(): Promise<void>
}

/**
 * Waits for connections and serves each until `serve` is done with it, then closes it. What `serve` throws ends its connection alone,
 * and nobody else's. Rejects when the address cannot be listened on.
 */
export async function listen(settings: ListenSettings, serve: (from: Inbound) => Promise<void>): Promise<Listening> {
  const open = new Map<Socket, Promise<void>>()
  const take = (socket: Socket) => {
    open.set(
      socket,
      served(socket, settings.idleMs, serve).finally(() => open.delete(socket)),
    )
  }
  const server = serverOf(settings, take)
  server.maxConnections = settings.connectionsMax
  boundEachAddress(server, settings.connectionsPerAddressMax)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, settings.host, () => resolve())
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : settings.port
  return {
    host: settings.host,
    port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const left = [...open]
      for (const [socket] of left) socket.destroy()
      await Promise.all(left.map(([, done]) => done))
      await closed
    },
  }
}

/** Counted from the first packet on: a TLS handshake that is never ended is a connection too. */
function boundEachAddress(server: Server, max: number): void {
  const counts = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    const count = (counts.get(address) ?? 0) + 1
    counts.set(address, count)
    socket.once('close', () => {
      const left = (counts.get(address) ?? 1) - 1
      if (left > 0) counts.set(address, left)
      else counts.delete(address)
    })
    if (count > max) socket.destroy()
  })
}

function serverOf({ tls }: ListenSettings, take: (socket: Socket) => void): Server {
  if (tls === undefined) return createPlainServer(take)
  const { cert, key, clientCa } = tls
  const mutual = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }
  // 164.312(e)(1): nothing older than TLS 1.2.
  return createTlsServer({ cert, key, minVersion: 'TLSv1.2', ...mutual }, take)
}

async function served(socket: Socket, idleMs: number, serve: (from: Inbound) => Promise<void>): Promise<void> {
  // A connection that breaks ends the reading of it; there is nobody to tell.
  socket.on('error', () => undefined)
  socket.setTimeout(idleMs, () => socket.destroy())
  const write = (bytes: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      socket.write(bytes, (error) => (error ? reject(error) : resolve()))
    })
  try {
    await serve({ bytes: socket, write })
  } catch {
    // The connection's own end.
  } finally {
    socket.end()
    socket.destroySoon()
  }
}
