import { readFileSync } from 'node:fs'
import { CordonError, VendorFeature, VendorKind } from '@cordon/contract'
import { parse } from 'yaml'
import { z } from 'zod'
import { hashOf } from '../../../kernel/hash-of.ts'

/** The doors of a vendor that a question can go to. */
export const Endpoint = z.enum(['chat', 'responses', 'messages', 'embeddings', 'count-tokens'])
export type Endpoint = z.infer<typeof Endpoint>

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/)
const Day = z.iso.date()
/** Names, a name with `*` at its end for a family, or `*` alone for all; absent: all. */
const patterns = () => z.array(z.string().min(1).max(200)).min(1).max(100).default(['*'])

const Service = z.strictObject({
  id: Id,
  /** Host names; `*` stands for one label or part of one. */
  hosts: z
    .array(z.string().regex(/^[a-z0-9*.-]{3,253}$/))
    .min(1)
    .max(20),
  /** The kinds in which a vendor of this service may be registered. */
  kinds: z.array(VendorKind).min(1),
})
export type Service = z.infer<typeof Service>

const Row = z.strictObject({
  id: Id,
  service: Id,
  tiers: patterns(),
  endpoints: z.array(Endpoint).min(1).default(['chat', 'responses', 'messages', 'embeddings', 'count-tokens']),
  features: z.array(VendorFeature).min(1),
  regions: patterns(),
  models: patterns(),
  eligible: z.enum(['yes', 'no', 'unverified']),
  why: z.string().min(1).max(200),
  source: z.url().max(500),
  seenOn: Day,
  expiresOn: Day,
})
export type Row = z.infer<typeof Row> & {
  /** SHA-256 (hex) of the row: a review names it, so that a row that changed is not the row that was reviewed. */
  readonly hash: string
}

const CatalogueFile = z.strictObject({ services: z.array(Service).max(100), rows: z.array(Row).max(2_000) })

/** What is known of services: which hosts they have, and which use of them is eligible. */
export interface Catalogue {
  readonly services: readonly Service[]
  readonly rows: readonly Row[]
}

/** The compiler copies no YAML: it is read from `src`, which the package ships, also when the code runs from `dist`. */
const SHIPPED = new URL('../../../../src/policy/agreements/catalogue/catalogue.yaml', import.meta.url)

/**
 * The catalogue that ships, and beside it the operator's own file. Throws `config_invalid` for a file that is not one, for two
 * rows or services of one name, a row of no service, or one that expires before it was seen.
 */
export function readCatalogue(own?: string): Catalogue {
  const files = [parseFile(SHIPPED), ...(own === undefined ? [] : [parseFile(own)])]
  const catalogue = {
    services: files.flatMap(({ services }) => services),
    rows: files.flatMap(({ rows }) => rows.map((row) => ({ ...row, hash: hashOf(row) }))),
  }
  const wrong = faultIn(catalogue)
  if (wrong !== undefined) throw new CordonError('config_invalid', { at: `vendors.catalogueFile: ${wrong}` })
  return catalogue
}

function parseFile(file: URL | string): z.infer<typeof CatalogueFile> {
  let value: unknown
  try {
    value = parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new CordonError('config_invalid', {
      at: `vendors.catalogueFile: ${String(file)} cannot be read as YAML`,
      cause,
    })
  }
  const result = CatalogueFile.safeParse(value)
  if (result.success) return result.data
  const at = result.error.issues[0]?.path.join('.') ?? ''
  throw new CordonError('config_invalid', { at: `vendors.catalogueFile: ${String(file)}: ${at}` })
}

function faultIn({ services, rows }: Catalogue): string | undefined {
  const twice = (ids: readonly string[]) => ids.find((id, n) => ids.indexOf(id) !== n)
  const names = services.map(({ id }) => id)
  const repeated = twice(names) ?? twice(rows.map(({ id }) => id))
  if (repeated !== undefined) return `${repeated} stands there twice`
  const stray = rows.find(({ service }) => !names.includes(service))
  if (stray !== undefined) return `${stray.id} is of no service`
  const backwards = rows.find(({ seenOn, expiresOn }) => !(seenOn < expiresOn))
  return backwards === undefined ? undefined : `${backwards.id} expires before it was seen`
}
