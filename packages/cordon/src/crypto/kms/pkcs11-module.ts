import { invariant } from '../../kernel/invariant.ts'
import { serviceFault } from './fault.ts'
import { loadLibrary } from './service-root.ts'

export const PKCS11 = 'pkcs11'

/**
 * A PKCS#11 module (Cryptoki 2.40), called through koffi: the handful of functions that wrapping keys needs. Numbers of
 * the interface are C's `unsigned long`: eight bytes, low byte first, on every platform that Cordon runs on. Calls run
 * beside the event loop and one after another.
 */
export interface Pkcs11Module {
  readonly call: (name: FunctionName, ...values: readonly Value[]) => Promise<void>
  readonly addressOf: (bytes: Uint8Array) => bigint
}

type Value = number | bigint | Uint8Array | null

/** Parameters: `n` a number, `p` a pointer to bytes. */
const FUNCTIONS = {
  C_Initialize: 'p',
  C_GetSlotList: 'bpp',
  C_GetTokenInfo: 'np',
  C_OpenSession: 'nnppp',
  C_Login: 'nnpn',
  C_FindObjectsInit: 'npn',
  C_FindObjects: 'npnp',
  C_FindObjectsFinal: 'n',
  C_GenerateKey: 'nppnp',
  C_EncryptInit: 'npn',
  C_Encrypt: 'npnpp',
  C_DecryptInit: 'npn',
  C_Decrypt: 'npnpp',
} as const
export type FunctionName = keyof typeof FUNCTIONS

const TYPES = { n: 'ulong', p: 'void *', b: 'uchar' } as const

/** A call that the module answered with something else than CKR_OK. */
export class Pkcs11Refused extends Error {
  override readonly name = 'Pkcs11Refused'
  /** PKCS#11's `CKR_…`. */
  readonly result: number

  constructor(result: number) {
    super(`CKR 0x${result.toString(16)}`)
    this.result = result
  }
}

const CKR_CRYPTOKI_ALREADY_INITIALIZED = 0x191
const CKF_OS_LOCKING_OK = 2

/** Loads and initialises the module. */
export async function loadPkcs11(path: string): Promise<Pkcs11Module> {
  const { default: koffi } = await loadLibrary(PKCS11, () => import('koffi'))
  const functions = new Map<string, Native>()
  try {
    const library = koffi.load(path)
    for (const [name, parameters] of Object.entries(FUNCTIONS)) {
      const types = parameters.split('').map((letter) => TYPES[letter as keyof typeof TYPES])
      functions.set(name, library.func(name, 'ulong', types) as unknown as Native)
    }
  } catch (cause) {
    throw serviceFault(PKCS11, 'unreachable', cause)
  }
  let last: Promise<unknown> = Promise.resolve()
  const call = (name: FunctionName, ...values: readonly Value[]): Promise<void> => {
    const turn = last.then(() => callOnce(functions.get(name), values))
    last = turn.catch(() => undefined)
    return turn
  }
  const args = numbers(0, 0, 0, 0, CKF_OS_LOCKING_OK, 0)
  await call('C_Initialize', args).catch((error: unknown) => {
    if (!(error instanceof Pkcs11Refused && error.result === CKR_CRYPTOKI_ALREADY_INITIALIZED)) throw error
  })
  return { call, addressOf: (bytes) => koffi.address(bytes) }
}

interface Native {
  async(...values: unknown[]): void
}

function callOnce(native: Native | undefined, values: readonly Value[]): Promise<void> {
  invariant(native !== undefined, 'a function of the table')
  return new Promise((resolve, reject) => {
    native.async(...values, (error: unknown, result: number | bigint) => {
      if (error !== null && error !== undefined) reject(error)
      else if (Number(result) !== 0) reject(new Pkcs11Refused(Number(result)))
      else resolve()
    })
  })
}

/** Several `unsigned long`s, one after another: also a C struct of such and of pointers. */
export function numbers(...values: readonly (number | bigint)[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8)
  values.forEach((value, at) => {
    bytes.writeBigUInt64LE(BigInt(value), at * 8)
  })
  return bytes
}

export function numberIn(bytes: Buffer, at = 0): number {
  return Number(bytes.readBigUInt64LE(at * 8))
}
