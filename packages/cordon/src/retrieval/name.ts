import { createHash } from 'node:crypto'
import type { TenantKeys } from '../crypto/keyring.ts'
import { LABELLER } from '../policy/labels/record.ts'
import type { Draft } from './interpret.ts'
import { type Named, ownerOf } from './seal.ts'
import type { Stamp } from './version.ts'

/** Grows when chunks, facts, links or digests are made differently: the next ingest of the same data then makes them anew. */
const DERIVATION = 6

/** The pseudonyms of a draft. The digest is keyed, because a bare hash of a short fact could be guessed. */
export function name(names: TenantKeys, draft: Draft, stamp: Stamp): Named {
  const { table, type, reference, patient, body, links, members, names: stated, forms, labels, encounters } = draft
  const content = JSON.stringify([
    DERIVATION,
    LABELLER,
    table,
    type,
    patient,
    body,
    links,
    members,
    stated,
    forms,
    labels,
    encounters,
  ])
  const digest = names.pseudonym('resource', `digest ${createHash('sha256').update(content).digest('base64')}`)
  const owner = ownerOf(names, draft)
  if (table === 'patient' && owner !== undefined) return { draft, stamp, ref: owner, owner, digest }
  const ref = names.pseudonym(table === 'document' ? 'document' : 'resource', reference)
  return { draft, stamp, ref, digest, ...(owner === undefined ? {} : { owner }) }
}
