import { type Label, labelOf, type Policy, policyId } from './policies/policy.ts'

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

/** The stamp that `deidentify` alone holds: this module is not exported whole, and the constructors refuse without it. */
const STAMP = Symbol('made by deidentify')

/**
 * No longer PHI: de-identified under Safe Harbor, 45 CFR 164.514(b)(2), or as an expert determined, (b)(1). Only the
 * de-identification engine makes one; a private field keeps a look-alike from passing, at compile time and at run time.
 */
export class Clean<T = unknown> {
  readonly #value: T
  /** The policy that made it, for example `safe-harbor/1`. */
  readonly policy: string
  /** The expert's determination that it rests on; absent under Safe Harbor. */
  readonly determination: string | undefined

  constructor(stamp: typeof STAMP, value: T, policy: string, determination?: string) {
    if (stamp !== STAMP) throw new TypeError('Clean is made by deidentify only')
    this.#value = value
    this.policy = policy
    this.determination = determination
  }

  /** What leaves the boundary. */
  get value(): T {
    return this.#value
  }
}

/**
 * What a policy that does not de-identify made: direct identifiers are gone, and it is PHI all the same. It prints as
 * `[phi]`, and leaves only under an agreement that permits its policy.
 */
export class StillPhi<T = unknown> extends Phi<T> {
  /** The policy that made it, for example `coded/1`. */
  readonly policy: string

  constructor(stamp: typeof STAMP, value: T, policy: string) {
    if (stamp !== STAMP) throw new TypeError('StillPhi is made by deidentify only')
    super(value)
    this.policy = policy
  }
}

/** What the engine made, called by what the policy does: the two are told apart by `label`. */
export type Made<T, L extends Label> = L extends 'clean'
  ? { readonly label: 'clean'; readonly clean: Clean<T> }
  : { readonly label: 'phi'; readonly stillPhi: StillPhi<T> }

/** For `deidentify.ts` only: the package's index does not export it. Throws `label_wrong` for a policy that lies. */
export function mintLabelled<T>(value: T, policy: Policy): Made<T, Label> {
  const id = policyId(policy)
  if (labelOf(policy) === 'phi') return { label: 'phi', stillPhi: new StillPhi(STAMP, value, id) }
  return { label: 'clean', clean: new Clean(STAMP, value, id, policy.determination?.id) }
}
