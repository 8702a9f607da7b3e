import { createRandom, hash } from './random.mjs'
import * as W from './words.mjs'

/**
 * Makes names of people, places and institutions that no list holds, so that the tagger learns shape and company instead of a lexicon.
 * `half` keeps the words for training ('train') apart from those for validation ('held'); `lexicon` gives given names, surnames and
 * ordinary words of the detector, for names that lists do know.
 */
export function createInvention(lexicon, half) {
  const kept = (words) => words.filter((word) => (hash(word) & 1) === (half === 'train' ? 0 : 1))
  const given = kept(lexicon.given)
  const surnames = kept(lexicon.surnames)
  const common = kept(lexicon.common.filter((word) => /^[a-z]{4,9}$/.test(word)))
  const nature = kept(W.NATURE)
  const make = {
    given,
    surnames,
    common,
    nature,
    placeEnds: kept(W.PLACE_ENDS),
    saints: kept(W.SAINTS),
    holy: kept(W.HOLY),
    lists: W,
  }
  return {
    common: lexicon.common,
    clinical: lexicon.clinical,
    eponyms: new Set(lexicon.eponyms),
    eponym: (r) => title(r.pick(lexicon.eponyms)),
    homograph: (r) => title(r.pick(lexicon.homographs)),
    first: (r) => firstName(make, r),
    last: (r) => lastName(make, r),
    city: (r) => city(make, r),
    stem: (r) => stem(make, r),
    facility: (r) => facility(make, r),
    org: (r) => org(make, r),
    street: (r) => street(make, r),
    county: (r) => county(make, r),
  }
}

const title = (word) => word.charAt(0).toUpperCase() + word.slice(1)

function firstName(make, r) {
  const roll = r.next()
  if (roll < 0.6) return title(r.pick(make.given))
  if (roll < 0.9) return syllables(r, r.int(2, 3))
  if (roll < 0.95) return title(r.pick(make.common))
  return `${title(r.pick(make.given))}${r.pick(['-', '-', ' '])}${title(r.pick(make.given))}`
}

