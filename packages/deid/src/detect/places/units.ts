/** What belongs to a street line beside the street: flats, floors, lots, the second house behind the first. */

const KINDS =
  'apt|apartment|unit|ste|suite|lot|rm|room|bldg|building|fl|flr|floor|space|sp|spc|trlr|trailer|slip|bur|app|appt|interior|int|piso|depto|dpto|apto|puerta|bsmt|level|lvl|shop|tower|block|blk|flat|wing|dorm|stop|whg|stock'

const SPOKEN =
  'one|two|three|four|five|six|seven|eight|nine|oh|zero|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty'

const ORDINAL = String.raw`(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|top|ground)`

const THING = '(?:fl|flr|floor|trailer|house|door|gate|unit|mailbox|driveway|left|right)'

const PLACES =
  'upstairs|downstairs|bsmt|basement|rear|up|down|front|back|attic|garage|hinterhaus|vorderhaus|seitenflügel|carriage house|in back|side door|lower|upper'

const UNIT = new RegExp(
  [
    String.raw`(?: ?,? {0,2}\n?| {1,3})(?:${KINDS})\.? ?#?(?:\d[\w-]{0,5}|[A-Z]-?\d{0,4}(?![a-z])|(?:${SPOKEN})(?: (?:${SPOKEN})){0,3})\b(?: (?:${PLACES})\b)?`,
    String.raw`,? ?# ?(?:\d{1,5}[A-Z]?|[A-Z]\d{0,4})\b`,
    String.raw`,?[ \n](?:the )?${ORDINAL} ${THING}\b(?: (?:past|behind|after|on|from) (?:the )?(?:[a-z]{3,12}\b ?){1,3})?`,
    String.raw`, ?(?:the )?(?:blue|red|green|white|yellow|black|brown|gray|grey|pink) (?:door|house|gate|trailer|kiosk|roof|shed|one)\b`,
    String.raw`, ?(?:the )(?:house|trailer|cabin|door|gate|place) (?:with|by|past|behind|beside|next to|across from) (?:the |a )?\p{Ll}{3,12}(?: \p{Ll}{3,12})?(?=[,;.)\n"]|$)`,
    String.raw`, ?(?:no|without a) (?:house )?number\b`,
    String.raw`(?:, ?| (?=(?:rear|hinterhaus|upstairs|downstairs|basement|bsmt)\b))(?:${PLACES})(?=[,.;\n)"]|$| {2}| \()`,
    String.raw` \((?:ring|use|side|rear|back|upstairs|gate|buzz|buzzer|code)[^()\n]{0,20}\)`,
    String.raw`, ?(?:col|colonia|urb|urbanización|barrio|bo|fracc)\.? [A-ZÀ-Ý][\p{L}]{1,16}(?: [A-ZÀ-Ý][\p{L}]{1,16}){0,2}`,
    String.raw`,? (?:(?:${SPOKEN}|\d{2,5})(?:[ -](?:${SPOKEN})){0,3})(?=, (?:${PLACES})\b)`,
    String.raw`, (?:\d(?:st|nd|rd|th) |the )?(?:cattle guard|(?:blue|red|green|white|yellow) (?:tank|house behind [^,;.\n]{4,36})|left at [a-z ]{3,16}|right at [a-z ]{3,16})`,
    String.raw`, ?entre (?:[\p{L}.]{2,16} ){1,3}y [\p{L}]{2,16}`,
    String.raw`,? (?:off|opp\.?|opposite|near|nr|behind|beside|next to|by|past|across from) (?:the )?(?:\p{L}{2,14}[ ]?){1,3}(?=[,\n;])`,
    String.raw`(?:,? {0,2}|, )Calle \d{1,3}(?: [A-Z]{1,2}-?\d{1,4})?`,
  ].join('|'),
  'iuy',
)

const UNITS_MAX = 4

