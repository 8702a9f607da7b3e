import { CITIES, COUNTIES, STATES, STREET_NAMES, STREET_TYPES, type State } from '../lexicon/place.ts'
import { at, type Random } from '../random.ts'

export interface Address {
  readonly street: string
  readonly city: string
  readonly state: State
  readonly zip: string
  readonly county: string
}

export interface PhoneNumber {
  readonly area: string
  readonly exchange: string
  readonly line: string
}

/** An address in `state`, or anywhere. ZIP and area code belong to the state; the rest is made up. */
export function createAddress(random: Random, state: State = random.pick(STATES)): Address {
  return {
    street: createStreet(random),
    city: random.pick(CITIES),
    state,
    zip: random.pick(state.zips) + random.digits(2) + (random.chance(0.25) ? `-${random.digits(4)}` : ''),
    county: random.pick(COUNTIES),
  }
}

export function createStreet(random: Random): string {
  const name = random.pick(STREET_NAMES)
  const type = random.pick(STREET_TYPES)
  const number = random.int(1, 3) === 1 ? random.int(1, 99) : random.int(100, 19999)
  const plain = `${number} ${name} ${type}`
  const shapes = [
    plain,
    plain,
    plain,
    `${number} ${random.pick(['N', 'S', 'E', 'W', 'NE', 'SW', 'North', 'West'])} ${name} ${type}`,
    `${plain}, ${random.pick(['Apt', 'Unit', 'Ste', 'Lot', 'Apt.', 'Bldg'])} ${random.pattern(random.pick(['#', '##', '#@', '###', '@']))}`,
    `${plain} #${random.int(1, 40)}`,
    `${number}-${random.pick(['A', 'B', '12', '½'])} ${name}`,
    `${number} ${name}`,
    `PO Box ${random.int(3, 9999)}`,
    `RR ${random.int(1, 9)} Box ${random.pattern('##@')}`,
    `${random.int(100, 9999)} County Road ${random.int(2, 999)}`,
    `${random.pick(['State Route', 'Hwy', 'FM', 'US'])} ${random.int(2, 410)} mile ${random.int(3, 90)}`,
    `W${random.int(100, 999)}N${random.int(1000, 9999)} ${name} ${type}`,
  ]
  return random.pick(shapes)
}

/** A telephone number of `state`. Two in five use the fictional range 555-01xx; the others are ordinary numbers. */
export function createPhone(random: Random, state: State = random.pick(STATES)): PhoneNumber {
  const fictional = random.chance(0.4)
  return {
    area: random.pick(state.areas),
    exchange: fictional ? '555' : exchange(random),
    line: fictional ? `01${random.digits(2)}` : random.digits(4),
  }
}

function exchange(random: Random): string {
  const code = `${random.int(2, 9)}${random.digits(2)}`
  // N11 codes are services and 555 is taken above.
  return at(code.split(''), 1) === '1' && code.endsWith('1') ? '274' : code === '555' ? '558' : code
}
