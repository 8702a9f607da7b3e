import { SLOTS } from './plain-words.mjs'
import { CLINICAL, HEADINGS, NUMBERS, PEOPLE, PLACES, PLAIN } from './sentences.mjs'

/**
 * Writes documents out of the sentences: `compose(random)` gives {text, spans}. Each document keeps a few people, places and institutions
 * and mentions them again in other forms, as real ones do.
 */
export function createComposer(invent) {
  return (random) => {
    const cast = createCast(invent, random)
    const style = random.pick(STYLES)
    const mix = random.pick(MIXES)
    const count = style === 'query' ? 1 : random.int(2, 16)
    const out = { text: '', spans: [] }
    for (let i = 0; i < count; i++) {
      if (i > 0) out.text += separator(style, random)
      if (style === 'bullets') out.text += random.pick(['- ', '* ', '• ', `${i + 1}. `, '> '])
      sentence(out, random.pick(pool(mix, random)), cast, random)
      if (random.chance(0.15)) out.text = out.text.replace(/\.$/, '')
    }
    return out
  }
}

const STYLES = ['prose', 'prose', 'prose', 'lines', 'lines', 'paragraphs', 'bullets', 'query', 'telegraph']
const MIXES = [
  [4, 2, 2, 2, 2],
  [1, 4, 2, 1, 1],
  [1, 1, 4, 1, 2],
  [2, 2, 2, 3, 2],
  [0, 0, 0, 1, 1],
  [5, 0, 0, 1, 2],
  [0, 5, 0, 1, 2],
  [1, 1, 1, 4, 6],
  [1, 1, 1, 2, 8],
  [0, 0, 0, 1, 4],
]

function pool(mix, random) {
  const pools = [PEOPLE, PLACES, NUMBERS, PLAIN, CLINICAL]
  let at = random.int(
    1,
    mix.reduce((sum, weight) => sum + weight, 0),
  )
  for (let i = 0; i < pools.length; i++) {
    at -= mix[i]
    if (at <= 0) return pools[i]
  }
  return PLAIN
}

function separator(style, random) {
  if (style === 'lines' || style === 'bullets') return random.chance(0.1) ? '\n\n' : '\n'
  if (style === 'paragraphs') return random.chance(0.5) ? '\n\n' : ' '
  if (style === 'telegraph') return random.pick([' ', '; ', ', ', ' / ', ' - ', '. '])
  return random.chance(0.08) ? '\n' : ' '
}

/** A few people and places that a document is about. */
function createCast(invent, random) {
  const people = Array.from({ length: random.int(1, 4) }, () => ({
    first: invent.first(random),
    last: invent.last(random),
    middle: random.pattern('@'),
  }))
  const places = { city: [], facility: [], org: [] }
  return {
    person: () =>
      random.chance(0.6)
        ? random.pick(people)
        : { first: invent.first(random), last: invent.last(random), middle: random.pattern('@') },
    place(kind) {
      const known = places[kind]
      if (known.length > 0 && random.chance(0.3)) return random.pick(known)
      const made = invent[kind](random)
      known.push(made)
      return made
    },
    street: () => invent.street(random),
    county: () => invent.county(random),
    common: () => random.pick(invent.common),
    clinical: () => random.pick(invent.clinical),
    surname: () => invent.last(random),
  }
}

const SLOT = /\{(\w+)\}|\[([^[\]]*(?:\[[^[\]]*\][^[\]]*)*)\]/

function sentence(out, template, cast, random) {
  let rest = template
  for (;;) {
    const match = SLOT.exec(rest)
    if (match === null) break
    out.text += rest.slice(0, match.index)
    rest = rest.slice(match.index + match[0].length)
    if (match[2] !== undefined) rest = random.pick(alternatives(match[2])) + rest
    else fillSlot(out, match[1], cast, random)
  }
  out.text += rest
}

function alternatives(inside) {
  const found = []
  let depth = 0
  let held = ''
  for (const char of inside) {
    if (char === '|' && depth === 0) {
      found.push(held)
      held = ''
      continue
    }
    if (char === '[' || char === '{') depth++
    if (char === ']' || char === '}') depth--
    held += char
  }
  return [...found, held]
}

function fillSlot(out, slot, cast, random) {
  const marked = MARKED[slot]
  if (marked !== undefined) {
    const [type, make] = marked
    const made = make(cast, random)
    for (const part of Array.isArray(made) ? made : [made]) {
      if (typeof part === 'string') mark(out, type, part)
      else out.text += part.plain
    }
    return
  }
  out.text += plain(slot, random, cast)
}

