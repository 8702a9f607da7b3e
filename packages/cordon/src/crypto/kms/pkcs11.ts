import { CordonError } from '@cordon/contract'
import type { RandomBytes } from '../../kernel/random.ts'
import { KEY_BYTES } from '../xaes.ts'
import { type ServiceFault, serviceFault } from './fault.ts'
import { loadPkcs11, numberIn, numbers, PKCS11, Pkcs11Refused } from './pkcs11-module.ts'
import type { KeyService } from './service-root.ts'

export interface Pkcs11Settings {
  /** The module's file: `/usr/lib/softhsm/libsofthsm2.so`. */
  readonly module: string
  /** Labels of the token, and of the AES-256 key in it. */
  readonly token: string
  readonly key: string
  readonly pin: string
}

const CKM_AES_KEY_GEN = 0x1080
const CKM_AES_GCM = 0x1087
const CKO_SECRET_KEY = 4
const CKK_AES = 0x1f
const CKU_USER = 1
const CKF_RW_SERIAL = 6
const CKR_USER_ALREADY_LOGGED_IN = 0x100
const ATTRIBUTE = { class: 0, token: 1, private: 2, label: 3, keyType: 0x100, sensitive: 0x103, encrypt: 0x104 }
const MORE = { decrypt: 0x105, valueLength: 0x161, extractable: 0x162 }

const SLOTS_MAX = 64
const NONCE_BYTES = 12
const TAG_BYTES = 16
const OUTPUT_BYTES = 256

/**
 * A token behind PKCS#11: AES-256-GCM (CKM_AES_GCM) inside it, with register and format as additional data. The key
 * never leaves the token. Wrapped bytes: nonce (12) | ciphertext and tag. Nonces are random; a root key wraps far less
 * often than the 2^32 times that SP 800-38D, 8.3 allows.
 */
export async function openPkcs11(
  settings: Pkcs11Settings,
  deps: { random: RandomBytes; createKey?: boolean },
): Promise<KeyService> {
  const token = await openToken(settings)
  const found = await token.findKey(settings.key)
  if (found === undefined && deps.createKey !== true) throw serviceFault(PKCS11, 'wrong_key')
  const key = found ?? (await token.createKey(settings.key))
  return {
    service: PKCS11,
    key: `${settings.token}/${settings.key}`,
    async wrap(plain, label) {
      const nonce = deps.random(NONCE_BYTES)
      return Buffer.concat([nonce, await token.crypt('Encrypt', key, nonce, plain, label)])
    },
    async unwrap(wrapped, label) {
      if (wrapped.length !== NONCE_BYTES + KEY_BYTES + TAG_BYTES)
        throw new CordonError('keys_unavailable', { at: `the wrapped key of ${label} is damaged` })
      const nonce = wrapped.subarray(0, NONCE_BYTES)
      return token.crypt('Decrypt', key, nonce, wrapped.subarray(NONCE_BYTES), label)
    },
    faultOf,
  }
}

