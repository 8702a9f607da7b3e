import type { Random } from '../random.ts'
import type { House } from './house.ts'
import { createDea, createNpi } from './identifiers.ts'
import { createEmail } from './mailbox.ts'
import { createPerson, type Person } from './person.ts'
import { createPhone, type PhoneNumber } from './place.ts'

export interface Practitioner {
  readonly id: string
  readonly person: Person
  readonly role: Role
  /** `MD`, `RN`: written after the name, outside its span. */
  readonly credential: string
  readonly npi: string
  readonly dea: string
  readonly license: string
  readonly phone: PhoneNumber
  readonly email: string
  readonly badge: string
}

export const ROLES = [
  'primary care',
  'cardiology',
  'nephrology',
  'endocrinology',
  'neurology',
  'surgery',
  'oncology',
  'pulmonology',
  'gastroenterology',
  'rheumatology',
  'obstetrics',
  'psychiatry',
  'emergency',
  'hospital medicine',
  'radiology',
  'pathology',
  'nursing',
  'social work',
  'physical therapy',
] as const
export type Role = (typeof ROLES)[number]

const CREDENTIALS: Partial<Record<Role, readonly string[]>> = {
  nursing: ['RN', 'RN, BSN', 'LPN', 'BSN RN'],
  'social work': ['LCSW', 'MSW', 'LICSW'],
  'physical therapy': ['PT, DPT', 'PT', 'DPT'],
  'primary care': ['MD', 'DO', 'FNP-C', 'PA-C', 'NP'],
  obstetrics: ['MD', 'CNM', 'DO'],
}

/** One or more of every role: two of primary care, nursing and emergency so that nobody treats everybody. */
export function createStaff(random: Random, house: House): Practitioner[] {
  const twice: readonly Role[] = ['primary care', 'nursing', 'emergency', 'hospital medicine', 'cardiology']
  return [...ROLES, ...twice, 'primary care', 'nursing'].map((role, i) =>
    createPractitioner(random.fork(i), house, role as Role, `practitioner-${String(i + 1).padStart(2, '0')}`),
  )
}

export function createPractitioner(random: Random, house: House, role: Role, id: string): Practitioner {
  const person = createPerson(random)
  return {
    id,
    person,
    role,
    credential: random.pick(CREDENTIALS[role] ?? ['MD', 'MD', 'DO', 'MD PhD']),
    npi: createNpi(random),
    dea: createDea(random, person.family),
    license: random.pattern(
      random.pick([
        'MD.00#####',
        'A ######',
        '####-@',
        `${house.address.state.code}-######`,
        'DO-0####',
        'RN######',
        '##-######',
      ]),
    ),
    phone: createPhone(random, house.address.state),
    email: createEmail(random, person, house.host),
    badge: random.pattern(random.pick(['#####', 'B-####', '0#####', '@#####'])),
  }
}
