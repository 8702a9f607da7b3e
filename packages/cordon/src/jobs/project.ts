import type { Projection } from '../audit/reading/projection.ts'

/** Entries taken in at one turn, so that a rebuild of a large journal never holds up the stop of a server. */
const turnMax = 20_000

/** Keeps what the journal is asked by up to date; how far it is behind is told to whoever asks. */
export function createProjecting({
  tenant,
  projection,
}: {
  tenant: string
  projection: Projection
}): () => Promise<void> {
  return async () => {
    await projection.catchUp(tenant, turnMax)
  }
}

/** Goes through all of it: a row that was changed or taken out is noticed within a day. */
export function createProjectionCheck({
  tenant,
  projection,
}: {
  tenant: string
  projection: Projection
}): () => Promise<void> {
  return async () => {
    await projection.check(tenant)
  }
}
