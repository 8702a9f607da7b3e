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
 * Node 20's compiler may inline a call from JavaScript into WebAssembly, and ends the whole process ("unreachable code"
 * in V8's deoptimizer) when it has to take that back: seen once in some hundred thousand evaluations. Without inlining
 * the call costs nothing that could be measured. Newer versions compile such calls in another way.
 */
function spareTheProcess(): void {
  if (process.versions.node.startsWith('20.')) setFlagsFromString('--no-turbo-inline-js-wasm-calls')
}
