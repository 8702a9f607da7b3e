import { add, matchAt, type Reading } from '../evidence.ts'
import { form, type Rule } from '../rule.ts'
import { LOWER, MIXED, NUMBER, TITLE, WORD } from '../tokens.ts'

const FIRST_WORDS =
  'flat space lot unit apartment apt calle avenida av avda camino carrera callejon privada the rue chemin avenue boulevard boul place allee impasse route montee quai cours sentier via viale piazza corso rua travessa ul ulica urb urbanizacion bo barrio blk block plot purok brgy barangay no door slip villa house h jalan jl lorong nr km'.split(
    ' ',
  )

/** Streets that begin with their kind (`Calle Ocho 14`, `12 rue des Lilas`, `Blk 9 Lot 22 …`), flats, and houses with a name. */
export const foreignStreets: Rule = { starts: { words: FIRST_WORDS }, read: foreignStreet }

function foreignStreet(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (/[\p{L}\d]/u.test(text.charAt((tokens.start[k] ?? 0) - 1))) return
  at(reading, tokens.start[k] ?? 0)
  for (let i = k - 1; i >= k - 3 && i >= 0; i--)
    if (tokens.type[i] === NUMBER || tokens.type[i] === MIXED) at(reading, tokens.start[i] ?? 0)

  function at(within: Reading, start: number): void {
    const match = matchAt(ELSEWHERE, text, start)
    if (match !== null) add(within, start, start + match[0].trimEnd().length, 'STREET', 'street/elsewhere', 0.8)
  }
}

const NAME = String.raw`\p{Lu}[\p{L}'’.-]{1,20}`

const END =
  '(?:Walk|Row|Road|Rd|Street|St|Lane|Ln|Close|Way|Avenue|Ave|Gardens|Court|Place|Drive|Crescent|Terrace|Tce|Mews|Grove|Hill|Park|Square|Parade|Esplanade|Estate|Nagar|Marg|Salai|Colony|Layout|Cross|Main|Puram|Gali|Enclave|Vihar|Sector|Phase)'

const KIND = String.raw`(?:[Cc]alle|[Cc]allej[oó]n|[Pp]rivada|[Aa]venida|Av(?:da|e)?\.?|[Cc]amino|[Cc]arrera|Via|Viale|Piazza|Corso|Rua|Travessa|[Uu]l\.|[Uu]lica|Jalan|Jl\.|Lorong)`

const FRENCH = String.raw`(?:[Rr]ue|[Cc]hemin|avenue|av\.|boulevard|boul\.|bd|place|allée|impasse|route|montée|quai|cours|sentier|square|villa)`

const ELSEWHERE = new RegExp(
  [
    String.raw`(?:Flat|Space|Lot|Unit|Apartment|Apt) \d{1,5}[A-Z]?, (?:${NAME} ?){1,4}(?:, (?:${NAME} ?){1,3}${END}\b)?`,
    String.raw`${KIND} (?:(?:de|del|di|da|do|dos|della|la|las|los|el) ){0,2}(?:(?:Dr|Gral|Lic|Ing|Prof)\. )?(?:${NAME},? ){1,3}#?(?:No\.? ?)?\d{1,5}(?:[A-Z]\b|/\d{1,3})?(?:(?:,? (?:interior|int|piso|depto|dpto|apto|planta|m\.)\.? ?\w{1,4}\b)|, ?\d{1,2}\.?[ºª°]? ?(?:piso|apto|planta|[A-Z])\b)?`,
    String.raw`Calle \d{1,3}(?:[ ,#-]{1,3}[A-Z]{0,2}-?\d{1,4}){0,2}`,
    String.raw`(?:\d{1,4}-)?\d{1,5}(?: ?(?:bis|ter|[A-Da-d]))?,? ${FRENCH} (?:(?:de|du|des|la|le|les|l['’]|d['’]) ?){0,2}(?:\p{Lu}[\p{L}'’-]{1,20}[ -]?){1,3}(?:, (?:app|apt|bur|bureau)\.? ?\d{1,4})?`,
    String.raw`(?:Urb|Urbanización|Bo|Barrio)\.? (?:(?:de|la|las|los|el) ){0,2}(?:(?!Km)${NAME} ?){1,3}(?:(?:, )?(?:Calle \w{1,12}|Km\.? \d{1,3}(?:\.\d)?|Sector ${NAME}|[A-Z]{1,2}-\d{1,3}) ?){0,3}`,
    String.raw`(?:Blk|Block) \d{1,4}[A-Z]?,? (?:Lot|Unit) \d{1,4},? (?:${NAME} ?){0,3}(?:St\.|${END}\b)?`,
    String.raw`(?:Plot|Slip|Villa|House|H\. ?No\.?|Door No\.?|No\.|Nr\.?) ?\d{1,4}(?:/\d{1,3})?[A-Z]?, ?(?:\d{1,2}(?:st|nd|rd|th) (?:Cross|Main|Street|Floor), ?)?(?:off |near |opp\.? )?(?:${NAME} ?){1,4}(?:,? ?${END}\b)?`,
    String.raw`K[Mm]\.? ?\d{1,3}(?:\.\d)?,? (?:off )?(?:\p{Lu}[\p{L}'’.-]{1,20}[ –]){1,4}(?:Road|Rd|Highway|Hwy|Expressway|Street|Way)\b`,
    String.raw`(?:Brgy\.?|Barangay|Purok) (?:\d{1,3}|${NAME})(?: ${NAME})?`,
    String.raw`The \p{Lu}[\p{L}'’-]{1,20} \p{Lu}[\p{L}'’-]{1,20}, \d{1,4} (?:\p{Lu}[\p{L}'’-]{1,20} ){1,3}(?:Row|Street|Road|Lane|Close|Way|Walk)`,
  ].join('|'),
  'uy',
)

/** `Dieffenbachzeile 18`, `Lange Str. 5`, `Storgata 9`: a street in one word, the house number after it. */
export const gluedStreets: Rule = { starts: { forms: form(WORD, TITLE) }, read: glued }

const GLUED =
  /^.{3,}(?:strasse|straße|str|gasse|zeile|damm|ufer|allee|platz|weg|steig|ring|chaussee|straat|laan|gracht|plein|kade|dreef|gata|gatan|gate|gaten|vegur|stræti|braut|vej|veien|vagen|väg|katu|tie|utca)$/

const SEPARATE = new Set('straße strasse str weg allee platz gasse ring damm ufer straat laan plein'.split(' '))

const HOUSE =
  /\.? \d{1,4}(?: ?[a-h]\b)?(?:[-/]\d{1,4})?(?![\d.,/:]*\d| ?(?:mg|ml|cm|mm|kg|%|days|years))(?:, (?:\p{Lu}?\p{Ll}*haus|\d\. ?(?:OG|Stock)|EG|Whg\.? ?\d{1,3}))?/uy

function glued(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const lower = tokens.lower[k] ?? ''
  const separate = SEPARATE.has(lower) && tokens.shape[k - 1] === TITLE && tokens.gap[k] === 1
  if (!separate && (tokens.word[k] !== 0 || !GLUED.test(lower))) return
  const house = matchAt(HOUSE, text, tokens.end[k] ?? 0)
  if (house === null || tokens.shape[k] === LOWER) return
  add(
    reading,
    tokens.start[separate ? k - 1 : k] ?? 0,
    (tokens.end[k] ?? 0) + house[0].length,
    'STREET',
    'street/glued',
    0.78,
  )
}
