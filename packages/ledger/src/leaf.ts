import { fromUtf8, utf8 } from './bytes.ts'
import { LedgerError } from './error.ts'

/**
 * What the tree hashes: enough to check order, completeness and time, and nothing that names anybody. What was done
 * stands in the sealed body, which the leaf binds by hash: destroying the body's key leaves every proof valid.
 */
export interface Leaf {
  readonly v: 1
  /** The node whose journal this is. */
  readonly node: string
  /** The tenant's pseudonym: 128 bits, base64url. */
  readonly tenant: string
  /** Gap-free from 0 within (node, tenant): an export of one tenant shows by itself that nothing is left out. */
  readonly seq: number
  readonly class: string
  /** Milliseconds since 1970, UTC. */
  readonly time: number
  /** 128 random bits, base64url: who sees only hashes cannot guess an entry and test the guess. */
  readonly salt: string
  /** SHA-256 of the sealed body's bytes, base64url. */
  readonly body: string
}

/** Canonical JSON: the fields above, in that order, no white space. */
export function encodeLeaf(leaf: Leaf): Uint8Array {
  const { v, node, tenant, seq, class: kind, time, salt, body } = leaf
  const bytes = utf8(JSON.stringify({ v, node, tenant, seq, class: kind, time, salt, body }))
  parseLeaf(bytes)
  return bytes
}

/** Throws `leaf_malformed` unless these are exactly the bytes that `encodeLeaf` writes for some leaf. */
export function parseLeaf(bytes: Uint8Array): Leaf {
  const found = LEAF.exec(fromUtf8(bytes) ?? '')
  if (found === null) throw new LedgerError('leaf_malformed', 'not a leaf of version 1 in canonical form')
  const [, node = '', tenant = '', seq = '', kind = '', time = '', salt = '', body = ''] = found
  return { v: 1, node, tenant, seq: whole(seq), class: kind, time: whole(time), salt, body }
}

// 128 bits fill 21 characters and two bits of the next; 256 bits fill 42 and four: the spare bits are zero.
const BITS_128 = '[A-Za-z0-9_-]{21}[AQgw]'
const BITS_256 = '[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]'
const WHOLE = '0|[1-9][0-9]{0,15}'
const LEAF = new RegExp(
  `^\\{"v":1,"node":"([a-z0-9][a-z0-9.-]{0,62})","tenant":"(${BITS_128})","seq":(${WHOLE}),` +
    `"class":"([a-z]{1,32})","time":(${WHOLE}),"salt":"(${BITS_128})","body":"(${BITS_256})"\\}$`,
)

function whole(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new LedgerError('leaf_malformed', 'a number of the leaf is too large')
  return value
}
