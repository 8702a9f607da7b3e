import { createRequire } from 'node:module'

export type Cedar = typeof import('@cedar-policy/cedar-wasm/nodejs')

/**
 * The policy engine: four megabytes of WebAssembly, loaded when the first policy is looked at, so that a command that
 * decides nothing does not wait for it. Preparsed sets live in its memory, one per thread.
 */
export function cedar(): Cedar {
  return createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs') as Cedar
}
