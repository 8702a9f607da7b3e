import { EntryClass } from '@cordon/contract'
import { createSurroundings, type Surroundings } from '../../packages/cordon/src/audit/journal.fixture.ts'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'

/** Real keys, all made and in memory: what the simulation waits for must be the simulated disk alone. */
export async function createKeys(): Promise<Surroundings> {
  const here = await createSurroundings()
  for (const tenant of ['home', 'north', 'south'])
    for (const kind of EntryClass.options) await here.keyring.sealing({ tenant, purpose: 'journal', class: kind })
  return here
}

/** Seeds tried: `CORDON_TEST_SEED=17` replays one. */
export function seeds(count: number): readonly number[] {
  const one = theOutside().secret('CORDON_TEST_SEED')
  return one === undefined ? Array.from({ length: count }, (_, seed) => seed) : [Number(one)]
}
