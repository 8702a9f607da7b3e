import { CordonError } from '@cordon/contract'
import type { Dialect } from './dialect.ts'

/** Nothing of a tool's call asks a vendor to keep anything. */
type Name = Exclude<Dialect['name'], 'tool-call'>

/**
 * Fields that keep something at the vendor, or have something done there that no agreement can open. Table of 2026-11-23.
 * Refused by their name before anything else is read, and no operator can admit them: what is kept at the vendor is a prompt
 * that the boundary never sees again. `null` and `false` say that it is not wanted, and do not leave.
 */
export const VENDOR_STATE: Readonly<Record<Name, readonly string[]>> = {
  // Stored completions; a search by the vendor; a cache that outlives the request.
  chat: ['store', 'web_search_options', 'prompt_cache_retention', 'prompt_cache_options'],
  // Conversations, work that goes on alone, prompts kept there, compaction. Stored answers are the decision's to open.
  responses: [
    'conversation',
    'background',
    'prompt',
    'prompt_cache_retention',
    'prompt_cache_options',
    'context_management',
  ],
  // A container of files, servers of third parties, editing of what is kept.
  messages: ['container', 'mcp_servers', 'context_management'],
  embeddings: ['store'],
}

/** Throws `feature_refused` with the field; else the body without those that say no. */
export function withoutVendorState(name: Name, fields: [string, unknown][]): [string, unknown][] {
  const kept = VENDOR_STATE[name]
  const wanted = fields.find(([field, value]) => kept.includes(field) && value !== null && value !== false)
  if (wanted !== undefined) throw new CordonError('feature_refused', { at: wanted[0] })
  return fields.filter(([field]) => !kept.includes(field))
}
