import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import type { Decrypter } from 'age-encryption'
import { createRootFile } from '../../crypto/create-key-files.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { openRootKeyFile, printKek, rootKeyOf } from '../../crypto/kms/file.ts'
import { openKeyring, openKeys } from '../../crypto/open-keyring.ts'
import { copiedNames, newestCopy } from '../../crypto/places.ts'
import { recoverKek } from '../../crypto/recovery.ts'
import { NODE, printRegister } from '../../crypto/register.ts'
import { createRegisters, registerPath } from '../../crypto/registers.ts'
import { createFile } from '../../crypto/replace-file.ts'
import { createRoots } from '../../crypto/roots.ts'
import { KEY_BYTES } from '../../crypto/xaes.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { ObjectStore } from '../../kernel/object-store.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { decrypterOf, readIdentities } from '../age/identities.ts'
import { recoveryIdentity } from '../age/recovery-key.ts'

/** What opens a backup away from the machine that made it. */
export type Way =
  /** The offline recovery key: it opens files and registers alike. `newRoot`: the root key's file that is made anew. */
  | { readonly kind: 'recovery'; readonly recoveryFile: string; readonly newRoot?: string }
  /** An age identity for the files, and the root key for the registers. */
  | { readonly kind: 'root'; readonly identityFile: string; readonly openKeys: OpenKeys }
  /** An age identity alone: sealed values stay sealed. */
  | { readonly kind: 'identity'; readonly identityFile: string }

export type OpenKeys = (dataFolder: string) => Promise<{ readonly keyring: Keyring; close?(): Promise<void> }>

export interface Opening {
  readonly decrypter: Decrypter
  readonly keyring: Keyring | undefined
  readonly registerFolder: string
  close(): Promise<void>
}

interface OpenDeps {
  readonly store: ObjectStore
  /** Registers are put into `keys/` here. */
  readonly dataFolder: string
  readonly now: Clock
  readonly random: RandomBytes
}

/**
 * Brings the newest key registers from the place into the folder and opens them. Throws `backup_incomplete` when the
 * place holds none, `keys_unavailable` when the key is not theirs.
 */
export async function openAway(way: Way, deps: OpenDeps): Promise<Opening> {
  const identities =
    way.kind === 'recovery' ? [await recoveryIdentity(way.recoveryFile)] : await readIdentities(way.identityFile)
  const registerFolder = join(deps.dataFolder, 'keys')
  const opened = { decrypter: decrypterOf(identities), registerFolder }
  if (way.kind === 'identity') return { ...opened, keyring: undefined, close: async () => undefined }
  if (way.kind === 'recovery') {
    if (way.newRoot !== undefined) await makeRoot(way.newRoot, deps)
    await fetchRegisters(deps, registerFolder)
    const keyring = await recover(way.recoveryFile, way.newRoot, registerFolder, deps)
    return { ...opened, keyring, close: async () => undefined }
  }
  await fetchRegisters(deps, registerFolder)
  const keys = await way.openKeys(deps.dataFolder)
  return { ...opened, keyring: keys.keyring, close: async () => keys.close?.() }
}

/** The keys under a root key in a file. */
export function rootFileKeys(kekPath: string, deps: { now: Clock; random: RandomBytes }): OpenKeys {
  return async (dataFolder) => ({
    keyring: await openKeyring({ kekPath, registerFolder: join(dataFolder, 'keys'), ...deps }),
  })
}

async function makeRoot(path: string, { dataFolder, random }: OpenDeps): Promise<void> {
  await createRootFile({ path, dataFolder, random, make: () => printKek(random(KEY_BYTES)) })
}

async function fetchRegisters({ store, random }: OpenDeps, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const names = await copiedNames(store)
  if (!names.includes(NODE)) throw new CordonError('backup_incomplete', { at: `${store.name}: keys/${NODE}` })
  for (const name of names) {
    const register = await newestCopy(store, name)
    if (register !== undefined) await createFile(registerPath(folder, name), printRegister(register), random)
  }
}

/** Opens the registers by their recovery root, and puts them under the new root key where one was made. */
async function recover(
  path: string,
  newRoot: string | undefined,
  registerFolder: string,
  { now, random }: OpenDeps,
): Promise<Keyring> {
  const recoveryRoot = rootKeyOf(await recoverKek({ path, registerFolder, random }), random)
  const current = newRoot === undefined ? recoveryRoot : await openRootKeyFile(newRoot, random)
  const earlier = newRoot === undefined ? [] : [{ id: recoveryRoot.id, open: async () => recoveryRoot }]
  const registers = createRegisters({ folder: registerFolder, random })
  const { keyring, care } = await openKeys({ roots: createRoots(current, earlier), registers, now, random })
  if (newRoot === undefined) return keyring
  const { failed } = await care.rewrap()
  if (failed[0] !== undefined)
    throw new CordonError('keys_unavailable', { at: `the key register of ${failed[0].name}: ${failed[0].at}` })
  return keyring
}