function mark(out, type, text) {
  if (out.text.endsWith('\n') === false && text === '') return
  out.spans.push({ start: out.text.length, end: out.text.length + text.length, type })
  out.text += text
}

function plain(slot, random, cast) {
  const invented = INVENTED[slot]
  if (invented !== undefined) return invented(random, cast)
  if (slot === 'n') return String(random.int(1, random.pick([9, 30, 130])))
  if (slot === 'age') return String(random.int(1, 89))
  if (slot === 'time')
    return random.pick([
      `${random.int(0, 23)}:${random.pattern('0#')}`,
      random.pattern('0###'),
      `${random.int(1, 12)} pm`,
    ])
  if (slot === 'room' || slot === 'bed') return `${random.int(2, 990)}${random.pick(['', '-1', '-2', 'A', 'B'])}`
  if (slot === 'i') return random.pattern('@')
  if (slot === 'Heading') return random.pick(HEADINGS)
  if (slot === 'HEADING') return random.pick(HEADINGS).toUpperCase()
  if (slot === 'REL' || slot === 'DX' || slot === 'LAB') return random.pick(SLOTS[slot.toLowerCase()]).toUpperCase()
  if (slot === 'ORDINAL_DAY') return ''
  const words = SLOTS[slot]
  if (words === undefined) throw new RangeError(`unknown slot ${slot}`)
  return random.pick(words)
}

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1)
const ROOTS =
  'hepat cardi nephr neur gastr derm oste arthr my hem angi enceph thyr ped rhin ot ophthalm pulm bronch chol cyst col enter lymph thromb leuk kerat fibr aden carcin sarc lip scler sten'.split(
    ' ',
  )
const ENDINGS =
  'itis osis oma opathy ectomy ostomy oscopy algia emia uria plasty ogram ography olysis omegaly ocele opexy otomy orrhea oplegia odynia'.split(
    ' ',
  )
const BRAND = 'zy xe vo ra ti lo be ca ne qu al en to pra vy ju ka re mo ni ly fa so tre bri ve co da'.split(' ')
const BRAND_ENDS =
  'ra vo xa tis mab nib zyme vel da tra via lix cept bex nor zen qua stat pril olol sartan mycin cillin azole gliptin dipine tidine oxacin afil triptan zepam setron prazole vir'.split(
    ' ',
  )
const BRAND_MORE =
  'va ra ya ix iq eza ari enza isto ance oxa ivy jo sa vio mvi tri zia qua yx ency arza igo ti ki to lis prax gen ris mo nza tro bli max lin dur cet tex fen rin sol cor pan lor exa ima ofa ura yve umvi etri aza'.split(
    ' ',
  )
const brandMore = (r) =>
  r.pick(
    'A Ad Al Ab Ar Av B Be Bri C Ca Ce Co Cri D Da De E El Em Er Ex F Fe Fo G Ga Gi H I Im In J Ju K Ke Ky L Le Lo Lu M Me Mo N Ne Nu O On Op Or P Pe Pra Q R Re Ri S Sa Si So Sy T Ta Te To Tr U V Ve Vi Vy W X Xe Xo Y Ye Z Ze Zy'.split(
      ' ',
    ),
  ) +
  r.pick('b d f g k l m n p qu r s t v x z br cl dr fl gl kr lt mb mt nt pr pt rb rk sp st tr vr zt ll rr'.split(' ')) +
  r.pick('a e i o u y'.split(' ')) +
  r.pick(['', 'l', 'm', 'n', 'r', 's', 'x', 'v', 'z']) +
  r.pick(BRAND_MORE)
const genus = (r) =>
  capital(
    r.pick(
      'bruc franc list nocard prote serrat klebs shig salmon yers campyl helic borr lept myc asper cand crypt histo blast legion morax neiss past rick strept staph enter acinet pseud stenotroph burkhold bart erlich anaplasm'.split(
        ' ',
      ),
    ) + r.pick('ella ia ococcus obacter omonas omyces obacillus ospira obacterium oplasma'.split(' ')),
  )
const species = (r) =>
  r.pick(
    'albicans glabrata aureus pneumoniae coli faecalis burgdorferi difficile pylori jejuni marcescens mirabilis fumigatus neoformans capsulatum henselae catarrhalis aeruginosa maltophilia avium hominis'.split(
      ' ',
    ),
  )
const brand = (r) =>
  r.chance(0.5)
    ? brandMore(r).toLowerCase()
    : Array.from({ length: r.int(1, 2) }, () => r.pick(BRAND)).join('') + r.pick(BRAND_ENDS)

