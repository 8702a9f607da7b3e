import { CREDENTIAL, GENERATION, GIVEN, PARTICLE, SURNAME, TITLE_WORD } from '../flags.ts'
import { HOMOGRAPHS } from '../lexicon/homographs.ts'
import { type Lexicon, unaccented } from '../lexicon.ts'
import { AMBIGUOUS } from './ambiguous.ts'
import type { Store } from './name-store.ts'

interface Word {
  readonly lower: string
  readonly flags: number
}

/**
 * Surname first when there is a comma or a caret; otherwise the last word is the surname. `isStated`: somebody of the record, not a
 * name that was found in a text.
 */
export function learn(name: string, store: Store, lexicon: Lexicon, isStated = false): void {
  const clean = name.replace(/["“”()]/g, ' ').trim()
  const split = clean.search(/[,^*]/)
  const family = split < 0 ? [] : words(clean.slice(0, split), lexicon)
  const rest = words(split < 0 ? clean : clean.slice(split), lexicon)
  const last = split < 0 ? rest.length - 1 : rest.length
  for (const word of family) part(word, true, false, store, lexicon)
  rest.forEach((word, i) => {
    part(word, i === last || rest.length === 1, i < last || rest.length === 1, store, lexicon)
  })
  const surname = (split < 0 ? rest : family).at(-1)
  const given = rest[0]
  if (surname === undefined || given === undefined || surname.lower === given.lower) return
  join(given.lower, surname.lower, store)
  if (isStated) whole(given.lower, surname.lower, store)
}

/** Most names: nothing stands between their words but blanks. */
const PLAIN = /^[A-Za-z\d' -]*$/

const MARKED = /['’-]/

/** Words of a name, without titles, credentials, generations and initials. */
function words(text: string, lexicon: Lexicon): Word[] {
  const out: Word[] = []
  for (const raw of PLAIN.test(text) ? text.split(' ') : text.split(/[^\p{L}\p{M}\d'’-]+/u)) {
    const word = MARKED.test(raw) ? raw.replace(/['’]s$/i, '').replace(/^['’-]+|['’-]+$/g, '') : raw
    if (word.length < 2) continue
    const lower = unaccented(word.replace(/’/g, "'").toLowerCase())
    const flags = lexicon.flagsOf(lower)
    if (!(flags & (TITLE_WORD | CREDENTIAL | GENERATION | PARTICLE)) || flags & (GIVEN | SURNAME))
      out.push({ lower, flags })
  }
  return out
}

function part({ lower, flags }: Word, surname: boolean, given: boolean, store: Store, lexicon: Lexicon): void {
  if (lower.length < 2 || FORBIDDEN.has(lower)) return
  const old = store.parts.get(lower)
  const ambiguous = (flags & AMBIGUOUS) !== 0 || lower.length < 3 || HOMOGRAPHS.has(lower)
  store.parts.set(lower, {
    surname: surname || (old?.surname ?? false),
    given: given || (old?.given ?? false),
    ambiguous,
  })
  store.words.add(lower)
  if (surname && !ambiguous) store.typos.learn(lower)
  if (!lower.includes('-')) return
  for (const piece of lower.split('-'))
    if (piece.length >= 3) part({ lower: piece, flags: lexicon.flagsOf(piece) }, surname, given, store, lexicon)
}

/** `ada bell`, `bell_ada`: both words together are no everyday words. */
function whole(given: string, surname: string, store: Store): void {
  for (const [first, last] of [
    [given, surname],
    [surname, given],
  ] as const) {
    store.whole.add(`${first} ${last}`)
    for (const word of [first, `${first}-${last}`]) store.words.add(word)
  }
}

/** `johnsmith`, `smithjohn`, `jsmith`, `smithj`: how user names and addresses join them. */
function join(given: string, surname: string, store: Store): void {
  const first = given.replace(/[^a-z\d]/g, '')
  const last = surname.replace(/[^a-z\d]/g, '')
  if (first.length < 2 || last.length < 3) return
  const forms = [first + last, last + first]
  if (last.length >= 4) forms.push(first.charAt(0) + last, last + first.charAt(0))
  for (const form of forms) {
    store.joined.add(form)
    store.words.add(form)
  }
}

const FORBIDDEN = new Set([
  'the',
  'and',
  'of',
  'in',
  'to',
  'a',
  'is',
  'for',
  'or',
  'on',
  'at',
  'by',
  'as',
  'it',
  'he',
  'she',
  'no',
  'not',
  'pt',
  'patient',
  'with',
  'was',
  'her',
  'his',
  'doe',
])
