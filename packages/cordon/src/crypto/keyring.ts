import type { EntryClass } from '@cordon/contract'

/** Where a sealed value stands. Every part is bound as AAD, length-prefixed, so a value moved elsewhere does not open. */
export interface Place {
  readonly tenant: string
  readonly table: string
  readonly row: string
  readonly column: string
}

/**
 * What a data key is for. `patient` keys are one per patient, so that shredding one leaves nothing of that patient;
 * `journal` keys one per class of entry, so that each class is kept for its own time.
 */
export type KeyScope =
  | { readonly tenant: string; readonly purpose: 'vault' | 'body' | 'directory' }
  | { readonly tenant: string; readonly purpose: 'journal'; readonly class: EntryClass }
  | { readonly tenant: string; readonly purpose: 'patient'; readonly patient: string }

/** One data key. Sealing is XAES-256-GCM (C2SP); the sealed bytes start with a header that names format and key id. */
export interface DataKey {
  readonly id: string
  seal(plain: Uint8Array, place: Place): Uint8Array
  /** Throws `keys_unavailable` when the bytes, the place or the key do not belong together. */
  open(sealed: Uint8Array, place: Place): Uint8Array
}

/** What a value is, when its pseudonym is made: the same text of two kinds gives two pseudonyms. */
export type PseudonymKind =
  | 'tenant'
  | 'patient'
  | 'actor'
  | 'document'
  | 'resource'
  | 'class'
  | 'conversation'
  | 'turn'
  | 'opaque'
  | 'answer'
  | 'source'
  | 'identifier'

export interface TenantKeys {
  /**
   * A keyed name: HMAC-SHA256 under the tenant's index key, 128 bits, base64url (22 characters). It finds rows over
   * sealed text; it never leaves the boundary as a code (164.514(c)(1): codes are random).
   */
  pseudonym(kind: PseudonymKind, value: string): string
  /** How often all keys of this tenant were destroyed; what it was called before then, nobody can tell any more. */
  readonly shreds: number
}

export interface Keyring {
  tenant(tenant: string): Promise<TenantKeys>
  /** The key to seal with now: this month's for the purpose, or the patient's own. Registered durably on first use. */
  sealing(scope: KeyScope): Promise<DataKey>
  /** The same for many, in their order: all the new keys of a tenant are registered with one write. */
  sealingMany(scopes: readonly KeyScope[]): Promise<DataKey[]>
  /**
   * The key that sealed these bytes. Throws `entry_expired` when retention destroyed it, `keys_unavailable` when it is
   * not in the register (shredded). It stays in memory, unless whoever goes through all patients says otherwise.
   */
  opening(tenant: string, sealed: Uint8Array, isKept?: boolean): Promise<DataKey>
  /** HMAC-SHA256 with the pepper of API keys: 32 bytes. */
  pepper(value: string): Uint8Array
  /** The Ed25519 seed (32 bytes) that signs this node's checkpoints. */
  readonly checkpointSeed: Uint8Array
}
