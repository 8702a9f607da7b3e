import { invariant } from '../../kernel/invariant.ts'

/** Largest length of a key, in characters: what every file system and object store takes. */
const CHARACTERS_MAX = 512
/** Names of files between single slashes; none begins with a dot, so none leads elsewhere. */
const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/

/** Keys are made by Cordon alone; one that could name something outside its place is a fault of ours. */
export function checkKey(key: string): string {
  invariant(key.length <= CHARACTERS_MAX && KEY.test(key), 'the key of a stored object is a plain one')
  return key
}

/** A prefix is the beginning of a key, cut anywhere. */
export function checkPrefix(prefix: string): string {
  invariant(prefix === '' || KEY.test(prefix.endsWith('/') ? prefix.slice(0, -1) : prefix), 'a prefix is a plain one')
  return prefix
}

/** Where a place that cannot be reached stands in a message: the place, and a word of the system's, never its text. */
export function wordOf(error: unknown): string {
  const words = error instanceof Error ? ['code' in error ? error.code : undefined, error.name] : []
  return (
    words.find((word): word is string => typeof word === 'string' && /^[A-Za-z0-9_]{1,60}$/.test(word)) ?? 'unknown'
  )
}
