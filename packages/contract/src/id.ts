import { z } from 'zod'

/** No control character and no half of a surrogate pair: PostgreSQL keeps no NUL, and UTF-8 has no half pair. */
const PLAIN = /^[^\p{Cc}\p{Cs}]*$/u

/** Any id as somebody outside names it, in an address, a header or a body. Nothing has an id that this refuses. */
export const OutsideId = z.string().min(1).max(200).regex(PLAIN)

/** Of a person or a service: it stands in rows, records and addresses, so nothing in it is invisible. */
export const PrincipalId = z.string().min(1).max(64).regex(PLAIN)

/** Of a registered application. */
export const ApplicationId = z.string().min(1).max(64).regex(PLAIN)

/**
 * Where in a JSON value there is text that no store can keep: a NUL or half a surrogate pair, in a string or in a name.
 * Undefined: nowhere. A name that is not plain is shown as `?`, because somebody outside wrote it.
 *
 * @example unstorableAt({ user: { id: 'a\u0000' } }) // 'user.id'
 */
export function unstorableAt(value: unknown): string | undefined {
  const waiting: Inside[] = [{ value, place: undefined }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value: here, place } = next
    if (typeof here === 'string' && cannotBeKept(here)) return nameOf(place)
    if (typeof here !== 'object' || here === null) continue
    for (const [key, inside] of Object.entries(here)) {
      const within = { key: NAME.test(key) ? key : '?', up: place }
      if (cannotBeKept(key)) return nameOf(within)
      waiting.push({ value: inside, place: within })
    }
  }
  return undefined
}

interface Place {
  readonly key: string
  readonly up: Place | undefined
}

interface Inside {
  readonly value: unknown
  readonly place: Place | undefined
}

/** Where it is, from the outermost name; a value that is itself the text is called `body`. */
function nameOf(place: Place | undefined): string {
  const keys: string[] = []
  for (let at = place; at !== undefined && keys.length < NAMES_MAX; at = at.up) keys.push(at.key)
  return keys.length === 0 ? 'body' : keys.reverse().join('.')
}

const NAMES_MAX = 32

/** A surrogate that has its other half is no `Cs`. */
const cannotBeKept = (text: string): boolean => text.includes('\u0000') || /\p{Cs}/u.test(text)
const NAME = /^[A-Za-z0-9_-]{1,60}$/

/**
 * Of somebody who is registered anew: no name by which the record means the boundary itself or whoever runs it, in any
 * spelling of theirs, nor one with a colon, which parts what the boundary puts together.
 */
export const NewPrincipalId = PrincipalId.refine(
  (id) => !/^(?:cordon|operator|local-)|:/.test(id.normalize('NFKC').toLowerCase()),
  'a name of the boundary’s own',
)
