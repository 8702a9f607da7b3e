import { CordonError } from '@cordon/contract'
import pg from 'pg'

/** How to reach one PostgreSQL in the two roles that Cordon itself uses. */
export interface Connections {
  readonly owner: pg.ClientConfig
  readonly application: pg.ClientConfig
  /** Whether the server may be asked now. */
  readonly held: () => boolean
  readonly close: () => Promise<void>
}

/**
 * A server of the operator's. The URL's user owns the tables; the application's connections take the role `cordon_app`
 * as they are opened, so that even `reset role` leads back to it. Throws `config_invalid` when the URL is none, or
 * would cross a network without TLS and a verified certificate.
 */
export function externalConnections(url: string): Connections {
  const owner = { connectionString: url, connectionTimeoutMillis: 10_000 }
  refuseOpenNetwork(owner)
  return {
    owner,
    application: { ...owner, options: '-c role=cordon_app' },
    held: () => true,
    close: async () => undefined,
  }
}

function refuseOpenNetwork(config: pg.ClientConfig): void {
  const { host, ssl } = parse(config)
  const local = host.startsWith('/') || ['localhost', '127.0.0.1', '::1', '[::1]'].includes(host)
  const verified = ssl !== false && (ssl === true || ssl.rejectUnauthorized !== false)
  if (local || verified) return
  throw new CordonError('config_invalid', { at: 'store.url: TLS with a verified certificate (sslmode=verify-full)' })
}

/** As the driver itself reads it, so that what is checked is what happens. */
function parse(config: pg.ClientConfig): { host: string; ssl: boolean | { rejectUnauthorized?: boolean } } {
  try {
    const { host, ssl } = new pg.Client(config)
    return { host, ssl }
  } catch (error) {
    throw new CordonError('config_invalid', { at: 'store.url', cause: error })
  }
}
