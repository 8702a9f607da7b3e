import { CordonError } from '@cordon/contract'
import type { JournalDeps } from '../audit/journal-parts.ts'
import type { Config } from '../config/schema.ts'
import { openDeploymentKeys } from '../crypto/open-deployment.ts'
import { createDirectory } from '../identity/directory.ts'
import { readMark } from '../jobs/mark.queries.ts'
import { openStore } from '../store/open.ts'
import { createLifetime } from './lifetime.ts'
import { keysOf, type Outside, sourceOf } from './outside.ts'

/** A statement about the journal while no server runs. The database says who may be named, and what it remembers. */
export async function declareAs<T>(
  by: { readonly person: string; readonly reason: string },
  outside: Outside,
  config: Config,
  declare: (deps: JournalDeps & typeof by) => Promise<T>,
): Promise<T> {
  const { now, random, disk } = outside
  const { dataFolder, node, tenant } = config
  const lifetime = createLifetime()
  try {
    const keys = await openDeploymentKeys({ ...keysOf(outside, config), onFault: () => undefined })
    lifetime.onClose(() => keys.close())
    const store = await openStore({ source: sourceOf(config), dataFolder, random })
    lifetime.onClose(() => store.close())
    const people = await createDirectory({ store, now, changed: () => undefined }).listUsers(tenant)
    if (!people.some(({ id, revokedAt }) => id === by.person && revokedAt === undefined))
      throw new CordonError('not_found', { at: `user ${by.person} (--as)` })
    const mark = await readMark(store.shared, node)
    return await declare({ dataFolder, node, operator: tenant, keyring: keys.keyring, now, random, disk, mark, ...by })
  } finally {
    await lifetime.close()
  }
}
