import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { z } from 'zod'
import { replaceFile } from './replace-file.ts'

/**
 * The key register of one tenant (or of the node): wrapped keys and nothing else, one JSON file, replaced whole.
 * Wrapped keys are never in SQL nor in a snapshot, so destroying a register destroys what its keys sealed.
 */
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/)
const wrappedKey = z.strictObject({
  purpose: z.enum(['journal', 'vault', 'body', 'directory', 'patient']),
  /** The month (`2026-11`), or the patient's pseudonym. */
  of: z.string(),
  /** When it was made, in milliseconds: of two keys for the same, the newer one seals. */
  since: z.number().int(),
  wrapped: base64url,
})
const register = z.strictObject({
  format: z.literal(1),
  name: z.string(),
  /** Which root key wrapped `kek`. */
  root: z.string(),
  kek: base64url,
  secrets: z.record(z.string(), base64url),
  keys: z.record(z.string(), wrappedKey),
})

export type WrappedKey = Readonly<z.infer<typeof wrappedKey>>
export type Register = Readonly<z.infer<typeof register>>

/** The register, or nothing when there is none yet. Throws `keys_unavailable` when it cannot be read as one. */
export async function readRegister(folder: string, name: string): Promise<Register | undefined> {
  const text = await readOrNothing(registerPath(folder, name))
  if (text === undefined) return undefined
  const parsed = register.safeParse(parseJson(text))
  if (parsed.success && parsed.data.name === name) return parsed.data
  throw new CordonError('keys_unavailable', { at: `the key register of ${name} is damaged` })
}

export async function writeRegister(folder: string, value: Register): Promise<void> {
  try {
    await replaceFile(registerPath(folder, value.name), `${JSON.stringify(value)}\n`)
  } catch (error) {
    throw new CordonError('keys_unavailable', {
      at: `the key register of ${value.name} cannot be written`,
      cause: error,
    })
  }
}

export function registerPath(folder: string, name: string): string {
  return join(folder, `${name}.json`)
}

async function readOrNothing(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new CordonError('keys_unavailable', { at: 'a key register cannot be read', cause: error })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
