import { CordonError } from '@cordon/contract'
import pg from 'pg'
import type { Registers } from '../../crypto/registers.ts'
import { storeFault } from '../../store/faults.ts'
import { withinTenant } from './take-back.queries.ts'

/**
 * Deletes in the restored store what answers are looked through by (`retrieval/others/`) of patients whose record no key opens: they
 * were shredded after the snapshot, and no key sealed their digests. Answers how many it deleted.
 */
export async function forgetShredded(
  owner: pg.ClientConfig,
  { tenants, registers }: { tenants: readonly string[]; registers: Pick<Registers, 'read'> },
): Promise<number> {
  const session = new pg.Client(owner)
  session.on('error', () => undefined)
  let forgotten = 0
  try {
    await session.connect()
    // The store of an older version has none.
    const { rows } = await session.query<{ there: boolean }>(
      `select to_regclass('patient_digest') is not null as there`,
    )
    if (rows[0]?.there !== true) return 0
    for (const tenant of tenants) {
      const keys = keyIdsIn(await registers.read(tenant))
      await withinTenant(session, tenant, async () => {
        forgotten += (await session.query(FORGET, [tenant, keys])).rowCount ?? 0
        await session.query(COUNT_CHANGE, [tenant])
      })
    }
    return forgotten
  } catch (error) {
    throw error instanceof CordonError ? error : storeFault(error)
  } finally {
    await session.end().catch(() => undefined)
  }
}

/** As they stand in what they sealed: hexadecimal. */
function keyIdsIn(register: Awaited<ReturnType<Registers['read']>>): string[] {
  return Object.keys(register?.keys ?? {}).map((id) => Buffer.from(id, 'base64url').toString('hex'))
}

/** Bytes 2 to 17 of a sealed value are the id of the key that sealed it (`crypto/envelope.ts`). */
const FORGET = `
  delete from patient_digest digest where tenant = $1 and not exists (
    select from patient where patient.tenant = $1 and patient.ref = digest.patient
      and encode(substr(patient.sealed, 2, 16), 'hex') = any($2::text[]))`

const COUNT_CHANGE = `
  insert into patient_digest_change (tenant, generation) values ($1, 1)
    on conflict (tenant) do update set generation = patient_digest_change.generation + 1`
