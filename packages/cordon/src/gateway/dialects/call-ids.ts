const ID_FIELDS: ReadonlySet<string> = new Set(['id', 'call_id', 'tool_call_id', 'tool_use_id'])

/** An id as vendors mint them: a word of theirs, and random letters and digits. Nobody is named by it. */
const MINTED =
  /^(?:call|toolu|srvtoolu|fc|msg|rs|resp|chatcmpl)_(?=(?:[a-z]*\d){3})(?=(?:\d*[a-z]){3})[a-z0-9]{16,100}$/i
/** What a vendor may look for at the beginning of an id. */
const PREFIX = /^(?:call|toolu|fc|msg|rs)_/

/**
 * Turns whose ids of calls, results and items say nothing. They only tie one turn to another, yet an application may write a
 * person into them (`call_512-77-0199`), and they cannot be cleaned like a text. So any that a vendor did not mint is numbered
 * by where it first stands: not derived from what it was (164.514(c)(1)), and the same whenever a conversation is sent again.
 */
export function withNeutralIds<Turns>(turns: Turns): Turns {
  const numbers = new Map<string, string>()
  const neutral = (id: string): string => {
    if (MINTED.test(id)) return id
    const known = numbers.get(id)
    if (known !== undefined) return known
    const made = `${PREFIX.exec(id)?.[0] ?? 'call_'}cordon_${numbers.size + 1}`
    numbers.set(id, made)
    return made
  }
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [
        key,
        ID_FIELDS.has(key) && typeof child === 'string' ? neutral(child) : visit(child),
      ]),
    )
  }
  return visit(turns) as Turns
}
