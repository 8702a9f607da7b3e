import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { CordonError } from '@cordon/contract'
import { parse } from 'yaml'
import { type OpenPlaces, openPlaces } from '../../backup/stores/open-places.ts'
import { BackupPlace } from '../../config/backup.ts'
import type { Cli } from '../cli.ts'

/**
 * The place that `--from` names: a folder, or a YAML file with what stands under `backup.places` of a configuration.
 * Opened without asking it anything.
 */
export async function openPlaceFrom(from: string, cli: Cli): Promise<OpenPlaces> {
  const { environment, dataFolder, now, random } = cli
  return openPlaces([placeOf(resolve(from))], { dataFolder, secret: environment.secret, now, random })
}

function placeOf(path: string): BackupPlace {
  try {
    if (statSync(path).isDirectory()) return { kind: 'directory', folder: path, elsewhere: false }
  } catch {
    // A mount that is away leaves no folder.
    throw new CordonError('backup_place_unavailable', { at: `directory:${path}` })
  }
  const parsed = BackupPlace.safeParse(parse(readFileSync(path, 'utf8')))
  if (parsed.success) return parsed.data
  throw new CordonError('usage', { at: `--from ${path}: ${parsed.error.issues[0]?.path.join('.') ?? 'not a place'}` })
}
