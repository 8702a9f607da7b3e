import { CordonError } from '@cordon/contract'
import type { Clock } from '../kernel/clock.ts'
import type { RandomBytes } from '../kernel/random.ts'
import { fields, keyIdOf } from './envelope.ts'
import { createHmacSha256 } from './hmac.ts'
import { journalLabel } from './journal-label.ts'
import { type KeyBook, type KeyBookDeps, openKeyBook, openOrCreateKeyBook, type Wanted } from './key-book.ts'
import { createKeyCare, type KeyCare } from './key-care.ts'
import type { DataKey, Keyring, KeyScope, PseudonymKind, TenantKeys } from './keyring.ts'
import { openRootKeyFile, rootKeyOf } from './kms/file.ts'
import type { RootKey } from './kms/root-key.ts'
import type { Places } from './places.ts'
import { NODE } from './register.ts'
import { believesBy } from './register-proof.ts'
import { createRegisters, type Registers } from './registers.ts'
import { createRoots, type Roots } from './roots.ts'

export const NODE_SECRETS = ['pepper', 'checkpoint', 'recovery']

/** What a tenant's register is made with: the key of its pseudonyms. */
export const TENANT_SECRETS = ['index']

/** A tenant's name is a file's name too: lower case, so that no file system folds two tenants into one. */
const TENANT_NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/

/** The keys of a deployment, to use and to look after. */
export interface Keys {
  readonly keyring: Keyring
  readonly care: KeyCare
}

/** `openKeys` for a root key file and no places: whoever only seals and opens needs no more. */
export async function openKeyring(deps: {
  kekPath: string
  registerFolder: string
  now: Clock
  random: RandomBytes
}): Promise<Keyring> {
  const { now, random } = deps
  const roots = createRoots(await openRootKeyFile(deps.kekPath, random))
  const registers = createRegisters({ folder: deps.registerFolder, random })
  return (await openKeys({ roots, registers, now, random })).keyring
}

/**
 * Opens the keys that `createKeyFiles` made. Root key → tenant's key → data keys: per purpose and month (by `now`,
 * UTC), and per patient. Wrapped keys are in the registers, one file per tenant; unwrapped ones stay in memory.
 * Throws `keys_unavailable` for a wrong or unreachable root key and for a damaged register.
 */
export async function openKeys(deps: {
  roots: Roots
  registers: Registers
  places?: Places
  now: Clock
  random: RandomBytes
}): Promise<Keys> {
  const node = await openKeyBook(deps, NODE)
  const pepper = createHmacSha256(node.secret('pepper'))
  const recovery = rootKeyOf(node.secret('recovery'), deps.random)
  deps.places?.judgeBy(believesBy(recovery))
  const tenants = createTenants({ ...deps, recovery })
  const care = createKeyCare({
    ...deps,
    recovery,
    patientLabel: async (tenant, patient) => patientKey(patient, (await tenants.open(tenant)).names).of,
    forget: tenants.forget,
  })

  const sealing = async (scope: KeyScope): Promise<DataKey> => {
    const { book, names } = tenants.known(scope.tenant) ?? (await tenants.open(scope.tenant))
    return book.sealing(wantedBy(scope, names, deps.now()))
  }
  const keyring: Keyring = {
    tenant: async (tenant) => (tenants.known(tenant) ?? (await tenants.open(tenant))).names,
    sealing,
    // Callers at the same time share one write of the register.
    sealingMany: (scopes) => Promise.all(scopes.map(sealing)),
    opening: async (tenant, sealed, isKept) => {
      const id = keyIdOf(sealed)
      const known = tenants.known(tenant)
      if (known !== undefined) return known.book.opening(id, isKept)
      // Reading never makes a register.
      if (!(await tenants.registered(tenant))) throw new CordonError('keys_unavailable', { at: 'no key register' })
      return (await tenants.open(tenant)).book.opening(id, isKept)
    },
    pepper: (value) => pepper(Buffer.from(value)),
    checkpointSeed: node.secret('checkpoint'),
  }
  return { keyring, care }
}

interface OpenTenant {
  readonly book: KeyBook
  readonly names: TenantKeys
}

/** Opens each tenant's register once, on its first use; a failed opening is tried again by the next caller. */
function createTenants(deps: KeyBookDeps & { recovery: RootKey; places?: Places }) {
  const opened = new Map<string, Promise<OpenTenant>>()
  // What `opened` came to: asked for dozens of times in one request, and waited for only once.
  const known = new Map<string, OpenTenant>()
  const openBook = async (tenant: string): Promise<OpenTenant> => {
    refuseSetBack(named(tenant), deps.places)
    const book = await openOrCreateKeyBook(deps, tenant, TENANT_SECRETS)
    return { book, names: createTenantKeys(book) }
  }
  return {
    registered: async (tenant: string): Promise<boolean> =>
      opened.has(tenant) || (await deps.registers.read(named(tenant))) !== undefined,
    /** Open already; throws as `open` does when its register was set back since. */
    known: (tenant: string): OpenTenant | undefined => {
      const one = known.get(tenant)
      if (one !== undefined) refuseSetBack(tenant, deps.places)
      return one
    },
    open: async (tenant: string): Promise<OpenTenant> => {
      refuseSetBack(named(tenant), deps.places)
      const earlier = opened.get(tenant)
      if (earlier !== undefined) return earlier
      const opening = openBook(tenant)
      opened.set(tenant, opening)
      opening.then(
        (one) => opened.get(tenant) === opening && known.set(tenant, one),
        () => opened.get(tenant) === opening && opened.delete(tenant),
      )
      return opening
    },
    forget: (tenant: string): void => {
      opened.delete(tenant)
      known.delete(tenant)
    },
  }
}

/** Serving from a register that was set back would seal under keys that the copies no longer have, or never will. */
function refuseSetBack(name: string, places: Places | undefined): void {
  if (places?.newerElsewhere.has(name) !== true) return
  throw new CordonError('keys_unavailable', {
    at: `the key register of ${name} is older than its copy elsewhere: restore the newer one`,
  })
}

function named(tenant: string): string {
  if (TENANT_NAME.test(tenant)) return tenant
  throw new CordonError('config_invalid', { at: 'the name of a tenant' })
}

function createTenantKeys(book: KeyBook): TenantKeys {
  const mac = createHmacSha256(book.secret('index'))
  return {
    pseudonym: (kind: PseudonymKind, value) => mac(fields(kind, value)).toString('base64url', 0, 16),
    shreds: book.shreds,
  }
}

function wantedBy(scope: KeyScope, names: TenantKeys, nowMs: number): Wanted {
  const { purpose } = scope
  if (purpose === 'patient') return patientKey(scope.patient, names)
  const month = new Date(nowMs).toISOString().slice(0, 7)
  return { purpose, of: purpose === 'journal' ? journalLabel({ month, class: scope.class }) : month }
}

/** The register names a patient by pseudonym only: the file alone tells nobody who is a patient here. */
function patientKey(patient: string, names: TenantKeys): Wanted {
  return { purpose: 'patient', of: names.pseudonym('patient', patient) }
}
