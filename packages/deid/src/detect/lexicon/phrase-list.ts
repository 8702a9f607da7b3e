import { isLetter } from '../word-run.ts'

/** Names of several words, found by the first of them. */
export interface PhraseList {
  /** The words that names begin with, lower case. */
  readonly firstWords: readonly string[]
  /** The longest name that stands at `start`, lower case and with single blanks; undefined when none does. `first` is the word there. */
  at(text: string, start: number, first: string): string | undefined
}

/** Names in lower case, separated by `|`. */
export function createPhraseList(names: string): PhraseList {
  const byFirst = new Map<string, string[]>()
  for (const raw of names.split('|')) {
    const name = raw.trim()
    const first = name.split(/[ .']/)[0] ?? ''
    if (first !== '') byFirst.set(first, [...(byFirst.get(first) ?? []), name])
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.length - a.length)
  return {
    firstWords: [...byFirst.keys()],
    at: (text, start, first) => byFirst.get(first)?.find((name) => standsAt(text, start, name)),
  }
}

function standsAt(text: string, start: number, name: string): boolean {
  const end = start + name.length
  const after = text.charCodeAt(end)
  if (isLetter(after) || (after >= 48 && after <= 57)) return false
  return text.slice(start, end).toLowerCase().replace(/\n/g, ' ') === name
}
