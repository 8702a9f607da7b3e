/** Letters of other scripts that look Latin. Applied only inside a word that also has Latin letters: a Russian word stays Russian. */
const LOOKALIKES: readonly (readonly [string, string])[] = [
  ['АВЕКМНОРСТХУІЈЅ', 'ABEKMHOPCTXYIJS'],
  ['аеорсхуіјѕһԁ', 'aeopcxyijshd'],
  ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
  ['οανικρ', 'oavikp'],
]

/** From a look-alike's code unit to its Latin letter. */
export function createConfusables(): ReadonlyMap<number, string> {
  const map = new Map<number, string>()
  for (const [from, to] of LOOKALIKES) {
    for (let i = 0; i < from.length; i++) map.set(from.charCodeAt(i), to.charAt(i))
  }
  return map
}
