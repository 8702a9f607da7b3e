import type { Backups } from '../backup/backups.ts'
import type { BackupSettings } from '../config/backup.ts'
import { HOUR, MINUTE, SECOND } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import { schedule } from './schedule.ts'

/** How often a node looks whether a snapshot is due. */
const LOOK_MS = MINUTE

/** Ships every few seconds, makes a snapshot when one is due, and removes old ones. Each goes on while another waits. */
export function scheduleBackups(deps: {
  backups: Backups
  settings: BackupSettings
  log: Log
}): readonly { stop(): Promise<void> }[] {
  const { backups, settings, log } = deps
  let told = ''
  const ship = async (): Promise<void> => {
    await backups.ship()
    const { troubles } = backups.status()
    const now = troubles.map(({ place, what }) => `${what} ${place}`).join()
    // Said once, when it begins; the readiness goes on saying it.
    if (now !== told)
      for (const { what, place } of troubles) log.warn('a backup is late', { event: what, address: place })
    told = now
  }
  return [
    schedule(ship, settings.shipSeconds * SECOND, log),
    schedule(() => backups.createIfDue(), LOOK_MS, log),
    schedule(
      async () => {
        const count = await backups.prune()
        if (count > 0) log.info('old snapshots removed', { count })
      },
      HOUR,
      log,
    ),
  ]
}
