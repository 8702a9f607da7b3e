import { add, matchAt, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { NUMBER, TITLE } from '../tokens.ts'

const FIRST_WORDS =
  'flat space lot unit apartment apt calle avenida av camino carrera the rue chemin avenue boulevard boul place allee impasse route'.split(
    ' ',
  )

/** Streets that begin with their kind (`Calle Ocho 14`, `12 rue des Lilas`), flats, and houses with a name. */
export const foreignStreets: Rule = { starts: { words: FIRST_WORDS }, read: foreignStreet }

function foreignStreet(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (tokens.shape[k] === TITLE) at(reading, tokens.start[k] ?? 0)
  for (let i = k - 1; i >= k - 2; i--) if (tokens.type[i] === NUMBER) at(reading, tokens.start[i] ?? 0)

  function at(within: Reading, start: number): void {
    const match = matchAt(ELSEWHERE, text, start)
    if (match !== null) add(within, start, start + match[0].trimEnd().length, 'STREET', 'street/elsewhere', 0.8)
  }
}

const ELSEWHERE =
  /(?:(?:Flat|Space|Lot|Unit|Apartment|Apt) \d{1,5}[A-Z]?, (?:\p{Lu}[\p{L}'’-]{1,20} ?){1,4}(?:, (?:\p{Lu}[\p{L}'’-]{1,20} ?){1,3}(?:Walk|Row|Road|Street|Lane|Close|Way|Avenue|Gardens|Court|Place|Drive)\b)?|(?:Calle|Avenida|Av\.|Camino|Carrera) (?:(?:de|del|la|las|los|el) ){0,2}(?:\p{Lu}[\p{L}'’-]{1,20} ){1,3}#?\d{1,5}(?:, ?\d{1,2}\.?[ºª°]? ?(?:piso|apto|planta)\b)?|\d{1,5},? (?:rue|chemin|avenue|boulevard|boul\.|place|allée|impasse|route) (?:(?:de|du|des|la|le|les|l') ?){0,2}(?:\p{Lu}[\p{L}'’-]{1,20}[ -]?){1,3}(?:, app\.? ?\d{1,4})?|The \p{Lu}[\p{L}'’-]{1,20} \p{Lu}[\p{L}'’-]{1,20}, \d{1,4} (?:\p{Lu}[\p{L}'’-]{1,20} ){1,3}(?:Row|Street|Road|Lane|Close|Way|Walk))/uy
