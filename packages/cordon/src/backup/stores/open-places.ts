import { readFile } from 'node:fs/promises'
import { CordonError } from '@cordon/contract'
import type { BackupPlace } from '../../config/backup.ts'
import type { Clock } from '../../kernel/clock.ts'
import { createEgress } from '../../kernel/egress.ts'
import type { ObjectStore } from '../../kernel/object-store.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { openDirectoryStore } from './directory.ts'
import { PLACE_LIMITS } from './limits.ts'
import { openS3Store } from './s3.ts'

/** The places of a configuration, in its order; `close` ends their connections. */
export interface OpenPlaces {
  readonly stores: readonly ObjectStore[]
  close(): Promise<void>
}

export interface OpenPlaceDeps {
  readonly dataFolder: string
  /** A credential, by the name that the configuration gives. */
  readonly secret: (name: string) => string | undefined
  readonly now: Clock
  readonly random: RandomBytes
}

/**
 * Opens them without asking any: one that is away must stop no start. Throws `config_invalid` for what can never work:
 * a directory in the data folder, a credential that is not set, a client that is not installed.
 */
export async function openPlaces(places: readonly BackupPlace[], deps: OpenPlaceDeps): Promise<OpenPlaces> {
  const closers: (() => Promise<void>)[] = []
  const close = async () => void (await Promise.all(closers.splice(0).map((one) => one())))
  try {
    const stores: ObjectStore[] = []
    for (const place of places) stores.push(await openPlace(place, deps, closers))
    return { stores, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openPlace(
  place: BackupPlace,
  deps: OpenPlaceDeps,
  closers: (() => Promise<void>)[],
): Promise<ObjectStore> {
  if (place.kind === 'directory') return openDirectoryStore({ folder: place.folder, ...deps })
  const tls = place.caFile === undefined ? {} : { tlsCa: await readAuthority(place.caFile) }
  const egress = createEgress({ limits: PLACE_LIMITS, ...tls })
  closers.push(() => egress.close())
  const sessionToken = deps.secret(place.sessionTokenFrom)
  const credentials = {
    accessKeyId: credential(deps, place.accessKeyFrom),
    secretAccessKey: credential(deps, place.secretKeyFrom),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  }
  return openS3Store({ place, egress, credentials })
}

function credential({ secret }: OpenPlaceDeps, name: string): string {
  const value = secret(name)
  if (value === undefined || value === '')
    throw new CordonError('config_invalid', { at: `backup.places: ${name} is not set` })
  return value
}

async function readAuthority(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new CordonError('config_invalid', { at: 'backup.places: caFile cannot be read', cause })
  }
}