function lastName(make, r) {
  const roll = r.next()
  if (roll < 0.35) return title(r.pick(make.surnames))
  if (roll < 0.65) return surname(r)
  if (roll < 0.77) return title(r.pick(make.common))
  if (roll < 0.87) return `${title(r.pick(make.surnames))}-${surname(r)}`
  if (roll < 0.92)
    return `${r.pick(['van', 'de', 'Van', 'Von', 'De', 'del', 'Al', 'El', 'Mc', "O'", 'St.', 'Le', 'Di', 'bin', 'de la', 'van der'])} ${surname(r)}`.replace(
      /(Mc|O') /,
      '$1',
    )
  if (roll < 0.96) return `${title(r.pick(make.surnames))} ${title(r.pick(make.surnames))}`
  return `${r.pick(make.nature)} ${r.pick(make.nature)}`
}

const ONSETS =
  'b br c ch cl d dr f fl g gl gr h j k kh kr l m mb n ng ny p ph pr q r rh s sh sk st t th tr ts v vl w y z zh ll tl cz sz dz gb kw'.split(
    ' ',
  )
const CORES = 'a a e e i i o o u u ai ei ie ou ea oo ua aa au io y'.split(' ')
const CODAS = ['', '', '', '', ...'n r l s t k m nd rt ck ng sh th x z ld rn ss tt nn v p'.split(' ')]
const SURNAME_ENDS =
  'son sen ez ov ova ski ska wicz enko ian yan oglu idis poulos escu ini etti elli ane eau ault man mann berg stein feld er ers ley ton ham worth well ford ell ett kin kins low by wood gard qvist strom sson dottir nen la ura moto mura shi uchi wa ade ola uwa ike ele ang uong nh ra appa swamy nathan raj pal deep jee wala zadeh bhai i o a u'.split(
    ' ',
  )

function syllables(r, count) {
  let word = ''
  for (let i = 0; i < count; i++)
    word += r.pick(ONSETS) + r.pick(CORES) + (i === count - 1 ? r.pick(CODAS) : r.chance(0.25) ? r.pick(CODAS) : '')
  return title(word)
}

function surname(r) {
  return syllables(r, r.int(1, 2)) + (r.chance(0.7) ? r.pick(SURNAME_ENDS) : '')
}

/** One to three words that any place or institution may begin with. */
function stem(make, r) {
  const roll = r.next()
  if (roll < 0.3) return `${r.pick(make.nature)} ${r.pick(make.placeEnds)}`
  if (roll < 0.42) return r.pick(make.nature)
  if (roll < 0.57) return surname(r)
  if (roll < 0.67) return title(r.pick(make.surnames))
  if (roll < 0.75) return r.pick(make.nature) + r.pick(make.nature).toLowerCase()
  if (roll < 0.82) return `${r.pick(['St.', 'St', 'Saint'])} ${r.pick(make.saints)}${r.chance(0.5) ? "'s" : ''}`
  if (roll < 0.89) return r.pick(make.holy)
  if (roll < 0.95) return `${title(r.pick(make.common))} ${title(r.pick(make.common))}`
  return city(make, r)
}

function city(make, r) {
  const roll = r.next()
  if (roll < 0.3) return `${r.pick(make.nature)} ${r.pick(make.placeEnds)}`
  if (roll < 0.5) return syllables(r, r.int(1, 2)) + r.pick(W.PLACE_TAILS)
  if (roll < 0.6)
    return (
      r.pick(make.nature) + r.pick([...W.PLACE_TAILS.slice(0, 20), ...make.placeEnds.map((end) => end.toLowerCase())])
    )
  if (roll < 0.75)
    return `${r.pick(W.PLACE_HEADS)} ${r.chance(0.5) ? surname(r) : r.chance(0.5) ? r.pick(make.nature) : title(r.pick(make.surnames))}`
  if (roll < 0.8) return `${r.pick(W.PLACE_HEADS)} ${title(r.pick(make.common))}`
  if (roll < 0.88) return `${surname(r)} ${r.pick(make.placeEnds)}`
  if (roll < 0.92) return `${title(r.pick(make.common))} ${r.pick(make.placeEnds)}`
  if (roll < 0.94)
    return `${syllables(r, 2)}-${r.pick(['le', 'la', 'sur', 'en', 'on', 'upon', 'by'])}-${syllables(r, 2)}`
  return syllables(r, r.int(2, 3))
}

function facility(make, r) {
  const roll = r.next()
  const ends = roll < 0.4 ? W.HOSPITAL_ENDS : roll < 0.65 ? W.CLINIC_ENDS : roll < 0.85 ? W.HOME_ENDS : W.PHARMACY_ENDS
  const end = r.pick(ends)
  const plain = r.next()
  if (plain < 0.68) return `${stem(make, r)} ${end}`
  if (plain < 0.74)
    return `${end} of ${stem(make, r)}`.replace(
      /^(?:West|East|North|Main|Campus|No\.|Pharmacy #4|Drug #2|House|Home) of/,
      'Hospital of',
    )
  if (plain < 0.79) return `The ${r.pick(make.nature)}${r.pick(['s', ' House', ' Home', '', ` at ${stem(make, r)}`])}`
  if (plain < 0.85) return `${stem(make, r)} ${r.pick(['&', 'and', 'at', '-', '/'])} ${stem(make, r)} ${end}`
  if (plain < 0.9) return `${title(r.pick(make.surnames))}'s ${end}`
  if (plain < 0.94) return `University of ${stem(make, r)} ${end}`
  return stem(make, r)
}

function org(make, r) {
  const roll = r.next()
  if (roll < 0.66) return `${stem(make, r)} ${r.pick(W.ORG_ENDS)}`
  if (roll < 0.72)
    return `${r.pick(['First', 'Second', 'Greater', 'United', 'Tri-County', 'National', 'Consolidated', 'Allied', 'New', 'American'])} ${stem(make, r)} ${r.pick(W.ORG_ENDS)}`
  if (roll < 0.78)
    return `${title(r.pick(make.given))}'s ${title(r.pick(make.common))}${r.chance(0.4) ? ` ${r.pick(['&', 'and'])} ${title(r.pick(make.common))}` : ''}`
  if (roll < 0.84) return `${r.pick(W.ORG_VERBS)} ${title(r.pick(make.surnames))}`
  if (roll < 0.89) return `${title(r.pick(make.common))} & ${title(r.pick(make.common))}`
  if (roll < 0.93)
    return `${r.pick(['PS', 'P.S.', 'Troop', 'Local', 'Post', 'Lodge', 'Pack', 'Engine', 'Station'])} ${r.int(2, 640)}`
  if (roll < 0.97)
    return `${r.pick(['Iglesia', 'Masjid', 'Templo', 'Escuela', 'Colegio', 'Club', 'Gurdwara', 'Chapel of', 'Camp', 'Café', 'Taqueria', 'Chez'])} ${r.chance(0.5) ? surname(r) : r.pick(make.nature)}`
  return `The ${title(r.pick(make.common))} ${title(r.pick(make.common))}`
}

function county(make, r) {
  const name = r.chance(0.5) ? city(make, r) : surname(r)
  return r.pick([`${name} County`, `${name} County`, `${name} Co.`, `${name} Parish`, `County of ${name}`])
}

function street(make, r) {
  const number = r
    .pick(['#', '##', '###', '###', '####', '#####', '#-##', '##@', '#### 1/2', 'W###N####'])
    .replace(/^#/, '1')
  const house = r.pattern(number).replace(/^1/, () => String(r.int(1, 9)))
  const roll = r.next()
  const name =
    roll < 0.3
      ? r.pick(make.nature)
      : roll < 0.5
        ? stem(make, r)
        : roll < 0.7
          ? title(r.pick(make.surnames))
          : roll < 0.8
            ? `${r.int(1, 140)}${r.pick(['th', 'st', 'nd', 'rd'])}`
            : surname(r)
  const way = `${r.chance(0.2) ? `${r.pick(['N', 'S', 'E', 'W', 'North', 'South', 'East', 'West', 'NE', 'SW', 'Old'])} ` : ''}${name}${r.chance(0.88) ? ` ${r.pick(W.STREET_ENDS)}` : ''}`
  const unit =
    r.pick(['Apt ', 'apt ', '#', 'Unit ', 'Ste ', 'Suite ', 'Lot ', 'Trlr ', 'Space ', 'Rm ', 'Bldg ', 'Flat ']) +
    r.pattern(r.pick(['#', '##', '@', '#@', '###']))
  const kind = r.next()
  if (kind < 0.6) return `${house} ${way}`
  if (kind < 0.76) return `${house} ${way}${r.pick([', ', ' ', ' '])}${unit}`
  if (kind < 0.82)
    return `${r.pick(['PO Box', 'P.O. Box', 'Box', 'POB', 'RR 2 Box', 'HC 61 Box', 'Rural Route 3, Box'])} ${r.int(2, 9800)}`
  if (kind < 0.87)
    return `${r.pick(make.nature)} ${r.pick(W.STREET_ENDS)} ${r.pick(['and', '&', 'at', 'n'])} ${r.int(2, 90)}${r.pick(['th', 'st', 'nd', 'rd'])}`
  if (kind < 0.91)
    return `${unit}, ${stem(make, r)} ${r.pick(['House', 'Mobile Estates', 'Trailer Park', 'Apartments', 'Apts', 'Towers', 'Court', 'Mews'])}${r.chance(0.5) ? `, ${house} ${way}` : ''}`
  if (kind < 0.94)
    return `${r.pick(['Calle', 'Avenida', 'Rue', 'Via', 'Camino', 'Chemin de la', 'Paseo', 'Calle de la'])} ${r.chance(0.5) ? surname(r) : r.pick(make.nature)} ${r.int(1, 990)}`
  if (kind < 0.97)
    return `${r.pick(['County Road', 'CR', 'State Route', 'Route', 'Hwy', 'US', 'FM', 'mile marker', 'Highway', 'exit'])} ${r.int(2, 390)}`
  return `${r.pick(['The Old', 'The'])} ${r.pick(make.nature)} ${r.pick(['House', 'Barn', 'Cottage', 'Maltings', 'Rectory', 'Mill'])}, ${house} ${way}`
}

export { createRandom }
