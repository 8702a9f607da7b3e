import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import { choosePlace, type Place } from '../../packages/cordon/src/store/postgres/place.ts'
import { connectionTo } from '../../packages/cordon/src/store/postgres/session.ts'

/** Where the PostgreSQL of a data folder keeps its things; they need not lie in the folder. */
export function placeOf(dataFolder: string): Promise<Place> {
  return choosePlace({ dataFolder, random: theOutside().random })
}

/** Asks the running server as the owner of the tables, with one tenant's rows in sight. */
export async function asOwner<T>(
  dataFolder: string,
  tenant: string,
  work: (session: pg.Client) => Promise<T>,
): Promise<T> {
  const session = new pg.Client(connectionTo(await placeOf(dataFolder), 'cordon_owner'))
  await session.connect()
  try {
    await session.query(`select set_config('cordon.tenant', $1, false)`, [tenant])
    return await work(session)
  } finally {
    await session.end()
  }
}

/** The process that its lock file names. */
export async function postmasterOf(dataFolder: string): Promise<number> {
  const { cluster } = await placeOf(dataFolder)
  return Number.parseInt(await readFile(join(cluster, 'postmaster.pid'), 'utf8'), 10)
}
