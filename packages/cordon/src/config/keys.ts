import { isAbsolute } from 'node:path'
import { z } from 'zod'

/** What holds the root key, and the settings of each kind. Credentials are named, never written here. */
const path = () => z.string().max(1_024).refine(isAbsolute, 'must be absolute')
const variable = (fallback: string) =>
  z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'the name of an environment variable')
    .default(fallback)
const origin = () => z.string().regex(/^https?:\/\/[^/\s]+$/, 'scheme://host[:port], without a path')

const file = z.strictObject({ kind: z.literal('file'), file: path() })
const passphrase = z.strictObject({
  kind: z.literal('passphrase'),
  file: path(),
  passphraseFrom: variable('CORDON_ROOT_PASSPHRASE'),
})
const awsKms = z.strictObject({
  kind: z.literal('aws-kms'),
  key: z
    .string()
    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/, 'the ARN of a key, not of an alias'),
  endpoint: origin().optional(),
  accessKeyFrom: variable('AWS_ACCESS_KEY_ID'),
  secretKeyFrom: variable('AWS_SECRET_ACCESS_KEY'),
  sessionTokenFrom: variable('AWS_SESSION_TOKEN'),
})
const azureKeyVault = z.strictObject({
  kind: z.literal('azure-key-vault'),
  key: z
    .string()
    .regex(/^https:\/\/[^/\s]+\/keys\/[^/\s]+\/[0-9a-f]{32}$/, 'the identifier of a key, with its version'),
  algorithm: z.enum(['RSA-OAEP-256', 'A256KW']).default('RSA-OAEP-256'),
  directory: z.string().min(1).max(100),
  client: z.string().min(1).max(100),
  secretFrom: variable('AZURE_CLIENT_SECRET'),
  authority: origin().default('https://login.microsoftonline.com'),
})
const googleKms = z.strictObject({
  kind: z.literal('google-kms'),
  key: z
    .string()
    .regex(/^projects\/[^/\s]+\/locations\/[^/\s]+\/keyRings\/[^/\s]+\/cryptoKeys\/[^/\s]+$/, 'the name of a key'),
  credentialsFile: path(),
})
const vaultTransit = z.strictObject({
  kind: z.literal('vault-transit'),
  address: origin(),
  mount: z
    .string()
    .regex(/^[A-Za-z0-9._/-]{1,100}$/)
    .default('transit'),
  key: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/),
  namespace: z.string().max(200).optional(),
  tokenFrom: variable('VAULT_TOKEN'),
  tokenFile: path().optional(),
})
const pkcs11 = z.strictObject({
  kind: z.literal('pkcs11'),
  module: path(),
  token: z.string().min(1).max(32),
  key: z.string().min(1).max(64),
  pinFrom: variable('CORDON_PKCS11_PIN'),
})
/** The offline recovery key, for as long as a `cordon keys rewrap` takes. */
const recovery = z.strictObject({ kind: z.literal('recovery'), file: path() })

const kinds = [file, passphrase, awsKms, azureKeyVault, googleKms, vaultTransit, pkcs11] as const

/** `keys:` of `cordon.yaml`. */
export const KeySettings = z
  .strictObject({
    rootFile: path().optional().describe('The root key (KEK) in a file, outside the data folder: short for `root`.'),
    root: z
      .discriminatedUnion('kind', kinds)
      .optional()
      .describe('The root key (KEK) by `kind`; docs/guides/keys.md has the settings of each.'),
    earlier: z
      .array(z.discriminatedUnion('kind', [...kinds, recovery]))
      .max(8)
      .default([])
      .describe('Root keys that registers may still be under, until `cordon keys rewrap` has moved them.'),
    caFile: path().optional().describe('PEM certificates that a key service is trusted by, beside the public ones.'),
  })
  .refine(
    ({ rootFile, root }) => (rootFile === undefined) !== (root === undefined),
    'takes rootFile or root, and one of them',
  )
export type KeySettings = z.infer<typeof KeySettings>

export type RootChoice = KeySettings['earlier'][number]

/** The root key that wraps from now on. */
export function chosenRoot({ rootFile, root }: KeySettings): RootChoice {
  return root ?? { kind: 'file', file: rootFile ?? '' }
}
