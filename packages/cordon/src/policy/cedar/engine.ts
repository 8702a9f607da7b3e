import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'

export type Cedar = typeof import('@cedar-policy/cedar-wasm/nodejs')

/**
 * The policy engine: four megabytes of WebAssembly, loaded when the first policy is looked at, so that a command that
 * decides nothing does not wait for it. Preparsed sets live in its memory, one per thread.
 */
export function cedar(): Cedar {
  spareTheProcess()
  return createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs') as Cedar
}

/**
 * V8 may inline a call from JavaScript into WebAssembly, and ended the whole process ("unreachable code" in its
 * deoptimizer, Node 20.20.2) when it had to take that back: seen once in some hundred thousand evaluations. Versions
 * that were looked at know the flag; a later one could not, and would say so on standard error.
 */
function spareTheProcess(): void {
  if (Number.parseInt(process.versions.node, 10) <= NODE_KNOWN_MAX)
    setFlagsFromString('--no-turbo-inline-js-wasm-calls')
}

const NODE_KNOWN_MAX = 24
