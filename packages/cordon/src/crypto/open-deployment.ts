import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { chosenRoot, type KeySettings } from '../config/keys.ts'
import type { Clock } from '../kernel/clock.ts'
import { createEgress, type Egress } from '../kernel/egress.ts'
import type { RandomBytes } from '../kernel/random.ts'
import { createRegisterFolder, createRootFile, type KeyFiles } from './create-key-files.ts'
import type { OnFault } from './kms/fault.ts'
import { printKek } from './kms/file.ts'
import { openRootKey, type RootDeps } from './kms/open-root-key.ts'
import { makePassphraseFile } from './kms/passphrase.ts'
import { type Keys, openKeys } from './open-keyring.ts'
import type { Places } from './places.ts'
import { createRegisters, type Registers } from './registers.ts'
import { openRoots } from './roots.ts'
import { KEY_BYTES } from './xaes.ts'

/** The keys of one deployment, as `cordon.yaml` describes them. */
export interface KeysOf {
  readonly keys: KeySettings
  readonly dataFolder: string
  /** `limits.keyServiceMs`. */
  readonly serviceMs: number
  readonly now: Clock
  readonly random: RandomBytes
  readonly secret: (name: string) => string | undefined
  readonly ask?: ((what: string) => Promise<string | undefined>) | undefined
  readonly onFault?: OnFault | undefined
}

/** Opens them, and what reaches a key service; `close` ends its connections. */
export async function openDeploymentKeys(of: KeysOf & { places?: Places }): Promise<Keys & { close(): Promise<void> }> {
  const egress = await egressTo(of)
  const registerFolder = join(of.dataFolder, 'keys')
  try {
    const { places, now, random } = of
    const roots = await openRoots(of.keys, { ...of, egress, registerFolder })
    const registers = createRegisters({ folder: registerFolder, random, ...(places === undefined ? {} : { places }) })
    const keys = await openKeys({ ...of, roots, registers, now, random })
    // Not waited for: a place that is away stops no start.
    const compared = places && bringUp(keys, places, registers).catch(() => undefined)
    return {
      ...keys,
      async close() {
        await soon(Promise.all([compared, places?.idle()]), Math.min(COPIES_MS_MAX, of.serviceMs))
        await egress.close()
      },
    }
  } catch (error) {
    await egress.close()
    throw error
  }
}

/** What a running node does with its registers first: those of an earlier version are proven, then all are compared. */
async function bringUp({ care }: Keys, places: Places, registers: Registers): Promise<void> {
  await care.proveAll()
  await places.compare(await registers.names(), (name) => registers.read(name))
}

/** A copy that a slow place has not taken by then is sent at the next start. */
const COPIES_MS_MAX = 3_000

async function soon(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}

/** Makes the keys of a new deployment: the root key where it is ours to make, the node's register, a recovery key. */
export async function createDeploymentKeys(of: KeysOf): Promise<Omit<KeyFiles, 'kekPath'>> {
  const { dataFolder, random } = of
  const choice = chosenRoot(of.keys)
  const egress = await egressTo(of)
  try {
    const deps: RootDeps = { ...of, egress, registerFolder: join(dataFolder, 'keys'), createKey: true }
    if (choice.kind === 'file')
      await createRootFile({ path: choice.file, dataFolder, random, make: () => printKek(random(KEY_BYTES)) })
    if (choice.kind === 'passphrase') {
      const passphrase = of.secret(choice.passphraseFrom) ?? (await of.ask?.('Passphrase for a new root key')) ?? ''
      const make = () => makePassphraseFile(passphrase, random)
      await createRootFile({ path: choice.file, dataFolder, random, make })
    }
    const root = await openRootKey(choice, deps)
    const beside = 'file' in choice ? choice.file : `${dataFolder}-keys/cordon`
    return await createRegisterFolder({ root, recoveryPath: `${beside}.recovery`, dataFolder, random })
  } finally {
    await egress.close()
  }
}

/** Key services answer in milliseconds and in a few bytes; what does not is no key service. */
const SERVICE_BYTES_MAX = 262_144
const SERVICE_CONNECTIONS_MAX = 8

async function egressTo({ keys, serviceMs }: KeysOf): Promise<Egress> {
  const limits = {
    upstreamConnectMs: serviceMs,
    upstreamHeadersMs: serviceMs,
    upstreamIdleMs: serviceMs,
    upstreamMs: serviceMs,
    upstreamBytesMax: SERVICE_BYTES_MAX,
    upstreamConnectionsMax: SERVICE_CONNECTIONS_MAX,
  }
  if (keys.caFile === undefined) return createEgress({ limits })
  try {
    return createEgress({ limits, tlsCa: await readFile(keys.caFile, 'utf8') })
  } catch (cause) {
    throw new CordonError('config_invalid', { at: 'keys.caFile cannot be read', cause })
  }
}