/** Plain text made up on the spot: words of the lists, and such as no list holds. */
const INVENTED = {
  w: (_, cast) => cast.common(),
  W: (_, cast) => capital(cast.common()),
  Common: (_, cast) => capital(cast.common()),
  WORD: (_, cast) => cast.common().toUpperCase(),
  cw: (_, cast) => cast.clinical(),
  pdrug: (r) => brand(r),
  Pdrug: (r) => capital(brand(r)),
  Genus: (r) => genus(r),
  species: (r) => species(r),
  GENUS: (r) => genus(r).toUpperCase(),
  SPECIES: (r) => species(r).toUpperCase(),
  pdx: (r) => r.pick(ROOTS) + r.pick(['o', 'i', '']) + r.pick(ROOTS) + r.pick(ENDINGS),
  Pdx: (_, cast) => cast.surname(),
  abbr: (r) => r.pattern(r.pick(['@@', '@@@', '@@@', '@@@@', '@@@@@', '@/@', '@@/@', '@#', '@@#', '@@-@', '@x#'])),
  fraction: (r) =>
    r.pick([
      `${r.int(1, 5)}/5`,
      `${r.int(1, 30)}/30`,
      `${r.int(60, 210)}/${r.int(40, 120)}`,
      `${r.int(1, 20)}/${r.int(1, 60)}/${r.int(1, 90)}`,
      `${r.int(1, 12)}/${r.int(1, 30)}`,
      `7.${r.int(10, 60)}/${r.int(20, 80)}/${r.int(40, 99)}`,
      `20/${r.int(15, 400)}`,
      `${r.int(1, 3)}+/4`,
    ]),
  range: (r) =>
    r.pick([
      `${r.int(1, 9)}-${r.int(10, 30)}`,
      `${r.int(1, 200)}-${r.int(200, 900)}`,
      `${r.int(1, 4)}-${r.int(5, 9)}-${r.int(1, 4)}`,
      `0.${r.int(1, 9)}-${r.int(1, 3)}.${r.int(0, 9)}`,
      `${r.int(2, 40)}→${r.int(2, 40)}`,
      `${r.int(1, 12)} - ${r.int(13, 99)}`,
    ]),
  clock: (r) =>
    r.pick([`${r.int(10, 23)}${r.int(10, 59)}`, `0${r.int(1, 9)}${r.int(10, 59)}`, `${r.int(0, 23)}:${r.int(10, 59)}`]),
  model: (r) => r.pattern(r.pick(['####', '####-##', '@@@@', '@#@@##', '@-###', '#@', '@@ ##', '@#'])),
  vocab: (r) =>
    r.pattern(
      r.pick([
        '#####',
        '#####',
        '@####',
        '@##.#',
        '@##.##',
        '#####-####-##',
        '####-#',
        '#####-#',
        '########',
        '#########',
        '###',
        '##',
        '@-#####',
        '@@',
        '####@',
        '@###.#@@',
      ]),
    ),
  loinc: (r) => r.pattern(r.pick(['####-#', '#####-#'])),
  gene: (r) =>
    r.pick([
      'BRCA1',
      'MLH1',
      'CFTR',
      'KRAS',
      'EGFR',
      'TP53',
      'SOX10',
      'CK7',
      'p16',
      'Ki-67',
      'HER2',
      'JAK2',
      'F5',
      'HLA-B27',
      'MSH2',
      'PD-L1',
      'CD20',
    ]),
  variant: (r) =>
    r.pattern(
      r.pick([
        'c.####_####delAA',
        'c.###A>G',
        'p.V###E',
        'c.####+#G>T',
        'exon ## del',
        'cT#bN#M#a',
        'pT#N#',
        '##;##',
        'rs#######',
      ]),
    ),
  yearrange: (r) => `${r.int(1990, 2015)}-${r.int(2016, 2025)}`,
  brace: (r) => r.pick(['', '', ',', ' },', ' }, {', ' ]']),
}

const lower = (text) => text.toLowerCase()
const upper = (text) => text.toUpperCase()
const whole = ({ first, last, middle }, random) =>
  random.pick([
    `${first} ${last}`,
    `${first} ${last}`,
    `${first} ${last}`,
    `${first} ${middle}. ${last}`,
    `${first} ${middle} ${last}`,
    `${first.charAt(0)}. ${last}`,
    `${first} ${last}${random.pick([' Jr.', ' III', ', Jr', ' Sr', ''])}`,
  ])
