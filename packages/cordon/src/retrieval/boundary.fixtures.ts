import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKeyFiles } from '../crypto/create-key-files.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { openKeyring } from '../crypto/open-keyring.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'

/** For tests: a real store (embedded PostgreSQL) and real keys in a temporary folder. */
export interface TestBoundary {
  readonly store: Store
  readonly keyring: Keyring
  /** Everything on disk lies below; the database among it is readable once `store` is closed. */
  readonly folder: string
  /** 2026-11-22 */
  readonly now: () => number
  close(): Promise<void>
}

export async function openTestBoundary(): Promise<TestBoundary> {
  const folder = await mkdtemp(join(tmpdir(), 'cordon-retrieval-'))
  const now = () => Date.UTC(2026, 10, 22)
  const random = (length: number) => new Uint8Array(randomBytes(length))
  // The database's own user must pass through, or it would be put elsewhere and stay behind.
  const dataFolder = join(folder, 'data')
  await chmod(folder, 0o711)
  await mkdir(dataFolder, { mode: 0o711 })
  const { kekPath, registerFolder } = await createKeyFiles({ kekPath: join(folder, 'kek'), dataFolder, random })
  const keyring = await openKeyring({ kekPath, registerFolder, now, random })
  const store = await openStore({ source: { kind: 'supervised' }, dataFolder, random })
  const close = async () => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { store, keyring, folder, now, close }
}

/** The Synthea sets beside the repository; undefined where they are absent. */
export function synthea(set: 'ndjson-10' | 'bundles-r4'): string | undefined {
  const path = join(import.meta.dirname, '../../../../../shared/data/synthea', set)
  return existsSync(path) ? path : undefined
}
