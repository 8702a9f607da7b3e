import type { Random } from '../random.ts'

/** Numbers with the check digits that real ones carry, so that a detector may rely on them. */

export function createNpi(random: Random): string {
  const body = random.pick(['1', '2']) + random.digits(8)
  // CMS: the Luhn digit is computed with the prefix 80840 for health applications in the United States.
  return body + luhnDigit(`80840${body}`)
}

/** The digit that makes `digits` + it pass the Luhn check. */
export function luhnDigit(digits: string): string {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.charAt(digits.length - 1 - i))
    const doubled = i % 2 === 0 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return String((10 - (sum % 10)) % 10)
}

/** A DEA registration: type letter, first letter of the family name, six digits and their check digit. */
export function createDea(random: Random, family: string): string {
  const digits = random.digits(6)
  const d = (i: number) => Number(digits.charAt(i))
  const check = (d(0) + d(2) + d(4) + 2 * (d(1) + d(3) + d(5))) % 10
  const initial = /[A-Z]/.exec(family.normalize('NFD').toUpperCase())?.[0] ?? 'X'
  return `${random.pick(['A', 'B', 'F', 'M'])}${initial}${digits}${check}`
}

const VIN_VALUES = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ'
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]

/** 49 CFR 565.15: seventeen signs without I, O, Q; the ninth is a check digit. */
export function createVin(random: Random): string {
  const body = `${random.pick(['1FT', '1HG', '2T1', '3VW', '4T1', '5YJ', 'JN8', 'KM8'])}${random.pattern('*****')}0${random.pattern('@@######')}`
  return body.slice(0, 8) + vinDigit(body) + body.slice(9)
}

/** The check digit of a VIN, whose ninth sign is ignored. */
export function vinDigit(vin: string): string {
  const sum = VIN_WEIGHTS.reduce((total, weight, i) => total + weight * (VIN_VALUES.indexOf(vin.charAt(i)) % 10), 0)
  return sum % 11 === 10 ? 'X' : String(sum % 11)
}

/** A Medicare Beneficiary Identifier: eleven signs in the shape CMS published, without S, L, O, I, B, Z. */
export function createMbi(random: Random): string {
  const letter = () => random.pick(Array.from('ACDEFGHJKMNPQRTUVWXY'))
  const digit = () => random.digits(1)
  const either = () => (random.chance(0.5) ? letter() : digit())
  return [
    random.int(1, 9),
    letter(),
    either(),
    digit(),
    letter(),
    either(),
    digit(),
    letter(),
    letter(),
    digit(),
    digit(),
  ].join('')
}

/** Areas 773 to 899 were never issued by geography: the shape is valid and the number is nobody's. */
export function createSsn(random: Random): string {
  return `${random.int(773, 899)}-${String(random.int(1, 99)).padStart(2, '0')}-${String(random.int(1, 9999)).padStart(4, '0')}`
}

export function createImei(random: Random): string {
  const body = `35${random.digits(12)}`
  return body + luhnDigit(body)
}
