import { CordonError } from '@cordon/contract'
import type { Cli } from '../cli.ts'
import { withAdminDoor } from '../with-door.ts'
import type { Finding } from './doctor.ts'

interface Registered {
  readonly id: string
  readonly waiting: readonly string[]
}

const check = 'mcp servers'

/** Whether tools of other MCP servers wait for a review, where a running server says (CORDON_ADMIN_URL). No server is asked for it. */
export async function checkServers(cli: Cli): Promise<Finding[]> {
  if (cli.environment.adminUrl === undefined) return []
  try {
    const listed = await withAdminDoor(cli, (door) => door.get('/api/servers'))
    return findingsOf((listed as { items: readonly Registered[] }).items)
  } catch (error) {
    const found = error instanceof CordonError ? error.message : 'the server does not say'
    return [{ check, status: 'warn', found, mend: 'CORDON_ADMIN_KEY of an administrator' }]
  }
}

export function findingsOf(servers: readonly Registered[]): Finding[] {
  if (servers.length === 0) return []
  const waiting = servers.filter((server) => server.waiting.length > 0)
  if (waiting.length === 0) return [{ check, status: 'ok', found: `${servers.length} registered, every tool reviewed` }]
  return waiting.map(({ id, waiting: tools }) => ({
    check,
    status: 'warn',
    found: `${id}: ${tools.length} tools wait for a review, and are closed`,
    mend: `cordon server look ${id}, then cordon server review`,
  }))
}
