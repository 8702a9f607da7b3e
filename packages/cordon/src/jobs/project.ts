import type { Projection } from '../audit/reading/projection.ts'
import { forEach } from './for-each.ts'

/** Entries taken in at one turn, so that a rebuild of a large journal never holds up the stop of a server. */
const turnMax = 20_000

interface ProjectDeps {
  readonly tenants: () => Promise<readonly string[]>
  readonly projection: Projection
}

/** Keeps what the journal is asked by up to date; how far it is behind is told to whoever asks. */
export function createProjecting({ tenants, projection }: ProjectDeps): () => Promise<void> {
  return forEach(tenants, async (tenant) => void (await projection.catchUp(tenant, turnMax)))
}

/** Goes through all of it: a row that was changed or taken out is noticed within a day. */
export function createProjectionCheck({ tenants, projection }: ProjectDeps): () => Promise<void> {
  return forEach(tenants, async (tenant) => void (await projection.check(tenant)))
}
