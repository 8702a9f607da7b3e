import { DRUG, WORDLIKE } from '../flags.ts'
import { DRUG_STEMS } from './drugs.ts'

/** Endings of English and clinical words. */
const PLAIN_ENDINGS =
  "tion sion ment ness able ible ical ally ously ing ings tive ology ologist graphy graph gram itis osis oses emia aemia uria pathy ectomy ostomy otomy plasty scopy oma omas algia plegia penia philia trophy plasia genic lytic ase ases idine amine ium ic ics ous ful less ship hood wise ward wards ated ized ised ified tal rial nal cal ular ity ities ance ances ence ences ency ancy est ly ed n't ism isms"

/** Letters a word needs before its ending says anything. */
const DRUG_LETTERS_MIN = 6
const PLAIN_LETTERS_MIN = 5

interface Node {
  readonly next: (Node | undefined)[]
  flag: number
}

/** What an unlisted word is by its ending: DRUG for a stem of non-proprietary names, else WORDLIKE, else 0. */
export type ReadEnding = (lower: string) => number

export function createWordEndings(): ReadEnding {
  const root = node()
  for (const ending of PLAIN_ENDINGS.split(' ')) insert(root, ending, WORDLIKE)
  for (const stem of DRUG_STEMS.split(' ')) insert(root, stem, DRUG)
  return (lower) => read(root, lower)
}

const node = (): Node => ({ next: [], flag: 0 })

function insert(root: Node, ending: string, flag: number): void {
  let at = root
  for (let i = ending.length - 1; i >= 0; i--) {
    const code = ending.charCodeAt(i)
    const next = at.next[code] ?? node()
    at.next[code] = next
    at = next
  }
  at.flag |= flag
}

/** From the last letter back: every ending the word has. */
function read(root: Node, lower: string): number {
  if (lower.length < PLAIN_LETTERS_MIN) return 0
  let found = 0
  let at: Node | undefined = root
  for (let i = lower.length - 1; i >= 0; i--) {
    at = at.next[lower.charCodeAt(i)]
    if (at === undefined) break
    found |= at.flag
  }
  if (found & DRUG && lower.length >= DRUG_LETTERS_MIN) return DRUG
  return found & WORDLIKE
}
