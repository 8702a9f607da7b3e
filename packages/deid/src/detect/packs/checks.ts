import type { PackCheck } from './language-pack.ts'

/** Whether letters and digits pass the check of their kind of identifier. Marks are left out beforehand. */
export const CHECKS: Record<PackCheck, (raw: string) => boolean> = {
  dni: isDni,
  'nss-es': isNssEs,
  curp: isCurp,
  rut: isRut,
}

/** Spain's DNI and NIE: a letter for the number modulo 23; X, Y, Z of a NIE count 0, 1, 2. */
function isDni(raw: string): boolean {
  const match = /^([XYZ]?)(\d{7,8})([A-Z])$/.exec(raw)
  if (match === null) return false
  const [, first = '', digits = '', letter = ''] = match
  const number = Number(`${first === '' ? '' : 'XYZ'.indexOf(first)}${digits}`)
  return 'TRWAGMYFPDXBNJZSQVHLCKE'.charAt(number % 23) === letter
}

/** Spain's Social Security number: the last two digits are the rest of province and number modulo 97. */
function isNssEs(raw: string): boolean {
  if (!/^\d{12}$/.test(raw)) return false
  const province = Number(raw.slice(0, 2))
  const number = Number(raw.slice(2, 10))
  const whole = number < 10_000_000 ? number + province * 10_000_000 : Number(raw.slice(0, 10))
  return whole % 97 === Number(raw.slice(10))
}

const CURP_LETTERS = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ'

/** Mexico's CURP: the last digit from the other seventeen, weighted 18 to 2. */
function isCurp(raw: string): boolean {
  if (!/^[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d$/.test(raw)) return false
  let sum = 0
  for (let i = 0; i < 17; i++) sum += CURP_LETTERS.indexOf(raw.charAt(i)) * (18 - i)
  return (10 - (sum % 10)) % 10 === Number(raw.charAt(17))
}

/** Chile's RUT: modulo 11 with weights 2 to 7 from the right. */
function isRut(raw: string): boolean {
  const match = /^(\d{7,8})([\dK])$/.exec(raw)
  if (match === null) return false
  const [, digits = '', check = ''] = match
  let sum = 0
  for (let i = 0; i < digits.length; i++) sum += Number(digits.charAt(digits.length - 1 - i)) * (2 + (i % 6))
  return '0K987654321'.charAt(sum % 11) === check
}
