import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import type { Disk } from '../../audit/disk.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { ObjectStore } from '../../kernel/object-store.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { followed, listSnapshots, openSnapshot } from '../snapshot/read.ts'
import { type Rehearsal, rehearse } from '../snapshot/rehearse.ts'
import { openAway, type Way } from './keys.ts'
import { refuseOlder } from './restore.ts'
import { type Trust, trustFor } from './verifiers.ts'

/**
 * Proves a restore away from the machine: everything is read from the place, opened with what is in hand, restored into
 * a scratch folder and verified there, as the test after each backup does. The place is only read.
 */
export async function verifyAway(deps: {
  store: ObjectStore
  way: Way
  snapshot?: string | undefined
  vkey?: string | undefined
  pgBin?: string | undefined
  disk: Disk
  now: Clock
  random: RandomBytes
  /** Told the bytes read so far. */
  onBytes?: (bytes: number) => void
}): Promise<Rehearsal & { trust: Trust['from']; keys: boolean; doubts: readonly string[] }> {
  const { store, now, random } = deps
  const id = deps.snapshot ?? (await listSnapshots(store)).at(-1)
  if (id === undefined) throw new CordonError('backup_incomplete', { at: `${store.name}: no snapshot` })
  const dataFolder = await mkdtemp(join(tmpdir(), 'cordon-verify-'))
  try {
    const opening = await openAway(deps.way, { store, dataFolder, now, random })
    const { decrypter, keyring, registerFolder } = opening
    try {
      const { proven } = opening
      const { verifiers, from } = await trustFor(id, { store, keyring, proven, vkey: deps.vkey })
      const opened = await openSnapshot(id, { store, decrypter, verifiers })
      const snapshot = followed(opened, deps.onBytes ?? (() => undefined))
      if (keyring !== undefined) refuseOlder(opened.manifest, opening)
      const keys = keyring === undefined ? undefined : { keyring, registerFolder }
      const found = await rehearse(snapshot, { ...deps, scratchIn: join(dataFolder, 'scratch'), keys })
      return { ...found, trust: from, keys: keys !== undefined, doubts: opening.doubts }
    } finally {
      await opening.close()
    }
  } finally {
    await rm(dataFolder, { recursive: true, force: true })
  }
}
