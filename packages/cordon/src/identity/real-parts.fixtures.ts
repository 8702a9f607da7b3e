import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKeyFiles } from '../crypto/create-key-files.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { openKeyring } from '../crypto/open-keyring.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import type { SecondPerson } from './second-person.ts'

/** For tests that are not about entries: a change that nobody is told of. */
export const unrecorded = (): Promise<void> => Promise.resolve()

/** For tests that are not about who is a second person: whoever is another is one, for ever. */
export const twoPeople: Pick<SecondPerson, 'require' | 'stillAsks'> = {
  require: () => Promise.resolve(),
  stillAsks: () => Promise.resolve(true),
}

/** For tests: a real database and real keys in a folder of their own, and a clock that the test moves. */
export interface RealParts {
  readonly store: Store
  readonly keyring: Keyring
  readonly clock: { ms: number }
  readonly random: (length: number) => Uint8Array
  close(): Promise<void>
}

export async function openRealParts(startMs: number): Promise<RealParts> {
  const folder = await mkdtemp(join(tmpdir(), 'cordon-parts-'))
  const random = (length: number): Uint8Array => randomBytes(length)
  const clock = { ms: startMs }
  const dataFolder = join(folder, 'data')
  // Run by root, the database's own user has to pass through: then the cluster stays inside and goes with the folder.
  await mkdir(dataFolder)
  for (const each of [folder, dataFolder]) await chmod(each, 0o711)
  const files = await createKeyFiles({ kekPath: join(folder, 'secret/kek'), dataFolder, random })
  const keyring = await openKeyring({ ...files, now: () => clock.ms, random })
  const store = await openStore({ source: { kind: 'supervised' }, dataFolder, random })
  const close = async (): Promise<void> => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { store, keyring, clock, random, close }
}
