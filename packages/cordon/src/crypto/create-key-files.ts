import { mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { invariant } from '../kernel/invariant.ts'
import type { RandomBytes } from '../kernel/random.ts'
import { createSecrets, newRegister } from './key-book.ts'
import { exists, refuseInside } from './key-outside.ts'
import { openRootKeyFile, printKek, rootKeyOf } from './kms/file.ts'
import type { RootKey } from './kms/root-key.ts'
import { NODE_SECRETS } from './open-keyring.ts'
import { createRecoveryKey, provenSlot, readRecoveryKey } from './recovery.ts'
import { NODE, printRegister } from './register.ts'
import { withProof } from './register-proof.ts'
import { createRegisters, registerNames, registerPath } from './registers.ts'
import { createFile } from './replace-file.ts'
import { createRoots } from './roots.ts'
import { KEY_BYTES } from './xaes.ts'

export interface KeyFiles {
  readonly kekPath: string
  /** To be taken off the machine. Beside the root key until then. */
  readonly recoveryPath: string
  readonly registerFolder: string
}

/**
 * Makes what `openKeys` opens, with a root key in a file: `createRootFile`, then `createRegisterFolder`. Throws
 * `config_invalid` when the root key would lie in the data folder: whoever takes the folder must not have the key.
 */
export async function createKeyFiles(at: {
  kekPath: string
  dataFolder: string
  random: RandomBytes
}): Promise<KeyFiles> {
  const { kekPath, dataFolder, random } = at
  await createRootFile({ path: kekPath, dataFolder, random, make: () => printKek(random(KEY_BYTES)) })
  const root = await openRootKeyFile(kekPath, random)
  return { kekPath, ...(await createRegisterFolder({ root, recoveryPath: `${kekPath}.recovery`, dataFolder, random })) }
}

/**
 * Makes the root key's file, 0600 in a folder 0700, unless it is there. Throws `config_invalid` inside the data folder,
 * and `keys_unavailable` when registers exist whose root key does not.
 */
export async function createRootFile(at: {
  path: string
  dataFolder: string
  random: RandomBytes
  make: () => string | Promise<string>
}): Promise<void> {
  await refuseInside(at.path, at.dataFolder)
  await mkdir(dirname(at.path), { recursive: true, mode: 0o700 })
  if (await exists(at.path)) return
  const registers = (await exists(join(at.dataFolder, 'keys'))) ? await readdir(join(at.dataFolder, 'keys')) : []
  if (registers.some((name) => name.endsWith('.json'))) {
    throw new CordonError('keys_unavailable', { at: 'there are key registers here, and their root key is missing' })
  }
  await createFile(at.path, await at.make(), at.random)
}

/**
 * Makes another root key's file, for a deployment that will move to it. Throws `config_invalid` inside the data folder
 * and where there is a file already.
 */
export async function createNextRootFile(at: {
  path: string
  dataFolder: string
  random: RandomBytes
  text: string
}): Promise<void> {
  await refuseInside(at.path, at.dataFolder)
  if (await exists(at.path))
    throw new CordonError('config_invalid', { at: 'a root key file of this name exists already' })
  await mkdir(dirname(at.path), { recursive: true, mode: 0o700 })
  await createFile(at.path, at.text, at.random)
}

/**
 * Makes the node's register under a root key of any kind, and an offline recovery key at `recoveryPath`. What is there
 * stays as it is, so running it again, also after a kill halfway, completes it.
 */
export async function createRegisterFolder(at: {
  root: RootKey
  recoveryPath: string
  dataFolder: string
  random: RandomBytes
}): Promise<Omit<KeyFiles, 'kekPath'>> {
  const { recoveryPath, random } = at
  const registerFolder = join(at.dataFolder, 'keys')
  for (const folder of [at.dataFolder, registerFolder]) await mkdir(folder, { recursive: true, mode: 0o700 })
  if (await exists(registerPath(registerFolder, NODE))) {
    await completeSlot({ ...at, registerFolder })
    return { recoveryPath, registerFolder }
  }
  await refuseTenants(registerFolder)
  await mkdir(dirname(recoveryPath), { recursive: true, mode: 0o700 })
  const secrets = createSecrets(random, NODE_SECRETS)
  const recoveryRoot = secrets.recovery ?? new Uint8Array(0)
  // The register comes last: without it nothing was sealed yet, and both are made anew.
  const slot = await createRecoveryKey({ path: recoveryPath, recoveryRoot, random })
  const deps = { root: at.root, recovery: rootKeyOf(recoveryRoot, random), random }
  const register = await newRegister(deps, NODE, secrets, { change: 0, rotation: 0, epoch: 0, shreds: 0, slot })
  await createFile(registerPath(registerFolder, NODE), printRegister({ ...register, change: 1 }), random)
  return { recoveryPath, registerFolder }
}

/** A slot that an earlier version made gets its proof, while the recovery key is still at hand. */
async function completeSlot(at: {
  root: RootKey
  recoveryPath: string
  registerFolder: string
  random: RandomBytes
}): Promise<void> {
  if (!(await exists(at.recoveryPath))) return
  const recovery = await readRecoveryKey(at.recoveryPath)
  await createRegisters({ folder: at.registerFolder, random: at.random }).change(NODE, async (current) => {
    invariant(current !== undefined, 'the node has a register')
    if (current.slot === undefined || current.slot.proof !== undefined) return current
    const slot = provenSlot(current.slot, recovery)
    return slot === undefined ? current : withProof({ ...current, slot }, await createRoots(at.root).unwrap(current))
  })
}

/** A node register that went missing beside tenants' is a loss to be told, not a beginning. */
async function refuseTenants(folder: string): Promise<void> {
  if ((await registerNames(folder)).length === 0) return
  throw new CordonError('keys_unavailable', { at: `the key register of ${NODE} is missing` })
}
