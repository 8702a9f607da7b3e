/**
 * The two sides of the boundary, as types. `Phi` is what must not leave; `Clean` is what may. A raw string is
 * neither, so giving one to a provider or a logger does not compile.
 */

const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/**
 * Something that may identify a patient. It prints, serialises and inspects as `[phi]`; the one way out is
 * `reveal()`, and the places allowed to call it are listed in ARCHITECTURE.md and checked by a test.
 *
 * @example const note = new Phi('Seen by Dr. Bell'); `${note}` === '[phi]'
 */
export class Phi<T = string> {
  readonly #value: T

  constructor(value: T) {
    this.#value = value
  }

  reveal(): T {
    return this.#value
  }

  toString(): string {
    return '[phi]'
  }

  toJSON(): string {
    return '[phi]'
  }

  [INSPECT](): string {
    return '[phi]'
  }
}

/** The stamp that `deidentify` alone holds: this module is not exported whole, and the constructor refuses without it. */
const STAMP = Symbol('made by deidentify')

/**
 * De-identified under Safe Harbor, 45 CFR 164.514(b)(2). Only the de-identification engine makes one; a private field
 * keeps a look-alike from passing, at compile time and at run time.
 */
export class Clean<T = unknown> {
  readonly #value: T
  /** The policy that made it, for example `safe-harbor/1`. */
  readonly policy: string

  constructor(stamp: typeof STAMP, value: T, policy: string) {
    if (stamp !== STAMP) throw new TypeError('Clean is made by deidentify only')
    this.#value = value
    this.policy = policy
  }

  /** What leaves the boundary. */
  get value(): T {
    return this.#value
  }
}

/** For `deidentify.ts` only: the package's index does not export it. */
export function mintClean<T>(value: T, policy: string): Clean<T> {
  return new Clean(STAMP, value, policy)
}
