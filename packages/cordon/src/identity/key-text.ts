import { createHash } from 'node:crypto'
import type { RandomBytes } from '../kernel/random.ts'

/**
 * The text of an API key: `ck_<tenant>.<id>.<secret><check>`; of a token that Cordon issued: `ct_…`. The prefix lets a secret scanner find a leaked one, the
 * check lets a mistyped or truncated one be told apart without the database. Only the secret (256 bits) is secret.
 */
export interface KeyText {
  readonly tenant: string
  /** 96 random bits: names the row, may be printed. */
  readonly id: string
  /** The whole text, and so the secret: never stored, logged or cached. */
  readonly text: string
}

/** A key lasts for months, a token for minutes. */
export type KeyKind = 'ck' | 'ct'

const ID_BYTES = 12
const SECRET_BYTES = 32
const CHECK_CHARACTERS = 6
const TEXT_CHARACTERS_MAX = 160
const FORM = /^(ck|ct)_([a-z0-9][a-z0-9-]{0,62})\.([A-Za-z0-9_-]{16})\.[A-Za-z0-9_-]{43}([A-Za-z0-9_-]{6})$/

/** A new key for one tenant, whose name is 1-63 lower-case letters, digits and hyphens. */
export function mintKey(tenant: string, random: RandomBytes, kind: KeyKind = 'ck'): KeyText {
  const id = base64url(random(ID_BYTES))
  const body = `${kind}_${tenant}.${id}.${base64url(random(SECRET_BYTES))}`
  return { tenant, id, text: body + check(body) }
}

/** The parts of a well-formed key whose check is right; undefined for anything else. Reads no database. */
export function parseKey(text: string, kind: KeyKind = 'ck'): KeyText | undefined {
  const form = text.length > TEXT_CHARACTERS_MAX ? null : FORM.exec(text)
  const [, kindRead, tenant, id, checked] = form ?? []
  if (kindRead !== kind || tenant === undefined || id === undefined) return undefined
  return checked === check(text.slice(0, -CHECK_CHARACTERS)) ? { tenant, id, text } : undefined
}

/** A checksum, not a signature: anybody can make one, and it proves nothing but careful copying. */
function check(body: string): string {
  return createHash('sha256').update(body).digest('base64url').slice(0, CHECK_CHARACTERS)
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
