import { createHmac } from 'node:crypto'
import { CordonError } from '@cordon/contract'
import type { Clock } from '../kernel/clock.ts'
import type { RandomBytes } from '../kernel/random.ts'
import { fields, keyIdOf } from './envelope.ts'
import { type KeyBook, type KeyBookDeps, openExistingKeyBook, openKeyBook, type Wanted } from './key-book.ts'
import type { DataKey, Keyring, KeyScope, PseudonymKind, TenantKeys } from './keyring.ts'
import { openRootKeyFile } from './kms/file.ts'
import { readRegister } from './register.ts'

/** The register of what belongs to no tenant. No tenant's name starts with an underscore. */
export const NODE = '_node'
export const NODE_SECRETS = ['pepper', 'checkpoint']

/** A tenant's name is a file's name too: lower case, so that no file system folds two tenants into one. */
const TENANT_NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/

/**
 * Opens the keys that `createKeyFiles` made. Root key → tenant's key → data keys: per purpose and month (by `now`,
 * UTC), and per patient. Wrapped keys are in `registerFolder`, one file per tenant; unwrapped ones stay in memory.
 * Throws `keys_unavailable` for a wrong, missing or readable-by-others root key and for a damaged register.
 */
export async function openKeyring(deps: {
  kekPath: string
  registerFolder: string
  now: Clock
  random: RandomBytes
}): Promise<Keyring> {
  const root = await openRootKeyFile(deps.kekPath, deps.random)
  const bookDeps = { folder: deps.registerFolder, root, now: deps.now, random: deps.random }
  const node = await openExistingKeyBook(bookDeps, NODE)
  const pepper = node.secret('pepper')
  const tenants = createTenants(bookDeps)

  const sealing = async (scope: KeyScope): Promise<DataKey> => {
    const { book, names } = await tenants.open(scope.tenant)
    return book.sealing(
      scope.purpose === 'patient' ? patientKey(scope.patient, names) : monthKey(scope.purpose, deps.now()),
    )
  }
  return {
    tenant: async (tenant) => (await tenants.open(tenant)).names,
    sealing,
    // Callers at the same time share one write of the register.
    sealingMany: (scopes) => Promise.all(scopes.map(sealing)),
    opening: async (tenant, sealed) => {
      const id = keyIdOf(sealed)
      // Reading never makes a register.
      if (!(await tenants.registered(tenant))) throw new CordonError('keys_unavailable', { at: 'no key register' })
      return (await tenants.open(tenant)).book.opening(id)
    },
    pepper: (value) => createHmac('sha256', pepper).update(value).digest(),
    checkpointSeed: node.secret('checkpoint'),
  }
}

interface OpenTenant {
  readonly book: KeyBook
  readonly names: TenantKeys
}

/** Opens each tenant's register once, on its first use; a failed opening is tried again by the next caller. */
function createTenants(deps: KeyBookDeps) {
  const opened = new Map<string, Promise<OpenTenant>>()
  const openBook = async (tenant: string): Promise<OpenTenant> => {
    const book = await openKeyBook(deps, named(tenant), ['index'])
    return { book, names: createTenantKeys(book.secret('index')) }
  }
  return {
    registered: async (tenant: string): Promise<boolean> =>
      opened.has(tenant) || (await readRegister(deps.folder, named(tenant))) !== undefined,
    open: (tenant: string): Promise<OpenTenant> => {
      const known = opened.get(tenant)
      if (known !== undefined) return known
      const opening = openBook(tenant)
      opened.set(tenant, opening)
      opening.catch(() => opened.delete(tenant))
      return opening
    },
  }
}

function named(tenant: string): string {
  if (TENANT_NAME.test(tenant)) return tenant
  throw new CordonError('config_invalid', { at: 'the name of a tenant' })
}

function createTenantKeys(index: Uint8Array): TenantKeys {
  return {
    pseudonym: (kind: PseudonymKind, value) =>
      createHmac('sha256', index).update(fields(kind, value)).digest().subarray(0, 16).toString('base64url'),
  }
}

function monthKey(purpose: Exclude<KeyScope['purpose'], 'patient'>, nowMs: number): Wanted {
  return { purpose, of: new Date(nowMs).toISOString().slice(0, 7) }
}

/** The register names a patient by pseudonym only: the file alone tells nobody who is a patient here. */
function patientKey(patient: string, names: TenantKeys): Wanted {
  return { purpose: 'patient', of: names.pseudonym('patient', patient) }
}
