import type { Projection } from '../audit/reading/projection.ts'
import { scheduleBackups } from '../jobs/backup.ts'
import { createCopies } from '../jobs/copy-keys.ts'
import { createExpiry } from '../jobs/expire.ts'
import { createJournalExpiring } from '../jobs/expire-journal.ts'
import { forEach } from '../jobs/for-each.ts'
import { createMark } from '../jobs/mark.ts'
import { createProjecting, createProjectionCheck } from '../jobs/project.ts'
import { schedule } from '../jobs/schedule.ts'
import { createRounds } from '../jobs/witness.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/clock.ts'
import { createDeriving } from '../retrieval/others/derive.ts'
import type { Base, Ground } from './ground.ts'
import type { RequestParts } from './request.ts'
import type { Retention } from './retention.ts'
import type { Rules } from './rules.ts'
import type { Who } from './who.ts'

/** What a boundary does by itself, each at its own interval, until it is closed. */
export function startWork({ config, lifetime, log, outside }: Base, parts: WorkParts): void {
  const { now } = outside
  const { node, tenant, retention, journal: settings } = config
  const { places, journal, store, keyring, witnessing, backups, tenants, people, quotas, watching } = parts
  const { vault, bodies, answers, feeds, holds, shreds, journalExpiry, projection } = parts
  const { availability, drills, availabilityWatching } = parts
  const each = (round: (of: string) => Promise<void>) => forEach(tenants, round)
  const expiry = createExpiry({
    tenants,
    expire: [(of) => vault.expire(of), (of) => bodies.expire(of), (of) => answers.expire(of)],
    held: async (of) => (await holds.list(of)).some(({ liftedAt }) => liftedAt === undefined),
    log,
  })
  const { expire } = retention.journal
  const jobs = [
    schedule(expiry, 10 * MINUTE, log),
    schedule(
      each((of) => shreds.proceed(of)),
      MINUTE,
      log,
    ),
    schedule(createJournalExpiring({ tenants, expiry: journalExpiry, expire, now, log }), HOUR, log),
    schedule(
      each((of) => people.expire(of)),
      MINUTE,
      log,
    ),
    schedule(() => feeds.forget(), HOUR, log),
    schedule(createMark({ node, journal, store }), 5 * SECOND, log),
    schedule(createCopies({ places, log }), 10 * SECOND, log),
    ...(backups && config.backup ? scheduleBackups({ backups, settings: config.backup, log }) : []),
    schedule(() => watching.round(), SECOND, log),
    schedule(() => quotas.round(), SECOND, log),
    schedule(() => availability.round(), 5 * SECOND, log),
    schedule(() => availabilityWatching.round(), MINUTE, log),
    schedule(
      each((of) => availability.forget(of)),
      DAY,
      log,
    ),
    schedule(
      each((of) => drills.forget(of)),
      DAY,
      log,
    ),
    schedule(
      each((of) => drills.round(of)),
      5 * SECOND,
      log,
    ),
    schedule(each(createDeriving({ store, keyring, now, log })), 5 * SECOND, log),
    schedule(
      each((of) => quotas.forget(of)),
      HOUR,
      log,
    ),
    schedule(createProjecting({ tenants, projection }), SECOND, log),
    schedule(createProjectionCheck({ tenants, projection }), DAY, log),
    schedule(createRounds({ witnessing, journal, operator: tenant, log }), settings.witnessMs, log),
  ]
  for (const job of jobs) lifetime.onClose(() => job.stop())
  // First of all: the jobs that are stopped next wait for what they are doing.
  lifetime.onClose(async () => backups?.end())
}

type WorkParts = Pick<Ground, 'places' | 'journal' | 'store' | 'keyring' | 'witnessing' | 'backups'> &
  Pick<Who, 'tenants' | 'people'> &
  Pick<Rules, 'quotas' | 'watching'> &
  Pick<RequestParts, 'vault' | 'bodies' | 'answers' | 'feeds' | 'availability' | 'drills'> &
  Retention & { readonly projection: Projection; readonly availabilityWatching: { round(): Promise<void> } }
