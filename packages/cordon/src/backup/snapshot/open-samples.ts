import { CordonError } from '@cordon/contract'
import { type Leaf, parseLeaf } from '@cordon/ledger'
import type pg from 'pg'
import type { Disk } from '../../audit/disk.ts'
import { openJournalFiles } from '../../audit/journal-files.ts'
import { openEntry } from '../../audit/sealed-entry.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { storeFault } from '../../store/faults.ts'
import { openReading } from '../database/dump.ts'
import { quoted } from '../database/tables.ts'
import { SEALED_TABLES } from './sealed-columns.ts'

/** Values opened of each tenant, in each table; entries of each tenant. */
const SAMPLE = 5

/** What was opened, by tenant, and for how many values no key was there: right after a shred, and nothing else. */
export interface Opened {
  readonly opened: Readonly<Record<string, number>>
  readonly keyless: Readonly<Record<string, number>>
}

/** Opens a sample of every tenant's sealed values in a restored database: rows that nobody can read restore nothing. */
export async function openValues(owner: pg.ClientConfig, keyring: Keyring, tables: readonly string[]): Promise<Opened> {
  const session = await openReading(owner)
  const tally = createTally()
  try {
    for (const table of tables) {
      const sealed = SEALED_TABLES[table]
      if (sealed === undefined) continue
      for (const row of await sampleOf(session, table, sealed.columns)) {
        const { tenant } = row
        const at = { tenant, table, ...sealed.place(textsOf(row, sealed.columns)) }
        await tally.see(tenant, async () => void (await keyring.opening(tenant, row.sealed)).open(row.sealed, at))
      }
    }
    return tally.seen
  } catch (error) {
    throw storeFault(error)
  } finally {
    await session.end().catch(() => undefined)
  }
}

/** The same for the newest entries of these tenants in an unpacked journal. */
export async function openEntries(
  disk: Disk,
  folder: string,
  keyring: Keyring,
  tenants: readonly string[],
): Promise<Opened> {
  const names = new Map<string, string>()
  for (const tenant of tenants) names.set((await keyring.tenant(tenant)).pseudonym('tenant', tenant), tenant)
  const newest = new Map<string, { leaf: Leaf; sealed: Uint8Array }[]>()
  for await (const read of (await openJournalFiles(disk, folder)).frames()) {
    if (read.kind !== 'frame') break
    const leaf = parseLeaf(read.leaf)
    const tenant = names.get(leaf.tenant)
    if (tenant === undefined) continue
    const held = newest.get(tenant) ?? []
    newest.set(tenant, [...held.slice(1 - SAMPLE), { leaf, sealed: new Uint8Array(read.body) }])
  }
  const tally = createTally()
  for (const [tenant, entries] of newest)
    for (const entry of entries) await tally.see(tenant, async () => void (await openEntry(keyring, tenant, entry)))
  return tally.seen
}

interface Row {
  readonly tenant: string
  readonly sealed: Buffer
  readonly [column: string]: unknown
}

/** A few rows of each tenant, spread over the table. */
async function sampleOf(session: pg.Client, table: string, columns: readonly string[]): Promise<Row[]> {
  const numbered = 'row_number() over (partition by tenant order by md5(sealed)) as n'
  const wanted = ['tenant', 'sealed', ...columns].map(quoted).join(', ')
  const { rows } = await session.query<Row>(
    `select * from (select ${wanted}, ${numbered} from ${quoted(table)}) s where n <= ${SAMPLE}`,
  )
  return rows
}

function textsOf(row: Row, columns: readonly string[]): Record<string, string> {
  return Object.fromEntries(columns.map((column) => [column, String(row[column])]))
}

function createTally() {
  const opened: Record<string, number> = {}
  const keyless: Record<string, number> = {}
  return {
    seen: { opened, keyless },
    async see(tenant: string, open: () => Promise<void>): Promise<void> {
      try {
        await open()
        opened[tenant] = (opened[tenant] ?? 0) + 1
      } catch (error) {
        // Expired is as it should be: the register proves that it is not lost.
        if (error instanceof CordonError && error.code === 'entry_expired') return
        if (!(error instanceof CordonError && error.code === 'keys_unavailable')) throw error
        keyless[tenant] = (keyless[tenant] ?? 0) + 1
      }
    },
  }
}
