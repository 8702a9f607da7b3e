import { Secret, TOTP } from 'otpauth'

/** RFC 6238 as every authenticator app knows it: SHA-1, six digits, 30 seconds; one step to either side for clocks. */
const PERIOD_S = 30
const WINDOW = 1
export const totpSecretBytes = 20

export const TOTP_CODE = /^[0-9]{6}$/

/** The time step whose code this is, or nothing. Whether the step was used before is the caller's to ask. */
export function stepOf(secret: Uint8Array, code: string, nowMs: number): number | undefined {
  if (!TOTP_CODE.test(code)) return undefined
  const delta = totpOf(secret).validate({ token: code, timestamp: nowMs, window: WINDOW })
  return delta === null ? undefined : Math.floor(nowMs / 1_000 / PERIOD_S) + delta
}

/** What an authenticator app takes in: as text to type, and as the address that a QR code shows. */
export function shownOf(secret: Uint8Array, person: string): { secret: string; uri: string } {
  const totp = totpOf(secret, person)
  return { secret: totp.secret.base32, uri: totp.toString() }
}

function totpOf(secret: Uint8Array, label = 'Cordon'): TOTP {
  const buffer = Uint8Array.from(secret).buffer
  return new TOTP({
    issuer: 'Cordon',
    label,
    secret: new Secret({ buffer }),
    digits: 6,
    period: PERIOD_S,
    algorithm: 'SHA1',
  })
}
