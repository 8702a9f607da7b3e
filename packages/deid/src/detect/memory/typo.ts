/** Surnames to be found with one letter wrong, missing or too many. */
export interface Typos {
  learn(surname: string): void
  has(word: string): boolean
}

/** Shorter surnames are one letter from too many words. */
const LETTERS_MIN = 6
const LETTERS_MAX = 24

export function createTypos(under?: Typos): Typos {
  const forms = new Set<string>()
  const edges = new Set<string>()
  // Forms are made when a word first asks for them: in most texts none does.
  const unread: string[] = []
  return {
    learn(surname) {
      if (surname.length < LETTERS_MIN || surname.length > LETTERS_MAX) return
      unread.push(surname)
      edges.add(firstEdge(surname))
      edges.add(lastEdge(surname))
    },
    has(word) {
      if (under?.has(word) === true) return true
      if (edges.size === 0 || word.length < LETTERS_MIN - 1 || word.length > LETTERS_MAX) return false
      if (!edges.has(firstEdge(word)) && !edges.has(lastEdge(word))) return false
      for (const surname of unread.splice(0)) for (const form of deletes(surname)) forms.add(form)
      return deletes(word).some((form) => forms.has(form))
    },
  }
}

/** The word and every form of it with one letter left out: two words within one edit of each other share a form. */
function deletes(word: string): string[] {
  const out = [word]
  for (let i = 0; i < word.length; i++) out.push(word.slice(0, i) + word.slice(i + 1))
  return out
}

/** One edit leaves the first two letters or the last two as they are, in words of this length. */
const firstEdge = (word: string): string => word.slice(0, 2)
const lastEdge = (word: string): string => `-${word.slice(-2)}`
