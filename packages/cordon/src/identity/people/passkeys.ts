import { CordonError } from '@cordon/contract'
import { z } from 'zod'

const text = (max: number) => z.string().min(1).max(max)
const CREDENTIAL_ID_CHARACTERS_MAX = 1_400
/** Looked up as it stands. */
const CredentialId = text(CREDENTIAL_ID_CHARACTERS_MAX).regex(/^[A-Za-z0-9_-]+$/, 'base64url')

/** What a browser sends of a new passkey (WebAuthn 3, RegistrationResponseJSON), bounded. */
export const RegistrationResponse = z.object({
  id: CredentialId,
  rawId: CredentialId,
  type: z.literal('public-key'),
  response: z.object({ clientDataJSON: text(4_096), attestationObject: text(16_384) }),
  clientExtensionResults: z.object({}).default({}),
})
export type RegistrationResponse = z.infer<typeof RegistrationResponse>

/** What a browser sends when a passkey is used (AuthenticationResponseJSON), bounded. */
export const AuthenticationResponse = z.object({
  id: CredentialId,
  rawId: CredentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: text(4_096),
    authenticatorData: text(4_096),
    signature: text(4_096),
    userHandle: text(200).optional(),
  }),
  clientExtensionResults: z.object({}).default({}),
})
export type AuthenticationResponse = z.infer<typeof AuthenticationResponse>

/** Where a passkey belongs: the origin that browsers show, whose host is the relying party. */
export interface Site {
  readonly origin: string
}
/** Whether a challenge is one of ours for this use; that it is not used twice is the caller's to see to. */
type Fits = (challenge: string) => boolean

/** Loaded with the first passkey: its certificate formats are 10 MiB that no other way to sign in needs. */
const library = () => import('@simplewebauthn/server')

const TIMEOUT_MS = 300_000
/** EdDSA, ES256, RS256 (COSE). */
const ALGORITHMS = [-8, -7, -257]

export async function registrationOptions(
  { origin }: Site,
  who: { tenant: string; principal: string },
  { challenge, known }: { challenge: string; known: readonly string[] },
) {
  const { generateRegistrationOptions } = await library()
  return generateRegistrationOptions({
    rpName: 'Cordon',
    rpID: new URL(origin).hostname,
    userName: who.principal,
    userID: Uint8Array.from(Buffer.from(`${who.tenant}/${who.principal}`)),
    challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
    timeout: TIMEOUT_MS,
    attestationType: 'none',
    excludeCredentials: known.map((id) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  })
}

export async function authenticationOptions(
  { origin }: Site,
  { challenge, known }: { challenge: string; known: readonly string[] },
) {
  const { generateAuthenticationOptions } = await library()
  return generateAuthenticationOptions({
    rpID: new URL(origin).hostname,
    challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
    timeout: TIMEOUT_MS,
    // Possession and a PIN or finger: what makes one passkey two factors.
    userVerification: 'required',
    ...(known.length === 0 ? {} : { allowCredentials: known.map((id) => ({ id })) }),
  })
}

/** The new credential, with the challenge that it signed. Throws `passkey_refused` for anything that does not verify. */
export async function verifyRegistration({ origin }: Site, response: RegistrationResponse, fits: Fits) {
  await requireNoAttestation(response.response.attestationObject)
  const { verifyRegistrationResponse } = await library()
  const { verified, registrationInfo } = await refusing(() =>
    verifyRegistrationResponse({
      response,
      expectedChallenge: fits,
      expectedOrigin: origin,
      expectedRPID: new URL(origin).hostname,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    }),
  )
  if (!verified) throw new CordonError('passkey_refused')
  return { credential: registrationInfo.credential, challenge: challengeIn(response.response.clientDataJSON) }
}

/** The counter that the authenticator now shows, with the challenge that it signed. Throws `login_refused` for anything that does not verify. */
export async function verifyAssertion(
  { origin }: Site,
  response: AuthenticationResponse,
  { id, publicKey, counter }: { id: string; publicKey: Uint8Array; counter: number },
  fits: Fits,
): Promise<{ counter: number; challenge: string }> {
  const { verifyAuthenticationResponse } = await library()
  const { verified, authenticationInfo } = await refusing(
    () =>
      verifyAuthenticationResponse({
        response: { ...response, response: { ...response.response, userHandle: response.response.userHandle ?? '' } },
        expectedChallenge: fits,
        expectedOrigin: origin,
        expectedRPID: new URL(origin).hostname,
        requireUserVerification: true,
        credential: { id, publicKey: Uint8Array.from(publicKey), counter },
      }),
    'login_refused',
  )
  if (!verified) throw new CordonError('login_refused')
  return { counter: authenticationInfo.newCounter, challenge: challengeIn(response.response.clientDataJSON) }
}

/** Of client data that was verified. */
function challengeIn(clientDataJSON: string): string {
  return String(
    (JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8')) as { challenge?: unknown }).challenge,
  )
}

/**
 * Attestation was not asked for. With certificates in it, the library would fetch revocation lists from wherever they
 * point: a socket that no egress list knows.
 */
async function requireNoAttestation(attestationObject: string): Promise<void> {
  const { decodeAttestationObject, isoBase64URL } = await import('@simplewebauthn/server/helpers')
  let format: string
  try {
    format = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject)).get('fmt')
  } catch (cause) {
    throw new CordonError('passkey_refused', { cause })
  }
  if (format !== 'none') throw new CordonError('passkey_refused', { at: 'attestation' })
}

/** The library's messages quote what was sent; they stay inside. What failed of ours passes as it is. */
async function refusing<T>(
  work: () => Promise<T>,
  code: 'passkey_refused' | 'login_refused' = 'passkey_refused',
): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof CordonError) throw cause
    throw new CordonError(code, { cause })
  }
}
