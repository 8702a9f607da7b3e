import { createNoteKey } from '../audit/ed25519.ts'
import type { Change } from '../identity/change.ts'
import { createHolds } from '../shred/holds.ts'
import type { ExpiryDeps } from '../shred/retention/expire-journal.ts'
import { createJournalExpiry } from '../shred/retention/expire-journal.ts'
import { createShreds } from '../shred/shreds.ts'
import type { Base, Ground } from './ground.ts'
import type { Who } from './who.ts'

export type Retention = ReturnType<typeof openRetention>

/** What ends: holds that forbid it, patients' keys that are destroyed, journal entries whose time is over. */
export function openRetention(
  { outside, config, newId }: Base,
  { store, keyring, keys, journal }: Ground,
  projection: ExpiryDeps['projection'],
  { secondPerson }: Pick<Who, 'secondPerson'>,
) {
  const { now, disk } = outside
  const record = (of: string, principal: string, made: Change) =>
    journal.append(of, { class: 'configuration', v: 1, principal, ...made }).then(() => undefined)
  const destroying = { store, keyring, care: keys.care, journal, journalFolder: journal.folder, disk, now }
  const holds = createHolds({ store, keyring, secondPerson, record, now, newId })
  const { signer } = createNoteKey(journal.origin, keyring.checkpointSeed)
  const shreds = createShreds({ ...destroying, secondPerson, node: config.node, signer, newId })
  const journalExpiry = createJournalExpiry({
    ...destroying,
    projection,
    days: config.retention.journal.days,
    operator: config.tenant,
  })
  return { holds, shreds, journalExpiry }
}