async function openToken({ module: path, token, pin }: Pkcs11Settings) {
  const { call, addressOf } = await loadPkcs11(path)
  const session = await openSession()
  /** A C array of CK_ATTRIBUTE; `kept` must live as long as it. */
  const attributes = (of: Readonly<Record<number, Uint8Array>>) => {
    const kept = Object.entries(of)
    const bytes = numbers(...kept.flatMap(([type, value]) => [Number(type), addressOf(value), value.length]))
    return { bytes, count: kept.length, kept }
  }

  async function openSession(): Promise<number> {
    const opened = numbers(0)
    await call('C_OpenSession', await slotOf(), CKF_RW_SERIAL, null, null, opened)
    const secret = Buffer.from(pin)
    await call('C_Login', numberIn(opened), CKU_USER, secret, secret.length).catch((error: unknown) => {
      if (!(error instanceof Pkcs11Refused)) throw error
      if (error.result !== CKR_USER_ALREADY_LOGGED_IN) throw serviceFault(PKCS11, faultOf(error) ?? 'failing', error)
    })
    return numberIn(opened)
  }
  async function slotOf(): Promise<number> {
    const [list, count] = [Buffer.alloc(SLOTS_MAX * 8), numbers(SLOTS_MAX)]
    await call('C_GetSlotList', 1, list, count)
    for (let at = 0; at < numberIn(count); at++) {
      const info = Buffer.alloc(512)
      await call('C_GetTokenInfo', numberIn(list, at), info)
      if (info.subarray(0, 32).toString('utf8').trimEnd() === token) return numberIn(list, at)
    }
    throw serviceFault(PKCS11, 'unreachable')
  }
  return {
    async findKey(label: string): Promise<number | undefined> {
      const wanted = attributes({ [ATTRIBUTE.class]: numbers(CKO_SECRET_KEY), [ATTRIBUTE.label]: Buffer.from(label) })
      await call('C_FindObjectsInit', session, wanted.bytes, wanted.count)
      const [found, count] = [numbers(0, 0), numbers(0)]
      await call('C_FindObjects', session, found, 2, count)
      await call('C_FindObjectsFinal', session)
      // Two keys of one name: which one wrapped is anybody's guess.
      if (numberIn(count) > 1) throw serviceFault(PKCS11, 'wrong_key')
      return numberIn(count) === 1 ? numberIn(found) : undefined
    },
    async createKey(label: string): Promise<number> {
      const [yes, no] = [Uint8Array.of(1), Uint8Array.of(0)]
      const wanted = attributes({
        [ATTRIBUTE.class]: numbers(CKO_SECRET_KEY),
        [ATTRIBUTE.keyType]: numbers(CKK_AES),
        [MORE.valueLength]: numbers(KEY_BYTES),
        [ATTRIBUTE.label]: Buffer.from(label),
        [ATTRIBUTE.token]: yes,
        [ATTRIBUTE.private]: yes,
        [ATTRIBUTE.sensitive]: yes,
        [MORE.extractable]: no,
        [ATTRIBUTE.encrypt]: yes,
        [MORE.decrypt]: yes,
      })
      const made = numbers(0)
      await call('C_GenerateKey', session, numbers(CKM_AES_KEY_GEN, 0, 0), wanted.bytes, wanted.count, made)
      return numberIn(made)
    },
    async crypt(
      verb: 'Encrypt' | 'Decrypt',
      key: number,
      nonce: Uint8Array,
      input: Uint8Array,
      label: string,
    ): Promise<Uint8Array> {
      const aad = Buffer.from(`cordon 1 ${label}`)
      const gcm = numbers(addressOf(nonce), nonce.length, nonce.length * 8, addressOf(aad), aad.length, TAG_BYTES * 8)
      const mechanism = numbers(CKM_AES_GCM, addressOf(gcm), gcm.length)
      const [output, length] = [Buffer.alloc(OUTPUT_BYTES), numbers(OUTPUT_BYTES)]
      // Both are queued in one step, so that no other operation comes between them on this session.
      const begun = call(`C_${verb}Init`, session, mechanism, key)
      const ended = call(`C_${verb}`, session, input, input.length, output, length)
      await Promise.all([begun, ended])
      return Uint8Array.from(output.subarray(0, numberIn(length)))
    },
  }
}

/** PKCS#11's return values: by name where they tell the operator something of their own. */
const FAULTS: Readonly<Record<number, ServiceFault | undefined>> = {
  64: 'wrong_key', // ENCRYPTED_DATA_INVALID
  65: 'wrong_key', // ENCRYPTED_DATA_LEN_RANGE
  96: 'wrong_key', // KEY_HANDLE_INVALID
  130: 'wrong_key', // OBJECT_HANDLE_INVALID
  160: 'refused', // PIN_INCORRECT
  164: 'refused', // PIN_LOCKED
  179: 'failing', // SESSION_HANDLE_INVALID
  224: 'unreachable', // TOKEN_NOT_PRESENT
  257: 'refused', // USER_NOT_LOGGED_IN
}

/** SoftHSM answers a tag that does not fit with CKR_GENERAL_ERROR or CKR_ENCRYPTED_DATA_INVALID. */
function faultOf(error: unknown): ServiceFault | undefined {
  return error instanceof Pkcs11Refused ? (FAULTS[error.result] ?? 'failing') : undefined
}
