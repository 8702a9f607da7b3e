import { CordonError } from '@cordon/contract'
import { loadConfig } from '../config/load.ts'
import { MINUTE } from '../kernel/clock.ts'
import type { Egress } from '../kernel/egress.ts'
import { askSecret } from './ask-secret.ts'
import type { Cli } from './cli.ts'
import { createDoor, type Door } from './door.ts'

/**
 * Runs `work` at the admin door as a named person: at a running server when CORDON_ADMIN_URL and CORDON_ADMIN_KEY say
 * where and who, else at a door that this command opens on the data folder for as long as it takes. Either way the same
 * routes, rights and records.
 */
export async function withAdminDoor<T>(cli: Cli, work: (door: Door) => Promise<T>): Promise<T> {
  const { adminUrl, adminKey } = cli.environment
  if (adminUrl === undefined) return withOwnDoor(cli, work)
  if (adminKey === undefined) throw new CordonError('credentials_missing', { at: 'CORDON_ADMIN_KEY' })
  const { origin } = new URL(adminUrl)
  const secondFactor = () => codeOf(cli)
  return withEgress(cli, (egress) => work(createDoor({ egress, origin, key: adminKey, secondFactor })))
}

/** The code of the person's authenticator: for a script in CORDON_SECOND_FACTOR, else asked on the terminal. */
async function codeOf({ environment, err }: Cli): Promise<string | undefined> {
  const given = environment.secret('CORDON_SECOND_FACTOR')
  return given ?? askSecret('Code of your authenticator', process.stdin, err)
}

/** Whoever can read the root key on this machine already owns the records; the entries name the person all the same. */
async function withOwnDoor<T>(cli: Cli, work: (door: Door) => Promise<T>): Promise<T> {
  const config = loadConfig(cli.environment, cli.dataFolder)
  // Any free port, and nothing logged but trouble: this boundary lives for one command.
  const nowhere = {
    ...config,
    application: { ...config.application, port: 0 },
    admin: { ...config.admin, port: 0 },
    log: { level: 'warn' as const },
  }
  const boundary = await cli.openBoundary(nowhere, { log: cli.err })
  try {
    const person = await boundary.person(cli.person)
    if (person === undefined) throw new CordonError('not_found', { at: `user ${cli.person} (--as)` })
    const { id, key } = await boundary.localKey(person, 60 * MINUTE, true)
    return await withEgress(cli, async (egress) => {
      const door = createDoor({ egress, origin: boundary.adminUrl, key })
      const result = await work(door)
      await boundary.revokeKey(id)
      return result
    })
  } finally {
    await boundary.close()
  }
}

async function withEgress<T>(cli: Cli, work: (egress: Egress) => Promise<T>): Promise<T> {
  const egress = cli.createEgress()
  try {
    return await work(egress)
  } finally {
    await egress.close()
  }
}
