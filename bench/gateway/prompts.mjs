// Synthetic prompts, no two alike: who, when and where are drawn from the number of the request.
const GIVEN = 'Marisol Edmund Rosalind Tobias Henrike Anselm Beatriz Corwin Delphine Ferdinand Imogen Leopold'.split(
  ' ',
)
const FAMILY = 'Testperson Achterberg Quillfeather Underhay Vossbrink Mockson Larkspur Penhallow Brightwater'.split(' ')
const STREETS = 'Orchard Juniper Willow Harbor Chestnut Mulberry'.split(' ')

/** Nine identifiers in two sentences. */
export function small(n) {
  const of = person(n)
  return (
    `Summarise for ${of.name} (MRN ${of.mrn}, DOB ${of.born}, SSN ${of.ssn}), phone ${of.phone}, ${of.email}, ` +
    `${of.street}, Springfield, IL ${of.zip}: 62-year-old on metoprolol 25 mg BID, BP 132/84, HR 78, K 4.1. Plan?`
  )
}

/** A note of about `characters`, a dozen identifiers in each line. */
export function note(n, characters) {
  let text = ''
  for (let line = 0; text.length < characters; line++) text += noteLine(person(n * 131 + line), line)
  return text.slice(0, characters)
}

function noteLine(of, line) {
  return (
    `${of.name} (MRN: ${of.mrn}, DOB ${of.born}, SSN ${of.ssn}) was seen on 03/0${1 + (line % 9)}/2024 at Fernhill Clinic, ` +
    `${of.street}, Springfield, IL ${of.zip}. Phone ${of.phone}, email ${of.email}. BP 132/84, HR 78. Metoprolol 25 mg BID ` +
    `continued; potassium 4.1, creatinine 1.1. Account ${of.mrn + 7}, device SN-${of.mrn % 99_991}. Referred by ` +
    `Dr. ${GIVEN[line % 12]} Mockson; next visit 04/1${line % 10}/2024.\n`
  )
}

function person(n) {
  const given = GIVEN[n % GIVEN.length]
  const family = FAMILY[(n * 7) % FAMILY.length]
  const digits = (n * 7919 + 104_729) % 9_000_000
  return {
    name: `${given} ${family}`,
    mrn: 1_000_000 + digits,
    born: `${two(1 + (n % 12))}/${two(1 + (n % 28))}/${1930 + (n % 60)}`,
    ssn: `${String(900 + (n % 99))}-${two(10 + (n % 89))}-${String(1000 + (digits % 9000))}`,
    phone: `(217) 555-${String(1000 + (digits % 9000))}`,
    email: `${given.toLowerCase()}.${family.toLowerCase()}${n}@example.org`,
    street: `${1 + (digits % 9000)} ${STREETS[n % STREETS.length]} Ave`,
    zip: String(62_701 + (n % 90)),
  }
}

const two = (n) => String(n).padStart(2, '0')
