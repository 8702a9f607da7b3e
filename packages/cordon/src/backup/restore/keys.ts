import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import type { Decrypter } from 'age-encryption'
import { createRootFile } from '../../crypto/create-key-files.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { openRootKeyFile, printKek, rootKeyOf } from '../../crypto/kms/file.ts'
import type { RootKey } from '../../crypto/kms/root-key.ts'
import { type Keys, openKeys } from '../../crypto/open-keyring.ts'
import { copiedNames, newestCopy, readCopies } from '../../crypto/places.ts'
import { isProvenSlot, openSlot, readRecoveryKey } from '../../crypto/recovery.ts'
import { NODE, printRegister, type Register } from '../../crypto/register.ts'
import { type Believes, believesBy } from '../../crypto/register-proof.ts'
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

export type OpenKeys = (dataFolder: string) => Promise<Keys & { close?(): Promise<void> }>

export interface Opening {
  readonly decrypter: Decrypter
  readonly keyring: Keyring | undefined
  readonly registerFolder: string
  /** Whether it is certain that the registers are this deployment's: nobody without its keys can have made them. */
  readonly proven: boolean
  /** By name, the change of each register that was taken. */
  readonly registers: ReadonlyMap<string, number>
  /** Objects among the registers in the place that are none of this deployment's. */
  readonly doubts: readonly string[]
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
 * Brings the newest true key registers from the place into the folder and opens them. Throws `backup_incomplete` when the
 * place holds none, `keys_unavailable` when none of them is under this key.
 */
export async function openAway(way: Way, deps: OpenDeps): Promise<Opening> {
  const identities =
    way.kind === 'recovery' ? [await recoveryIdentity(way.recoveryFile)] : await readIdentities(way.identityFile)
  const registerFolder = join(deps.dataFolder, 'keys')
  const opened = { decrypter: decrypterOf(identities), registerFolder, registers: new Map<string, number>() }
  const closed = { close: async () => undefined, doubts: [] }
  if (way.kind === 'identity') return { ...opened, ...closed, keyring: undefined, proven: false }
  await mkdir(registerFolder, { recursive: true, mode: 0o700 })
  const taken = createTaken(deps, registerFolder)
  if (way.kind === 'recovery') {
    if (way.newRoot !== undefined) await makeRoot(way.newRoot, deps)
    const { recoveryRoot, proven } = await takeNodeByRecovery(way.recoveryFile, deps, taken)
    await takeTenants(deps, taken, believesBy(recoveryRoot))
    const keyring = await recover(recoveryRoot, way.newRoot, registerFolder, deps)
    return { ...opened, ...closed, ...taken, keyring, proven }
  }
  const keys = await takeNodeByRoot(way.openKeys, deps, taken)
  await takeTenants(deps, taken, keys.care.believes)
  return { ...opened, ...taken, keyring: keys.keyring, proven: true, close: async () => keys.close?.() }
}

/** The keys under a root key in a file. */
export function rootFileKeys(kekPath: string, deps: { now: Clock; random: RandomBytes }): OpenKeys {
  return async (dataFolder) => {
    const roots = createRoots(await openRootKeyFile(kekPath, deps.random))
    const registers = createRegisters({ folder: join(dataFolder, 'keys'), random: deps.random })
    return openKeys({ ...deps, roots, registers })
  }
}

async function makeRoot(path: string, { dataFolder, random }: OpenDeps): Promise<void> {
  await createRootFile({ path, dataFolder, random, make: () => printKek(random(KEY_BYTES)) })
}

/** What is taken from the place: written into the folder, and remembered. */
function createTaken({ random }: OpenDeps, folder: string) {
  const registers = new Map<string, number>()
  const doubts: string[] = []
  return {
    registers,
    doubts,
    onDoubt: (key: string) => void doubts.push(key),
    async write(register: Register): Promise<void> {
      await createFile(registerPath(folder, register.name), printRegister(register), random)
      registers.set(register.name, register.change)
    },
    async drop(name: string): Promise<void> {
      await rm(registerPath(folder, name), { force: true })
      registers.delete(name)
    },
  }
}
type Taken = ReturnType<typeof createTaken>

/**
 * The node's register, and the recovery root in it. One whose slot bears the recovery key's own proof is taken before any
 * other, however high its number: without that proof anybody can have sealed a deployment to the public half.
 */
async function takeNodeByRecovery(
  path: string,
  { store, random }: OpenDeps,
  taken: Taken,
): Promise<{ recoveryRoot: RootKey; proven: boolean }> {
  const recovery = await readRecoveryKey(path)
  const candidates = await candidatesOf(store, taken)
  const isSlotProven = ({ slot }: Register) => slot !== undefined && isProvenSlot(slot, recovery)
  for (const register of [...candidates.filter(isSlotProven), ...candidates.filter((one) => !isSlotProven(one))]) {
    const recoveryRoot = rootIn(register, recovery, random)
    if (recoveryRoot !== undefined && (await believesBy(recoveryRoot)(register))) {
      await taken.write(register)
      return { recoveryRoot, proven: isSlotProven(register) }
    }
    taken.onDoubt(`keys/${NODE}: change ${register.change}`)
  }
  throw new CordonError('keys_unavailable', { at: `${store.name}: no key register there is under this recovery key` })
}

function rootIn({ slot }: Register, recovery: Uint8Array, random: RandomBytes): RootKey | undefined {
  try {
    return slot && rootKeyOf(openSlot(slot, recovery, random), random)
  } catch (error) {
    if (error instanceof CordonError) return undefined
    throw error
  }
}

/** The node's register that the root key opens. Throws what the newest one's opening did when it opens none. */
async function takeNodeByRoot(openKeys: OpenKeys, deps: OpenDeps, taken: Taken): ReturnType<OpenKeys> {
  let fault: unknown
  for (const register of await candidatesOf(deps.store, taken)) {
    await taken.write(register)
    const keys = await openKeys(deps.dataFolder).catch((error: unknown) => {
      fault ??= error
      return undefined
    })
    if (keys !== undefined && (await keys.care.believes(register))) return keys
    await keys?.close?.()
    await taken.drop(NODE)
    taken.onDoubt(`keys/${NODE}: change ${register.change}`)
  }
  throw fault ?? new CordonError('keys_unavailable', { at: `${deps.store.name}: no key register there is one of ours` })
}

/** What may be the node's register, newest first. */
async function candidatesOf(store: ObjectStore, taken: Taken): Promise<Register[]> {
  const candidates: Register[] = []
  for await (const found of readCopies(store, NODE)) {
    if (found.register === undefined) taken.onDoubt(found.key)
    else candidates.push(found.register)
  }
  if (candidates.length === 0) throw new CordonError('backup_incomplete', { at: `${store.name}: keys/${NODE}` })
  return candidates.sort((a, b) => b.change - a.change)
}

/** Of each tenant the newest register that is true; a name of which none is has nothing to do with this deployment. */
async function takeTenants({ store }: OpenDeps, taken: Taken, believes: Believes): Promise<void> {
  for (const name of await copiedNames(store)) {
    if (name === NODE) continue
    const register = await newestCopy(store, name, believes, taken.onDoubt)
    if (register !== undefined) await taken.write(register)
  }
}

/** Opens the registers by their recovery root, and puts them under the new root key where one was made. */
async function recover(
  recoveryRoot: RootKey,
  newRoot: string | undefined,
  registerFolder: string,
  { now, random }: OpenDeps,
): Promise<Keyring> {
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
