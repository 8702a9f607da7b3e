import type { Known } from '@cordon/deid'

/**
 * Lists of identifiers that come again with other texts: the names of a house. A thread is sent each once and keeps it with
 * what its detector made of it. A list is known by the object it is, never by what is in it: two tenants have two, whatever
 * their names.
 */
export interface Standing {
  readonly id: number
  readonly list: readonly Known[]
}

/** What a message says of a list: the thread that does not hold it is sent it, as JSON. */
export interface StandingSent {
  readonly id: number
  readonly list?: string
  /** Lists that the thread lets go, so that it never holds more than its bounds. */
  readonly forget: readonly number[]
}

/** Of one thread: lists, and identifiers in them together, of about 300 bytes each. The least recently used go first. */
export const STANDING_LIMITS = { listsMax: 64, identifiersMax: 40_000 }

/** Gives each list its number. */
export function createNumbers(): (list: readonly Known[] | undefined) => Standing | undefined {
  const numbers = new WeakMap<readonly Known[], number>()
  let last = 0
  return (list = []) => {
    if (list.length === 0) return undefined
    const id = numbers.get(list) ?? ++last
    numbers.set(list, id)
    return { id, list }
  }
}

/** What one thread holds, as this side of it keeps count. */
export function createHeld(limits = STANDING_LIMITS): (standing: Standing) => StandingSent {
  // The first was used longest ago.
  const held = new Map<number, number>()
  return ({ id, list }) => {
    const isHeld = held.delete(id)
    held.set(id, list.length)
    return isHeld ? { id, forget: [] } : { id, list: JSON.stringify(list), forget: forgotten(held, limits) }
  }
}

/** All but the newest may go. */
function forgotten(held: Map<number, number>, { listsMax, identifiersMax }: typeof STANDING_LIMITS): number[] {
  let identifiers = 0
  for (const size of held.values()) identifiers += size
  const gone: number[] = []
  for (const [id, size] of held) {
    if (held.size <= 1 || (held.size <= listsMax && identifiers <= identifiersMax)) break
    held.delete(id)
    identifiers -= size
    gone.push(id)
  }
  return gone
}

/** In the thread: the list that a message means. Throws for one that it was never sent. */
export function createKept(): (sent: StandingSent | undefined) => readonly Known[] {
  const kept = new Map<number, readonly Known[]>()
  return (sent) => {
    if (sent === undefined) return []
    for (const id of sent.forget) kept.delete(id)
    if (sent.list !== undefined) kept.set(sent.id, JSON.parse(sent.list) as Known[])
    const list = kept.get(sent.id)
    if (list === undefined) throw new RangeError('a list that was never sent')
    return list
  }
}