const reversed = ({ first, last, middle }, random) =>
  random.pick([
    `${last}, ${first}`,
    `${last}, ${first} ${middle}.`,
    `${last}, ${first} ${middle}`,
    `${last},${first}`,
    `${last}^${first}`,
    `${last} ${first.charAt(0)}`,
    `${last}, ${first.charAt(0)}.`,
    upper(`${last}, ${first}`),
    upper(`${last},${first}`),
  ])
const initials = ({ first, last, middle }, random) => {
  const [f, l] = [first.charAt(0), last.charAt(0)]
  const name = random.pick([f + l, f + middle + l, `${f}.${l}.`, `${f}.${middle}.${l}.`, `${f}-${l}`, `${f}${l}`])
  return random.chance(0.25) ? lower(name) : upper(name)
}
const anyForm = (person, random) => {
  const roll = random.next()
  if (roll < 0.42) return whole(person, random)
  if (roll < 0.72) return person.first
  if (roll < 0.82) return person.last
  if (roll < 0.9) return `${person.first} ${person.last.charAt(0)}${random.pick(['.', ''])}`
  return reversed(person, random)
}

/** Slots that are identifiers: their type and how they are written. */
const MARKED = {
  N: ['NAME', (cast, r) => whole(cast.person(), r)],
  F: ['NAME', (cast) => cast.person().first],
  L: ['NAME', (cast) => cast.person().last],
  X: ['NAME', (cast, r) => anyForm(cast.person(), r)],
  LF: ['NAME', (cast, r) => reversed(cast.person(), r)],
  I: ['NAME', (cast, r) => initials(cast.person(), r)],
  n_lower: ['NAME', (cast, r) => lower(whole(cast.person(), r))],
  l_lower: ['NAME', (cast) => lower(cast.person().last)],
  f_lower: ['NAME', (cast) => lower(cast.person().first)],
  N_CAPS: ['NAME', (cast, r) => upper(whole(cast.person(), r))],
  C: ['CITY', (cast) => cast.place('city')],
  c_lower: ['CITY', (cast) => lower(cast.place('city'))],
  C_CAPS: ['CITY', (cast) => upper(cast.place('city'))],
  K: ['COUNTY', (cast) => cast.county()],
  FAC: ['FACILITY', (cast) => cast.place('facility')],
  fac_lower: ['FACILITY', (cast) => lower(cast.place('facility'))],
  FAC_CAPS: ['FACILITY', (cast) => upper(cast.place('facility'))],
  ORG: ['ORG', (cast) => cast.place('org')],
  org_lower: ['ORG', (cast) => lower(cast.place('org'))],
  ORG_CAPS: ['ORG', (cast) => upper(cast.place('org'))],
  ST: ['STREET', (cast) => cast.street()],
  st_spoken: ['STREET', (cast, r) => lower(cast.street()).replace(/^\S+/, spokenNumber(r))],
  st_lower: ['STREET', (cast) => lower(cast.street())],
  ST_CAPS: ['STREET', (cast) => upper(cast.street())],
  Z: ['ZIP', (_, r) => r.pattern(r.pick(['#####', '#####', '#####-####']))],
  D: ['DATE', (_, r) => anyDate(r)],
  DP: ['DATE', (_, r) => partialDate(r)],
  ID: ['OTHERID', (_, r) => code(r)],
  PH: ['PHONE', (_, r) => phone(r)],
  V: ['VEHICLE', (_, r) => plate(r)],
  A: [
    'AGE90',
    (_, r) =>
      r.pick([
        String(r.int(90, 107)),
        String(r.int(90, 103)),
        r.pick(['ninety', 'ninety-two', 'ninety-six', 'ninety one', 'a hundred', 'one hundred and two', 'ninety-nine']),
      ]),
  ],
}

const UNITS = 'one two three four five six seven eight nine ten eleven twelve thirteen fifteen seventeen'.split(' ')
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const spokenNumber = (r) =>
  r.pick([
    `${r.pick(UNITS)} ${r.pick(TENS)}`,
    `${r.pick(UNITS)} ${r.pick(UNITS)}`,
    `${r.pick(TENS)} ${r.pick(UNITS)}`,
    `${r.pick(UNITS)} hundred`,
    `${r.pick(UNITS)} oh ${r.pick(UNITS)}`,
    `${r.pick(UNITS)} ${r.pick(TENS)} ${r.pick(UNITS)}`,
  ])

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const FEASTS = [
  'Thanksgiving',
  'Christmas',
  'Christmas Eve',
  "New Year's Day",
  'Easter',
  'Easter Sunday',
  'Labor Day',
  'Memorial Day',
  'the Fourth of July',
  'Halloween',
  "Valentine's Day",
  'Ash Wednesday',
  'Good Friday',
  'Passover',
  'Yom Kippur',
  'Eid',
  'Diwali',
  'Cinco de Mayo',
  "St. Patrick's Day",
  "Mother's Day",
  'MLK Day',
  'Veterans Day',
  'Juneteenth',
  'Ramadan',
  'Hanukkah',
  'Mardi Gras',
  'Columbus Day',
  'Armistice Day',
]
const ordinal = (n) =>
  `${n}${n % 10 === 1 && n !== 11 ? 'st' : n % 10 === 2 && n !== 12 ? 'nd' : n % 10 === 3 && n !== 13 ? 'rd' : 'th'}`

