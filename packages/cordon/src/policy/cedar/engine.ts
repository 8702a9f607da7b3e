import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'

export type Cedar = typeof import('@cedar-policy/cedar-wasm/nodejs')

const NAME = '@cedar-policy/cedar-wasm/nodejs'

/**
 * Lends the policy engine: four megabytes of WebAssembly, loaded when the first policy is looked at, so that a command that
 * decides nothing does not wait for it. Preparsed sets live in the memory of one engine, and each thread has its own.
 *
 * An engine that a text brought down is not lent again: its memory is as the fall left it, and it would answer for
 * other sets. Whoever asks next gets a new one, which knows none of the sets that the old one had parsed. Throws `EngineFell`.
 */
export function withCedar<T>(use: (engine: Cedar) => T): T {
  spareTheProcess()
  const require = createRequire(import.meta.url)
  const engine = require(NAME) as Cedar
  try {
    return use(engine)
  } catch (error) {
    if (!isFall(error)) throw error
    delete require.cache[require.resolve(NAME)]
    throw new EngineFell()
  }
}

export class EngineFell extends Error {
  override readonly name = 'EngineFell'
  constructor() {
    super('the policy engine fell and was replaced')
  }
}

/** A trap inside the engine (`WebAssembly.RuntimeError`), or the stack that it shares with JavaScript coming to its end. */
const isFall = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'RuntimeError' || error.name === 'RangeError')

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
