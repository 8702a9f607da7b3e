import { mkdir, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { CordonError } from '@cordon/contract'
import type { RandomBytes } from '../kernel/random.ts'
import { createKeyBook } from './key-book.ts'
import { printKek, readKek, rootKeyOf } from './kms/file.ts'
import { NODE, NODE_SECRETS } from './open-keyring.ts'
import { createRecoveryKey, slotPath } from './recovery.ts'
import { registerPath } from './register.ts'
import { createFile } from './replace-file.ts'
import { KEY_BYTES } from './xaes.ts'

export interface KeyFiles {
  readonly kekPath: string
  /** To be taken off the machine. Beside the root key until then. */
  readonly recoveryPath: string
  readonly registerFolder: string
}

/**
 * Makes what `openKeyring` opens: the root key, an offline recovery key beside it, and the node's register in
 * `dataFolder/keys`. Files 0600, folders 0700. What is there stays as it is, so running it again, also after a kill
 * halfway, completes it. Throws `config_invalid` when the root key would lie in the data folder (whoever takes the
 * folder must not have the key with it), and `keys_unavailable` when registers exist whose root key does not.
 */
export async function createKeyFiles(at: {
  kekPath: string
  dataFolder: string
  random: RandomBytes
}): Promise<KeyFiles> {
  await refuseInside(at.kekPath, at.dataFolder)
  const registerFolder = join(at.dataFolder, 'keys')
  for (const folder of [at.dataFolder, registerFolder, dirname(at.kekPath)]) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  }
  const kek = await readOrCreateKek(at.kekPath, registerFolder, at.random)
  const recoveryPath = `${at.kekPath}.recovery`
  if (!(await exists(slotPath(registerFolder)))) {
    await createRecoveryKey({ path: recoveryPath, registerFolder, kek, random: at.random })
  }
  if (!(await exists(registerPath(registerFolder, NODE)))) await createNode(registerFolder, kek, at.random)
  return { kekPath: at.kekPath, recoveryPath, registerFolder }
}

async function readOrCreateKek(path: string, registerFolder: string, random: RandomBytes): Promise<Uint8Array> {
  if (await exists(path)) return readKek(path)
  if ((await readdir(registerFolder)).some((name) => name.endsWith('.json'))) {
    throw new CordonError('keys_unavailable', { at: 'there are key registers here, and their root key is missing' })
  }
  await createFile(path, printKek(random(KEY_BYTES)), random)
  return readKek(path)
}

/** A node register that went missing beside tenants' is a loss to be told, not a beginning. */
async function createNode(folder: string, kek: Uint8Array, random: RandomBytes): Promise<void> {
  const tenants = (await readdir(folder)).filter((name) => name.endsWith('.json') && !name.startsWith('_'))
  if (tenants.length > 0) throw new CordonError('keys_unavailable', { at: `the key register of ${NODE} is missing` })
  await createKeyBook({ folder, root: rootKeyOf(kek, random), random }, NODE, NODE_SECRETS)
}

async function refuseInside(kekPath: string, dataFolder: string): Promise<void> {
  const way = relative(await realPathOf(dataFolder), await realPathOf(kekPath))
  if (way.startsWith('..')) return
  throw new CordonError('config_invalid', { at: 'the root key file lies inside the data folder' })
}

/** The path without symbolic links, also where its end does not exist yet. */
async function realPathOf(path: string): Promise<string> {
  const full = resolve(path)
  if (await exists(full)) return realpath(full)
  return join(await realPathOf(dirname(full)), basename(full))
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
