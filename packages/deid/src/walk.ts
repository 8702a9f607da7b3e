import { DeidError } from './errors.ts'

/**
 * Reads any JSON value and hands back every string in it, in order, so that none can be forgotten: a string whose
 * place the caller does not know is refused (fail closed: litellm#41265 and its kin leaked what nobody had listed).
 */

/**
 * `text` is cleaned; `labelled` is cleaned beside the names of the fields above it; `json` is a JSON text cleaned inside; `literal` leaves as it is, and is swept; `constant` leaves
 * as it is, for the caller has found it in a closed list of words (a role, an effort): a patient may be called Low.
 */
export type Treatment = 'text' | 'labelled' | 'json' | 'literal' | 'constant'
export type Path = readonly (string | number)[]
export type Treat = (path: Path) => Treatment | undefined

export interface Leaf {
  readonly path: Path
  readonly text: string
  readonly treatment: Treatment
}

export interface WalkLimits {
  /** Levels of nesting, JSON texts included. */
  readonly depthMax: number
  /** Strings, JSON tokens included. */
  readonly leavesMax: number
  /** UTF-16 units of all strings together. */
  readonly charsMax: number
}

export const WALK_LIMITS: WalkLimits = { depthMax: 64, leavesMax: 50_000, charsMax: 8_000_000 }

export interface Walked {
  /** Every string, in the order that `rebuild` takes them back. */
  readonly leaves: readonly Leaf[]
  /** What cannot be replaced and could still identify: long numbers, and keys that are not plain field names. Swept only. */
  readonly asides: readonly { readonly path: Path; readonly text: string }[]
}

/** Throws `leaf_unknown`, `text_invalid` or `input_too_large` with the place. Reads own enumerable properties only. */
export function walk(value: unknown, treat: Treat, limits: WalkLimits = WALK_LIMITS): Walked {
  const leaves: Leaf[] = []
  const asides: { path: Path; text: string }[] = []
  let chars = 0

  const admit = (path: Path, text: string): void => {
    chars += text.length
    if (chars > limits.charsMax || leaves.length + asides.length >= limits.leavesMax) throw tooLarge(path)
    if (LONE_SURROGATE.test(text)) throw new DeidError('text_invalid', formatPath(path))
  }
  const visitString = (text: string, path: Path): void => {
    const treatment = treat(path)
    if (treatment === undefined) throw new DeidError('leaf_unknown', formatPath(path))
    admit(path, text)
    leaves.push({ path, text, treatment })
  }
  const visitAside = (text: string, path: Path): void => {
    admit(path, text)
    asides.push({ path, text })
  }
  const visit = (node: unknown, path: Path): void => {
    if (path.length > limits.depthMax) throw tooLarge(path)
    if (typeof node === 'string') visitString(node, path)
    else if (Array.isArray(node)) for (let i = 0; i < node.length; i++) visit(node[i], [...path, i])
    else if (isPlainObject(node)) {
      for (const [key, child] of Object.entries(node)) {
        if (child === undefined) continue
        if (!FIELD_NAME.test(key)) visitAside(key, [...path, key])
        visit(child, [...path, key])
      }
    } else if (typeof node === 'number' && Number.isFinite(node)) {
      if (hasLongNumber(String(node))) visitAside(String(node), path)
    } else if (typeof node !== 'boolean' && node !== null) throw new DeidError('leaf_unknown', formatPath(path))
  }
  visit(value, [])
  return { leaves, asides }
}

/** The same structure with its strings replaced, in the order of `walk`. `value` must be what `walk` accepted. */
export function rebuild<T>(value: T, texts: readonly string[]): T {
  let next = 0
  const build = (node: unknown): unknown => {
    if (typeof node === 'string') return texts[next++]
    if (Array.isArray(node)) return node.map(build)
    if (!isPlainObject(node)) return node
    // fromEntries defines own properties, so a key `__proto__` stays a key and pollutes nothing.
    return Object.fromEntries(
      Object.entries(node)
        .filter(([, child]) => child !== undefined)
        .map(([key, child]) => [key, build(child)]),
    )
  }
  return build(value) as T
}

/** `['messages', 2, 'content']` is `messages[2].content`. A key that is no field name could be somebody's name: `?`. */
export function formatPath(path: Path): string {
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${FIELD_NAME.test(part) ? part : '?'}`))
  return parts.join('').replace(/^\./, '') || '(root)'
}

/** Five digits or more: shorter numbers are settings and measurements. */
export function hasLongNumber(text: string): boolean {
  return text.replace(/\D/g, '').length >= 5
}

/** With the `u` flag only a surrogate without its partner matches. */
export const LONE_SURROGATE = /\p{Surrogate}/u

/** Field names as APIs write them, without a long number inside. */
export const FIELD_NAME = /^(?!.*\d{5})[a-z_][A-Za-z0-9_]{0,39}$/

function isPlainObject(node: unknown): node is Record<string, unknown> {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return false
  const prototype: unknown = Object.getPrototypeOf(node)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function tooLarge(path: Path): DeidError {
  return new DeidError('input_too_large', formatPath(path))
}
