import { OAuthRefusal } from './refusal.ts'
import { coveredWords } from './smart-scopes.ts'

/** Of what a client wishes, what is allowed; without a wish all of it. Throws `invalid_scope` when nothing is left. */
export function grantedScope(wish: string | null, allowed: string): string {
  const granted = wish === null ? allowed : coveredWords(wish, allowed).join(' ')
  if (granted === '') throw new OAuthRefusal('invalid_scope')
  return granted
}
