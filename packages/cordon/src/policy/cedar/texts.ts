import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const FILES_MAX = 100
const FILE_BYTES_MAX = 1_000_000

/** A policy set as its files: policies by file name, and the minimum-necessary profiles that are published with them. */
export const PolicyTexts = z.strictObject({
  policies: z
    .record(z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}\.cedar$/), z.string().max(FILE_BYTES_MAX))
    .refine((files) => Object.keys(files).length <= FILES_MAX),
  profiles: z.string().max(FILE_BYTES_MAX),
})
export type PolicyTexts = z.infer<typeof PolicyTexts>

export const PROFILES_FILE = 'profiles.yaml'

/**
 * The policies of a folder: every `*.cedar` in it and its `profiles.yaml`; or those of one file, with the profiles that
 * ship where none stand beside it. Throws what `node:fs` throws.
 */
export function readPolicyTexts(path: string, kind: 'folder' | 'file'): PolicyTexts {
  const [folder, names] =
    kind === 'file'
      ? [join(path, '..'), [path.slice(join(path, '..').length).replace(/^[\\/]+/, '')]]
      : [path, readdirSync(path).filter((name) => name.endsWith('.cedar'))]
  const policies = Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
  const beside = readdirSync(folder).includes(PROFILES_FILE)
  return { policies, profiles: readFileSync(join(beside ? folder : PACK_FOLDER, PROFILES_FILE), 'utf8') }
}

/** The compiler copies no data files, so they are read from `src`, which the package ships, also from `dist`. */
const CEDAR_FOLDER = new URL('../../../src/policy/cedar/', import.meta.url)
export const PACK_FOLDER = fileURLToPath(new URL('pack/', CEDAR_FOLDER))

/** The policies that ship. */
export function readDefaultPack(): PolicyTexts {
  return readPolicyTexts(PACK_FOLDER, 'folder')
}

/** What policies may speak of. */
export function readSchema(): string {
  return readFileSync(new URL('schema.cedarschema', CEDAR_FOLDER), 'utf8')
}
