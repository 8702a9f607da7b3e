/** A table over another that stays as it is: what is not in it is looked for below. */
export interface Layered<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  /** Keys of both; one that is in both counts twice. */
  readonly size: number
}

export interface LayeredSet {
  has(key: string): boolean
  add(key: string): void
  readonly size: number
}

export function createLayered<Value>(under?: Layered<Value>): Layered<Value> {
  const own = new Map<string, Value>()
  return {
    get: under === undefined ? (key) => own.get(key) : (key) => own.get(key) ?? under.get(key),
    set: (key, value) => void own.set(key, value),
    get size() {
      return own.size + (under?.size ?? 0)
    },
  }
}

export function createLayeredSet(under?: LayeredSet): LayeredSet {
  const own = new Set<string>()
  return {
    has: under === undefined ? (key) => own.has(key) : (key) => own.has(key) || under.has(key),
    add: (key) => void own.add(key),
    get size() {
      return own.size + (under?.size ?? 0)
    },
  }
}
