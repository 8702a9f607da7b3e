import type { Keyring } from '../../crypto/keyring.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import type { OpenedJournal } from '../open-journal.ts'
import { type AccountingAsked, gatherAccounting } from './accounting/gather.ts'
import { writeComplete } from './complete/write.ts'
import { createProjection, type Damage } from './projection.ts'
import { createJournalReading, type Reader } from './read-journal.ts'
import type { OfficeHours } from './review/office-hours.ts'
import { createReview } from './review/review.ts'

/** All that reads the journal for people, over one projection. */
export function openReading(deps: {
  store: Store
  journal: OpenedJournal
  keyring: Keyring
  node: string
  now: Clock
  hours: OfficeHours
  people: (tenant: string) => Promise<readonly string[]>
  onDamage: (tenant: string, why: Damage) => void
}) {
  const { journal, keyring } = deps
  const projection = createProjection({ ...deps, onDamage: told })
  const parts = { ...deps, journal, keyring, projection }

  /** Rows that were tampered with are the security officer's business too: the next review shows the event. */
  function told(tenant: string, why: Damage): void {
    deps.onDamage(tenant, why)
    const event = 'projection_rebuilt'
    journal.append(tenant, { class: 'lifecycle', v: 1, event, detail: { why } }).catch(() => undefined)
  }

  return {
    projection,
    reading: createJournalReading(parts),
    accounting: (reader: Reader, asked: AccountingAsked) => gatherAccounting(parts, reader, asked),
    complete: (reader: Reader) => writeComplete(parts, reader),
    review: createReview(parts),
  }
}
