import type { Known } from '../span.ts'

/**
 * Whose names may stay under a policy that keeps providers': those of known staff, and of them only what is no form of
 * the patient's or a relative's name. In doubt a name goes: a daughter may share her doctor's surname.
 */
export interface Staff {
  mayStay(name: string): boolean
  /** Names found in this request: what of them is no staff's may be a relative's. */
  hear(names: readonly string[]): void
}

export const NO_STAFF: Staff = { mayStay: () => false, hear: () => {} }

export function createStaff(known: readonly Known[]): Staff {
  const names = known.filter(({ kind }) => kind === 'NAME')
  const staff = names.filter(({ role }) => role === 'provider').map(({ value }) => wordsOf(value))
  const others = new Set(names.filter(({ role }) => role !== 'provider').flatMap(({ value }) => wordsOf(value)))
  const isStaffs = (words: readonly string[]): boolean =>
    words.some((word) => word.length > 1) &&
    staff.some((own) =>
      words.every((word) => own.some((one) => one === word || (word.length === 1 && one.startsWith(word)))),
    )
  return {
    mayStay(name) {
      // A join of a name and a telephone number has the words of the name.
      if (/[\p{N}@]/u.test(name)) return false
      const words = wordsOf(name)
      return isStaffs(words) && !words.some((word) => others.has(word))
    },
    hear(found) {
      for (const words of found.map(wordsOf)) {
        if (!isStaffs(words)) for (const word of words) if (word.length > 1) others.add(word)
      }
    },
  }
}

/** The words of a name, small and without accents; titles, degrees and the possessive are none. */
function wordsOf(name: string): string[] {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['\u2019]s\b/g, '')
  return (plain.match(/\p{L}+/gu) ?? []).filter((word) => !NO_NAME.has(word))
}

const NO_NAME = new Set(
  'dr doctor mr mrs ms miss prof md do rn np pa phd dpm dds lcsw pharmd aprn fnp crna lpn cna jr sr ii iii'.split(' '),
)
