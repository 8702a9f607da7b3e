/** The word and every form of it with one letter left out: two words within one edit of each other share a form. */
export function deletes(word: string): string[] {
  const out = [word]
  for (let i = 0; i < word.length; i++) out.push(word.slice(0, i) + word.slice(i + 1))
  return out
}
