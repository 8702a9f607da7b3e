import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { PrivateOrigins } from './secrets.ts'

const path = () => z.string().max(1_024).refine(isAbsolute, 'must be absolute')

/** `vendors:` of `cordon.yaml`: what holds for every registered recipient. */
export const VendorSettings = z.strictObject({
  secretsFolder: path()
    .optional()
    .describe('Where `file:NAME` of a registration is read; absent: only environment variables hold vendors’ keys.'),
  privateOrigins: PrivateOrigins.describe(
    'Addresses of this machine and of its own network that a vendor may have, each with the organisations that may register it. Anything else there is refused.',
  ),
  catalogueFile: path()
    .optional()
    .describe(
      'Services and rows of your own, in the format of the catalogue that ships; they are looked at beside it.',
    ),
  reviewers: z
    .array(z.string().regex(/^[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$/, 'a verifier key: name+hex8+base64'))
    .max(16)
    .default([])
    .describe('Verifier keys of those whose signed review renews a row of the catalogue.'),
  attestMinutes: z
    .int()
    .min(1)
    .max(1_440)
    .default(60)
    .describe('How often the settings of vendors are read, in minutes.'),
  attestedHoursMax: z
    .int()
    .min(1)
    .max(168)
    .default(3)
    .describe('Hours after which an answer of a vendor’s settings is stale, and the vendor closed.'),
})
export type VendorSettings = z.infer<typeof VendorSettings>

const FILE = /^file:([A-Za-z0-9][A-Za-z0-9._-]{0,99})$/
const VARIABLE = /^(?!CORDON_)[A-Za-z][A-Za-z0-9_]{0,99}$/

/**
 * The secrets that a registration may name. It is made over the network and sent to an address that it names itself, so it
 * reaches neither Cordon's own secrets (`CORDON_…`) nor any file but those put aside for vendors. Read at each call.
 */
export function createVendorSecrets(
  { secretsFolder }: Pick<VendorSettings, 'secretsFolder'>,
  secret: (name: string) => string | undefined,
): (from: string) => string | undefined {
  return (from) => {
    const name = FILE.exec(from)?.[1]
    if (name === undefined) return VARIABLE.test(from) ? secret(from) : undefined
    return secretsFolder === undefined ? undefined : readSecret(join(secretsFolder, name))
  }
}

function readSecret(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
