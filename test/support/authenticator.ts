import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/**
 * A passkey in software, for tests: an ES256 key that answers `navigator.credentials.create` and `.get` as a browser hands
 * them on. CBOR and COSE are written by hand, only what a registration needs (WebAuthn 3, 6.5.4; RFC 9052, 7).
 */
export function createAuthenticator(origin: () => string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  let counter = 0
  let userHandle = ''

  const clientData = (type: string, challenge: string, over: { origin?: string } = {}) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: over.origin ?? origin(), crossOrigin: false }))
  const authData = (flags: number, attested: Buffer = Buffer.alloc(0)) => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(++counter)
    return Buffer.concat([sha256(Buffer.from(new URL(origin()).hostname)), Buffer.of(flags), count, attested])
  }
  const name = id.toString('base64url')

  return {
    id: name,
    /** Sets the counter back, as a copy of the authenticator would have it. */
    rewind(by: number) {
      counter -= by
    },
    create(options: Record<string, unknown>, over: { format?: string; verified?: boolean; origin?: string } = {}) {
      userHandle = (options.user as { id: string }).id
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
      const cose = map([
        [int(1), int(2)],
        [int(3), int(-7)],
        [int(-1), int(1)],
        [int(-2), bytes(Buffer.from(x, 'base64url'))],
        [int(-3), bytes(Buffer.from(y, 'base64url'))],
      ])
      const data = authData(over.verified === false ? 0x41 : 0x45, Buffer.concat([Buffer.alloc(16), length, id, cose]))
      const attestation = map([
        [text('fmt'), text(over.format ?? 'none')],
        [text('attStmt'), map([])],
        [text('authData'), bytes(data)],
      ])
      return {
        id: name,
        rawId: name,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', String(options.challenge), over).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
        },
      }
    },
    get(options: Record<string, unknown>, over: { verified?: boolean; origin?: string } = {}) {
      const client = clientData('webauthn.get', String(options.challenge), over)
      const data = authData(over.verified === false ? 0x01 : 0x05)
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey)
      return {
        id: name,
        rawId: name,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
          userHandle,
        },
      }
    },
  }
}

const sha256 = (data: Buffer): Buffer => createHash('sha256').update(data).digest()

/** The head of a CBOR item (RFC 8949, 3): a major type and a number. */
function head(major: number, n: number): Buffer {
  if (n < 24) return Buffer.of((major << 5) | n)
  if (n < 256) return Buffer.of((major << 5) | 24, n)
  return Buffer.of((major << 5) | 25, n >> 8, n & 255)
}
const int = (n: number): Buffer => (n < 0 ? head(1, -1 - n) : head(0, n))
const bytes = (value: Buffer): Buffer => Buffer.concat([head(2, value.length), value])
const text = (value: string): Buffer => Buffer.concat([head(3, value.length), Buffer.from(value)])
const map = (pairs: [Buffer, Buffer][]): Buffer => Buffer.concat([head(5, pairs.length), ...pairs.flat()])
