/** `word` in the capitals of `like`: all, none, or as a name is written. */
export function caseLike(like: string, word: string): string {
  if (!/\p{L}/u.test(like)) return word
  const isUpper = like === like.toUpperCase() && like !== like.toLowerCase()
  if (isUpper && like.length > 1) return word.toUpperCase()
  return like === like.toLowerCase() && like !== like.toUpperCase() ? word.toLowerCase() : word
}

/** A name as names are written; one with capitals inside stays. */
export function titleCase(word: string): string {
  if (word !== word.toUpperCase() && word !== word.toLowerCase()) return word
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()
}
