import { readFile } from 'node:fs/promises'
import { CordonError } from '@cordon/contract'
import type { RootChoice } from '../../config/keys.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Egress } from '../../kernel/egress.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { recoverKek } from '../recovery.ts'
import { openAwsKms } from './aws-kms.ts'
import { openAzureKeyVault } from './azure-key-vault.ts'
import type { OnFault } from './fault.ts'
import { openRootKeyFile, rootKeyOf } from './file.ts'
import { openGoogleKms } from './google-kms.ts'
import { openPassphraseFile, readPassphraseFile } from './passphrase.ts'
import { openPkcs11 } from './pkcs11.ts'
import { PKCS11 } from './pkcs11-module.ts'
import type { RootKey } from './root-key.ts'
import { createServiceRoot, type KeyService, rootIdOf } from './service-root.ts'
import { openVaultTransit } from './vault-transit.ts'

export interface RootDeps {
  /** Registers the key service as a recipient, and carries every request to it. */
  readonly egress: Egress
  readonly now: Clock
  readonly random: RandomBytes
  /** A credential, by the name of the environment variable that the configuration gives. */
  readonly secret: (name: string) => string | undefined
  /** Asked when the environment has no passphrase; answers nothing where nobody can be asked. */
  readonly ask?: ((what: string) => Promise<string | undefined>) | undefined
  readonly registerFolder: string
  /** Longest call of a key service, its retries included. */
  readonly serviceMs: number
  readonly onFault?: OnFault | undefined
  /** At `init` only: a token's key that is not there yet is made. */
  readonly createKey?: boolean
}

/** The root key that the configuration chose. Throws `keys_unavailable` when it cannot be used now. */
export async function openRootKey(choice: RootChoice, deps: RootDeps): Promise<RootKey> {
  const { random } = deps
  switch (choice.kind) {
    case 'file':
      return openRootKeyFile(choice.file, random)
    case 'passphrase':
      return openPassphraseFile(choice.file, () => passphraseFrom(choice.passphraseFrom, deps), random)
    case 'recovery':
      return rootKeyOf(await recoverKek({ path: choice.file, registerFolder: deps.registerFolder, random }), random)
    case 'aws-kms':
    case 'azure-key-vault':
    case 'google-kms':
    case 'vault-transit':
    case 'pkcs11':
      return createServiceRoot(await openService(choice, deps), { ms: deps.serviceMs, onFault: deps.onFault })
  }
}

/** The id of a chosen root key, without opening it and without a word to any service. */
export async function idOfRoot(choice: RootChoice, deps: Pick<RootDeps, 'random' | 'registerFolder'>): Promise<string> {
  switch (choice.kind) {
    case 'file':
      return (await openRootKeyFile(choice.file, deps.random)).id
    case 'passphrase':
      return (await readPassphraseFile(choice.file)).id
    case 'recovery':
      return rootKeyOf(await recoverKek({ path: choice.file, ...deps }), deps.random).id
    case 'vault-transit':
      return rootIdOf({ service: choice.kind, key: `${choice.mount}/${choice.key}` })
    case 'pkcs11':
      return rootIdOf({ service: PKCS11, key: `${choice.token}/${choice.key}` })
    case 'aws-kms':
    case 'azure-key-vault':
    case 'google-kms':
      return rootIdOf({ service: choice.kind, key: choice.key })
  }
}

type ServiceChoice = Exclude<RootChoice, { kind: 'file' | 'passphrase' | 'recovery' }>

async function openService(choice: ServiceChoice, deps: RootDeps): Promise<KeyService> {
  switch (choice.kind) {
    case 'aws-kms': {
      const sessionToken = deps.secret(choice.sessionTokenFrom)
      const credentials = {
        accessKeyId: credential(choice.accessKeyFrom, deps),
        secretAccessKey: credential(choice.secretKeyFrom, deps),
        ...(sessionToken === undefined ? {} : { sessionToken }),
      }
      return openAwsKms({ key: choice.key, endpoint: choice.endpoint, credentials }, deps.egress)
    }
    case 'azure-key-vault':
      return openAzureKeyVault({ ...choice, secret: credential(choice.secretFrom, deps) }, deps)
    case 'google-kms':
      return openGoogleKms(choice, deps.egress)
    case 'vault-transit':
      return openVaultTransit({ ...choice, token: () => vaultToken(choice, deps) }, deps.egress)
    case 'pkcs11':
      return openPkcs11({ ...choice, pin: credential(choice.pinFrom, deps) }, deps)
  }
}

async function vaultToken(
  { tokenFile, tokenFrom }: Extract<RootChoice, { kind: 'vault-transit' }>,
  deps: RootDeps,
): Promise<string> {
  if (tokenFile === undefined) return credential(tokenFrom, deps)
  try {
    return (await readFile(tokenFile, 'utf8')).trim()
  } catch (cause) {
    throw new CordonError('keys_unavailable', { at: 'keys.root.tokenFile cannot be read', cause })
  }
}

async function passphraseFrom(name: string, { secret, ask }: RootDeps): Promise<string> {
  const given = secret(name) ?? (await ask?.('Passphrase of the root key'))
  if (given !== undefined && given !== '') return given
  throw new CordonError('keys_unavailable', { at: `no passphrase: set ${name}, or start on a terminal` })
}

function credential(name: string, { secret }: RootDeps): string {
  const value = secret(name)
  if (value !== undefined && value !== '') return value
  throw new CordonError('keys_unavailable', { at: `the environment has no ${name}` })
}