const LANDMARK =
  '(?:house|door|trailer|gate|side|bldg|building|floor|stairs|upstairs|downstairs|entrance|porch|mailbox|store|shop|church|school|barn|garage|basement|attic|alley|yard|driveway|fence|tank|guard|bridge|laundromat|bar|kiosk|camp|dock|slip|site|hill|tires|tree|well|silo|tower|motel|boat|shed|flat|camper|cabin|fork|gap)'

/** `, second trailer past the cattle gap`, ` (green gate by the silo)`: up to six small words, one of them a thing that stands there. */
const TAIL = new RegExp(
  String.raw`(?:, ?| \()(?=[^,;.()\n]{0,40}\b${LANDMARK}\b)(?![^,;.()\n]{0,40}\b(?:and|is|was|has|had|with|lives|who|her|his|their|clean|safe|no|not|alone|found|fell|owned)\b)(?:[a-z0-9#'’-]{1,14} ?){1,6}(?=[,;.)\n"|]|$)`,
  'y',
)

/** Where the street line that ends at `at` ends with its units. */
export function unitsAfter(text: string, at: number): number {
  let end = at
  for (let i = 0; i < UNITS_MAX; i++) {
    UNIT.lastIndex = end
    TAIL.lastIndex = end
    const match = UNIT.exec(text) ?? TAIL.exec(text)
    if (match === null) break
    end += match[0].trimEnd().length
  }
  return end
}

const BEFORE = new RegExp(
  String.raw`(?:^|[\s,:;"(«|])((?:(?:${KINDS}|no|plot|stall|house|km|flat|h no|door no|lots?)\.? ?#?\d{1,4}(?:\/\d{1,3})?[A-Za-z]?,? ?|(?:back|front|side) (?:porch|house|unit|door),? |\d{1,2}(?:st|nd|rd|th) (?:floor|fl|cross|main|flr),? ){1,3})$`,
  'i',
)

const HOUSE_BEFORE =
  /(?:^|[\n,:;|>"(] ?|\b(?:at|to|of|from|FROM|AT) )((?:The )?\p{Lu}[\p{L}'’-]{1,16}(?: \p{Lu}[\p{L}'’-]{1,16}){0,2} (?:House|Cottage|Lodge|Farm|Court|Villas?|Barn|Hall|Mansions|Heights|Towers?|Apartments|Apts|Flats|Estate|Marina|Manor|Buildings?|HOUSE|COTTAGE|LODGE|FARM|COURT|TOWER|FLATS|APTS), ?)$/u

const DWELLING_BEFORE =
  /(?:^|[\s,:;("])((?:c\/o|rear of|rear|back of|basement (?:of|at)|upstairs (?:of|at)|(?:the )?(?:\p{Ll}{3,8} )?(?:house|trailer|cabin|camper|apartment|room|garage|shed) (?:behind|off|past|above)|\d(?:st|nd|rd|th) (?:house|trailer|door) (?:on|past|off|from)|end of|top of|bottom of|foot of) (?:the )?)$/iu

/** `No. 6 Ravenna Ln`, `R.D. 2 Mogadore Rd`, `Mile 3 Rinconada Loop`: the word before a house number. */
const NUMBER_BEFORE = /(?:^|[\s,:;("|])((?:no|n[º°]|r\.? ?d|mile)\.? {1,2})$/i

/** `6 Heol Elan`: the house number before a name that was found by itself. */
const NUMBER_ITSELF = /(?:^|[\n,:;("|] ?|\b(?:at|to|is|in) )(\d{1,5}[A-Za-z]? )$/

/** Where the street line that begins at `at` begins with its units: `Room 4, 20 Great Patrick St`. */
export function unitsBefore(text: string, at: number): number {
  const lead = text.slice(Math.max(0, at - 60), at)
  const before =
    BEFORE.exec(lead)?.[1] ??
    (/\d/.test(text.charAt(at)) ? NUMBER_BEFORE : NUMBER_ITSELF).exec(lead)?.[1] ??
    HOUSE_BEFORE.exec(lead)?.[1] ??
    DWELLING_BEFORE.exec(lead)?.[1]
  return before === undefined ? at : at - before.length
}