function anyDate(r) {
  const [day, month, year] = [r.int(1, 28), r.int(1, 12), r.int(1928, 2029)]
  const name = MONTHS[month - 1]
  const short = name.slice(0, 3)
  const two = String(year).slice(2)
  return r.pick([
    `${month}/${day}/${year}`,
    `${month}/${day}/${two}`,
    `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}-${year}`,
    `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
    `${month}.${day}.${two}`,
    `${name} ${day}, ${year}`,
    `${name} ${ordinal(day)}, ${year}`,
    `${short} ${day} ${year}`,
    `${day} ${name} ${year}`,
    `${day}-${short}-${two}`,
    `${day}${short.toUpperCase()}${year}`,
    `${ordinal(day)} of ${name} ${year}`,
    `${name} of ${year}`,
    `${short} '${two}`,
    `${month}/${year}`,
    partialDate(r),
    partialDate(r),
  ])
}

function partialDate(r) {
  const [day, month] = [r.int(1, 28), r.int(1, 12)]
  const name = MONTHS[month - 1]
  const short = name.slice(0, 3)
  return r.pick([
    `${month}/${day}`,
    `${month}-${day}`,
    `${month}/${day}`,
    `${name} ${day}`,
    `${name} ${ordinal(day)}`,
    `${short} ${day}`,
    `${short}. ${day}`,
    `${day} ${short}`,
    `${day} ${name}`,
    `the ${ordinal(day)}`,
    `the ${ordinal(day)} of ${name}`,
    name,
    `${r.pick(['early', 'late', 'mid', 'mid-', 'end of', 'the end of', 'the first week of'])} ${name}`.replace(
      '- ',
      '-',
    ),
    r.pick(FEASTS),
    r.pick(FEASTS),
    `${r.pick(DAYS)} ${month}/${day}`,
    `${r.pick(DAYS)}, ${name} ${day}`,
    lower(`${short} ${day}`),
    `wk of ${month}/${day}`,
  ])
}

function code(r) {
  return r.pattern(
    r.pick([
      '########',
      '#######',
      '######',
      '#####',
      '##########',
      '###-###',
      '##-##-##-#',
      '###-##-##',
      '@@-#####',
      '@@#######',
      '@-####',
      '@@-##-#####',
      '@@@-@@@-#####',
      '@@-####-@',
      '@@-####-@@',
      '###-####',
      '@########',
      '@# ## ### ###',
      '@@@ ## ### ####',
      '@##@###@@##',
      '#@##@#@##@###',
      '##-######',
      '###-##-####',
      '@@@@-####@-@',
      '@@@-#####/@+@',
      '####-#@@',
      '@@ ### ####',
      '@@@@@@##',
      '@@#-####',
      '@-###-####-####',
      '##@#####',
      '###### ####',
      '@@/@@@ @### ####',
      '#### ####',
      '@@@-####-##',
      '***-**-####',
      '@@.####.##',
      '@##-####',
      'x####',
      '@@@##',
      '@@@@-###',
    ]),
  )
}

function phone(r) {
  return r.pattern(
    r.pick([
      '(###) 555-####',
      '###-555-####',
      '###.555.####',
      '### 555 ####',
      '555-####',
      '+1 ### 555 ####',
      '###-###-####',
      '(###)###-####',
      'x####',
      '#####',
      '##########',
      '###-555-#### ext. ##',
      '1-800-###-####',
      '##-####',
      'x#-####',
      '+44 20 #### ####',
    ]),
  )
}

function plate(r) {
  return r.pick([
    r.pattern(
      r.pick([
        '@@@ ####',
        '@@@-####',
        '#@@@###',
        '@##-##@',
        '### @@@',
        '@@ #####',
        '@@##@@',
        '#@@####',
        '@@@####',
        '####@@',
        '@@·####',
        '#####@#',
        '@@@ @@@',
        '##@·@@@@',
      ]),
    ),
    r.pattern('#@@@*##@#*@######'),
    r.pattern('#*@*@###*@@######'),
  ])
}
