/** NPI: ten digits, Luhn over 80840 and the number (45 CFR 162.406). */
export function isNpi(raw: string): boolean {
  return /^[12]\d{9}$/.test(raw) && luhn(`80840${raw}`)
}

/** Luhn check of digits. */
function luhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** DEA registration: two letters, seven digits, (d1+d3+d5) + 2(d2+d4+d6) ends in d7. */
export function isDeaNumber(raw: string): boolean {
  if (!/^[A-Z][A-Z9]\d{7}$/i.test(raw)) return false
  const d = Array.from({ length: 7 }, (_, i) => Number(raw.charAt(i + 2)))
  const at = (i: number): number => d[i] ?? 0
  return (at(0) + at(2) + at(4) + 2 * (at(1) + at(3) + at(5))) % 10 === at(6)
}

const VIN_VALUES: Readonly<Record<string, number>> = {
  A: 1,
  B: 2,
  C: 3,
  D: 4,
  E: 5,
  F: 6,
  G: 7,
  H: 8,
  J: 1,
  K: 2,
  L: 3,
  M: 4,
  N: 5,
  P: 7,
  R: 9,
  S: 2,
  T: 3,
  U: 4,
  V: 5,
  W: 6,
  X: 7,
  Y: 8,
  Z: 9,
}

const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]

/** Vehicle identification number with the check digit of position nine (49 CFR 565.15). */
export function isVin(raw: string): boolean {
  const vin = raw.toUpperCase()
  if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(vin) || !/[A-Z]/.test(vin) || !/\d{3}/.test(vin)) return false
  let sum = 0
  for (let i = 0; i < 17; i++) {
    const char = vin.charAt(i)
    sum += (VIN_VALUES[char] ?? Number(char)) * (VIN_WEIGHTS[i] ?? 0)
  }
  const check = sum % 11
  return vin.charAt(8) === (check === 10 ? 'X' : String(check))
}

/** Medicare Beneficiary Identifier: C A AN N A AN N A A N N, without S L O I B Z; in groups of four or not, with the suffix that plans add. */
export const MBI =
  /[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d[ -]?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d[ -]?[AC-HJKMNP-RT-Y] ?[AC-HJKMNP-RT-Y]\d{2}(?:-\d{2}| ?\*\d{2})?(?![A-Z\d])/iy
