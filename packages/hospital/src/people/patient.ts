import { ageOn, type Day, dayOf, partsOf } from '../calendar.ts'
import { CARS, INSURERS, PLAIN_ORGS, STEMS, TRADES } from '../lexicon/institution.ts'
import type { Random } from '../random.ts'
import type { House } from './house.ts'
import { createMbi, createSsn } from './identifiers.ts'
import { createEmail, userName } from './mailbox.ts'
import { createPerson, type Person } from './person.ts'
import { type Address, createAddress, createPhone, type PhoneNumber } from './place.ts'
import type { Practitioner } from './staff.ts'

export interface Relative {
  readonly id: string
  readonly person: Person
  /** `wife`, `son`; a word that stands in a sentence. */
  readonly relation: string
  /** The v3-RoleCode of FHIR for the relation. */
  readonly code: string
  readonly phone: PhoneNumber
  readonly address: Address
  readonly age: number
}

export interface Patient {
  readonly id: string
  readonly person: Person
  readonly birth: Day
  readonly address: Address
  readonly phone: PhoneNumber
  readonly mobile: PhoneNumber
  readonly work: PhoneNumber
  readonly email: string
  readonly mrn: string
  readonly ssn: string
  readonly passport: string
  readonly driver: string
  readonly member: string
  readonly group: string
  readonly insurer: string
  readonly employer: string
  readonly portal: string
  readonly plate: string
  readonly car: string
  readonly relatives: readonly Relative[]
  readonly pcp: Practitioner
  /** The two of the care team; the first is the specialist who leads the course. */
  readonly team: readonly [Practitioner, Practitioner]
  readonly nurse: Practitioner
  readonly language: string
}

export interface PatientWish {
  readonly id: string
  readonly ages: readonly [number, number]
  readonly sex?: 'female' | 'male'
  readonly today: Day
  /** The family name, for the patient whose name is the disease. */
  readonly family?: string
  readonly pcp: Practitioner
  readonly team: readonly [Practitioner, Practitioner]
  readonly nurse: Practitioner
}

export function createPatient(random: Random, house: House, wish: PatientWish): Patient {
  const person = createPerson(random.fork('person'), {
    ...(wish.sex === undefined ? {} : { sex: wish.sex }),
    ...(wish.family === undefined ? {} : { family: wish.family }),
  })
  const home = random.chance(0.8) ? house.address.state : undefined
  const address = createAddress(random, home)
  const birth = birthDay(random, wish)
  return {
    id: wish.id,
    person,
    birth,
    address,
    phone: createPhone(random, address.state),
    mobile: createPhone(random, address.state),
    work: createPhone(random, address.state),
    email: createEmail(random, person),
    mrn: random.pattern(house.mrnShape),
    ssn: createSsn(random),
    passport: random.pattern(random.pick(['#########', '@########', 'C0######*'])),
    driver: random.pattern(random.pick(['@#######', '### ### ###', '@@######', '#######', '@###-####-####'])),
    member:
      ageOn(birth, wish.today) >= 65
        ? createMbi(random)
        : random.pattern(
            random.pick(['W#########', '@@@#########', 'H########', '###########', 'ZCP######', 'NHP ## ### ####']),
          ),
    group: random.pattern(random.pick(['X00##', '#####-01', 'GRP######', '@@-####'])),
    insurer: random.pick(INSURERS),
    employer: random.chance(0.3) ? random.pick(PLAIN_ORGS) : `${random.pick(STEMS)} ${random.pick(TRADES)}`,
    portal: userName(random, person),
    plate: random.pattern(random.pick(['#@@@###', '@@@ ####', '@#@ #@#', '###-@@@', '@@ #####', '@@@-###'])),
    car: random.pick(CARS),
    relatives: createRelatives(random.fork('relatives'), wish, person, address, birth),
    pcp: wish.pcp,
    team: wish.team,
    nurse: wish.nurse,
    language: random.pick([
      'English',
      'English',
      'English',
      'Spanish',
      'Vietnamese',
      'Haitian Creole',
      'Portuguese',
      'Arabic',
      'Tagalog',
      'ASL',
    ]),
  }
}

function birthDay(random: Random, wish: PatientWish): Day {
  const age = random.int(wish.ages[0], wish.ages[1])
  const day = dayOf(partsOf(wish.today).year - age, random.int(1, 12), random.int(1, 28))
  // A birthday later this year makes the person a year younger; a newborn must not be born tomorrow.
  return Math.min(ageOn(day, wish.today) < wish.ages[0] ? day - 365 : day, wish.today - 400)
}

const RELATIONS: readonly [relation: string, code: string, sex: 'female' | 'male', yearsOlder: number][] = [
  ['wife', 'WIFE', 'female', 0],
  ['husband', 'HUSB', 'male', 1],
  ['daughter', 'DAU', 'female', -27],
  ['son', 'SON', 'male', -29],
  ['sister', 'SIS', 'female', 3],
  ['brother', 'BRO', 'male', -4],
  ['mother', 'MTH', 'female', 26],
  ['father', 'FTH', 'male', 30],
  ['niece', 'NIECE', 'female', -30],
  ['nephew', 'NEPHEW', 'male', -33],
  ['granddaughter', 'GRNDDAU', 'female', -52],
  ['grandson', 'GRNDSON', 'male', -54],
  ['neighbor', 'NBOR', 'female', -8],
  ['friend', 'FRND', 'male', 2],
  ['aunt', 'AUNT', 'female', 24],
]

function createRelatives(random: Random, wish: PatientWish, patient: Person, home: Address, birth: Day): Relative[] {
  const age = ageOn(birth, wish.today)
  const fitting = RELATIONS.filter(([, , , older]) => age + older > 19 && age + older < 100)
  return random
    .shuffle(fitting)
    .slice(0, 3)
    .map(([relation, code, sex, older], i) => {
      const address = random.chance(0.4) ? home : createAddress(random, random.chance(0.6) ? home.state : undefined)
      const related = code !== 'FRND' && code !== 'NBOR' && random.chance(0.65)
      const person = createPerson(random, related ? { sex, family: patient.family } : { sex })
      return {
        id: `${wish.id}-relative-${i + 1}`,
        person,
        relation,
        code,
        phone: createPhone(random, address.state),
        address,
        age: age + older,
      }
    })
}
