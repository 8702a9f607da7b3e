import type { Patient } from '../fhir-types.ts'

/** What kind of identifier a form is of. */
export type FormKind = 'name' | 'number' | 'email'

/**
 * An identifier in the one spelling in which it is compared: `name ann bell`, `number 451234`, `email ann@example.org`. What is
 * too short to be told from an ordinary number or word has none.
 */
export type Form = `${FormKind} ${string}`

export const kindOf = (form: Form): FormKind => form.slice(0, form.indexOf(' ')) as FormKind

/** Every form of a patient's own names, numbers and addresses; their relatives' are not theirs. */
export function formsOfPatient({ name = [], identifier = [], telecom = [] }: Partial<Patient>): Form[] {
  const values = [...identifier, ...telecom].flatMap(({ value }) => (value === undefined ? [] : formsOfValue(value)))
  return [...new Set([...name.flatMap(formsOfName), ...values])]
}

type HumanName = NonNullable<Patient['name']>[number]

/** Each given name beside each word of the family name: prose uses any of them. */
function formsOfName({ given = [], family = '', text = '' }: HumanName): Form[] {
  const texts = family === '' && given.length === 0 ? text.trim().split(/\s+/) : []
  const first = (given.length > 0 ? given : texts.slice(0, -1)).flatMap((one) => one.split(/\s+/))
  const last = wordsOfFamily(family === '' ? (texts.at(-1) ?? '') : family)
  return first
    .map(foldName)
    .filter(isWord)
    .flatMap((one) => last.map((other) => nameForm(one, other)))
}

function wordsOfFamily(family: string): string[] {
  const words = family.split(/\s+/).filter((word) => !PARTICLES.has(word.toLowerCase()))
  return [...new Set(words.flatMap((word) => [word, ...word.split('-')]).map(foldName))].filter(isWord)
}

const isWord = (folded: string): boolean => folded.length > 1

export const nameForm = (given: string, family: string): Form => `name ${given} ${family}`

/** Parts of a family name that stand between it and a given name. */
export const PARTICLES: ReadonlySet<string> = new Set(
  'al bin da de del den der di do dos du el ibn la las le los st ter van vom von y zu'.split(' '),
)

/** Letters alone, small and without marks: `O’Brien-Núñez` is `obriennunez`. */
export function foldName(word: string): string {
  if (/^[A-Za-z]+$/.test(word)) return word.toLowerCase()
  return word
    .normalize('NFKD')
    .replace(/[^\p{L}]/gu, '')
    .toLowerCase()
}

/** Of a number, a code or an address, as a record states it. */
export function formsOfValue(value: string): Form[] {
  if (value.includes('@')) return [emailForm(value) ?? []].flat()
  if (!/[A-Za-z]/.test(value)) return [numberForm(value.replace(/\D/g, '')) ?? []].flat()
  const code = codeForm(value)
  const digits = /^[A-Za-z]{1,8}[^A-Za-z0-9]*(\d{6,15})$/.exec(value.trim())?.[1]
  return [code ?? [], (digits === undefined ? undefined : numberForm(digits)) ?? []].flat()
}

/** @example emailForm('<Ann.Bell@Example.org>') // 'email ann.bell@example.org' */
export function emailForm(text: string): Form | undefined {
  const found = /[^\s@<>"(]+@[^\s@<>")]+\.[A-Za-z]{2,}/.exec(text)?.[0]
  return found === undefined ? undefined : `email ${found.replace(/^[^A-Za-z0-9]+/, '').toLowerCase()}`
}

/** Digits alone: zeros before a number and the code of a country say nothing. */
export function numberForm(digits: string): Form | undefined {
  const bare = digits.replace(/^0+/, '').slice(-NUMBER_DIGITS)
  return digits.length < DIGITS_MIN || bare.length < BARE_MIN ? undefined : `number ${bare}`
}

/** Letters and digits, at least three of these: a chart number with a prefix, a member id, a UUID. */
export function codeForm(text: string): Form | undefined {
  const bare = text.replace(/[^A-Za-z0-9]/g, '').toUpperCase()
  const digits = bare.replace(/[^0-9]/g, '').length
  return bare.length < DIGITS_MIN || bare.length > CODE_CHARS_MAX || digits < 3 ? undefined : `number ${bare}`
}

/** Digits that a number has at least; shorter ones are doses and rooms. */
export const DIGITS_MIN = 6
/** Without its zeros. */
const BARE_MIN = 5
/** Of a longer one the last count: those of a telephone number without its country. */
const NUMBER_DIGITS = 10
const CODE_CHARS_MAX = 64
