import { CLINICS, HOMES, HOSPITALS, LABORATORIES, PHARMACIES, PLAIN_FACILITIES, STEMS } from '../lexicon/institution.ts'
import type { Random } from '../random.ts'
import { ascii } from './mailbox.ts'
import { type Address, createAddress, createPhone, type PhoneNumber } from './place.ts'

/** A hospital with the places around it that its notes speak of. */
export interface House {
  readonly name: string
  readonly address: Address
  readonly phone: PhoneNumber
  readonly fax: PhoneNumber
  /** Host of its web pages and mail, under a reserved top-level domain. */
  readonly host: string
  readonly npi: string
  /** The shape of its chart numbers, for `Random.pattern`. */
  readonly mrnShape: string
  readonly clinic: string
  readonly pharmacy: string
  readonly laboratory: string
  readonly home: string
}

export function createHouse(random: Random, npi: string): House {
  const stem = random.pick(STEMS)
  const address = createAddress(random)
  return {
    name: `${stem} ${random.pick(HOSPITALS)}`,
    address,
    phone: createPhone(random, address.state),
    fax: createPhone(random, address.state),
    host: `${ascii(stem)}${random.pick(['', '-health', 'care', 'hosp'])}.${random.pick(['example', 'test', 'invalid', 'org.example', 'example'])}`,
    npi,
    mrnShape: random.pick(MRN_SHAPES),
    clinic: `${stem} ${random.pick(CLINICS)}`,
    pharmacy: facilityName(random, PHARMACIES),
    laboratory: facilityName(random, LABORATORIES),
    home: facilityName(random, HOMES),
  }
}

/** A name of some facility: of the given kinds, or of any. */
export function facilityName(
  random: Random,
  kinds: readonly string[] = random.pick([HOSPITALS, CLINICS, PHARMACIES, HOMES, LABORATORIES]),
): string {
  return random.chance(0.12) ? random.pick(PLAIN_FACILITIES) : `${random.pick(STEMS)} ${random.pick(kinds)}`
}

const MRN_SHAPES = [
  '########',
  '#######',
  '@@-####-####',
  '@######',
  'MR#######',
  '####-####',
  '@@######',
  '0000######',
  '##-##-##',
  'E#######',
]
