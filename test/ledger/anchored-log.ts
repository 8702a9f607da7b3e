import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exportTiles } from '../../packages/cordon/src/audit/export-tiles.ts'
import {
  createSurroundings,
  intent,
  outcome,
  random,
  type Surroundings,
} from '../../packages/cordon/src/audit/journal.fixture.ts'
import { nodeDisk } from '../../packages/cordon/src/audit/node-disk.ts'
import { openWitness } from '../../packages/cordon/src/audit/witness/open-witness.ts'
import { createWitnessing } from '../../packages/cordon/src/audit/witness/witnessing.ts'
import { createEgress } from '../../packages/cordon/src/kernel/egress.ts'

/** A real journal that a real witness followed, closed, and what an auditor of it would hold. */
export interface AnchoredLog {
  readonly here: Surroundings
  /** The journal's folder, and its export. */
  readonly journal: string
  readonly tiles: string
  readonly vkey: string
  readonly witnessVkey: string
  /** A checkpoint from the middle of its life, as an auditor keeps one: text, and in a file. */
  readonly kept: string
  /** Where the auditor keeps things: nothing in here is the operator's. */
  readonly desk: string
  readonly size: number
  remove(): Promise<void>
}

const limits = {
  upstreamConnectMs: 2_000,
  upstreamHeadersMs: 5_000,
  upstreamIdleMs: 5_000,
  upstreamMs: 10_000,
  upstreamBytesMax: 65_536,
  upstreamConnectionsMax: 2,
}

export async function createAnchoredLog(requests: number): Promise<AnchoredLog> {
  const here = await createSurroundings()
  const desk = join(here.dataFolder, '..', 'desk')
  const journal = await here.open({ limits: { segmentBytesMax: 64 * 1024 } })
  const at = { folder: desk, host: '127.0.0.1', port: 0, disk: nodeDisk, now: () => here.now, random }
  const witness = await openWitness({ ...at, logs: [journal.vkey], name: 'witness.example/desk' })
  const egress = createEgress({ limits })
  const witnessing = createWitnessing({
    witnesses: [witness],
    egress,
    log: journal,
    disk: nodeDisk,
    now: () => here.now,
  })
  try {
    await fill(here, journal, Math.floor(requests / 2))
    await witnessing.round()
    const kept = (await journal.checkpoint(0)).note
    await fill(here, journal, Math.ceil(requests / 2))
    await journal.close()
    await witnessing.round()
    const tiles = join(here.dataFolder, 'tiles')
    const { size } = await exportTiles(here.folder, tiles)
    const vkey = (await readFile(join(tiles, 'log.vkey'), 'utf8')).trim()
    const { folder } = here
    const remove = () => here.remove()
    return { here, journal: folder, tiles, vkey, witnessVkey: witness.vkey, kept, desk, size, remove }
  } finally {
    await egress.close()
    await witness.close()
  }
}

/** Two tenants, in turns: an intent and its outcome each, some of them at once. */
async function fill(here: Surroundings, journal: Awaited<ReturnType<Surroundings['open']>>, requests: number) {
  for (let first = 0; first < requests; first += AT_ONCE) {
    here.now += 7
    const some = Array.from({ length: Math.min(AT_ONCE, requests - first) }, (_, i) => first + i)
    await Promise.all(
      some.flatMap((i) => {
        const tenant = i % 3 === 0 ? 'south' : 'north'
        return [journal.append(tenant, intent(`r${i}`)), journal.append(tenant, outcome(`r${i}`))]
      }),
    )
  }
  await journal.checkpoint(journal.size)
}

const AT_ONCE = 10
