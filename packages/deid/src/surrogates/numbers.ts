import type { Making, Told } from './make.ts'

/** Numbers and ids keep their shape: a digit for a digit, a letter for a letter, what parts them as it is. */
export function numberSurrogate({ value }: Told, making: Making): string | undefined {
  if (!isTelling(value) || /[A-Za-z]{6}|[^ -~]/.test(value)) return undefined
  return unused(making, () => reshape(value, making))
}

/** From 900 on no Social Security number was ever issued. */
export function ssnSurrogate({ value }: Told, making: Making): string | undefined {
  if (value.replace(/\D/g, '').length !== 9 || /[^\d\s-]/.test(value)) return undefined
  return unused(making, () => `9${reshape(value, making).slice(1)}`)
}

/** A telephone: the exchange 555, and 0100 to 0199 where the number has an area code, as fiction is given them. */
export function phoneSurrogate({ value }: Told, making: Making): string | undefined {
  if (!isTelling(value) || /[^ -~]/.test(value)) return undefined
  const digits = value.replace(/\D/g, '')
  const area = digits.length - (digits.startsWith('1') && digits.length > 10 ? 1 : 0) >= 10
  return unused(making, () => dialled(value, area, making))
}

export function zipSurrogate({ value }: Told, making: Making): string | undefined {
  return /^\d{5}(?:[- ]?\d{4})?$/.test(value) ? unused(making, () => reshape(value, making)) : undefined
}

/** Five letters or digits, four of them digits: less is in every text, and could not be put back. */
function isTelling(value: string): boolean {
  return value.replace(/[^A-Za-z0-9]/g, '').length >= 5 && value.replace(/\D/g, '').length >= 4
}

function unused({ isReal, book }: Making, make: () => string): string | undefined {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const text = make()
    if (!isReal(text.toLowerCase()) && book.find(text) === undefined) return text
  }
  return undefined
}

const ATTEMPTS_MAX = 32

function reshape(value: string, { book }: Making): string {
  return Array.from(value, (char, at) => {
    if (/\d/.test(char)) return String(at === 0 && char !== '0' ? 1 + book.pick(9) : book.pick(10))
    if (/[A-Z]/.test(char)) return String.fromCharCode(65 + book.pick(26))
    return /[a-z]/.test(char) ? String.fromCharCode(97 + book.pick(26)) : char
  }).join('')
}

/** Letters stay: they say "ext". The first ten digits are the number, behind a country's 1. */
function dialled(value: string, hasArea: boolean, { book }: Making): string {
  const digits = value.replace(/\D/g, '')
  const country = hasArea && digits.length > 10 && digits.startsWith('1') ? 1 : 0
  const pattern = hasArea ? `${2 + book.pick(8)}##55501##` : '555####'
  let at = -country
  return value.replace(/\d/g, (digit) => {
    const place = at++
    if (place < 0) return digit
    const fixed = pattern.charAt(place)
    return fixed === '' || fixed === '#' ? String(book.pick(10)) : fixed
  })
}
