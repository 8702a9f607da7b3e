import { unaccented } from '../lexicon.ts'

/** Names of months that English has not, without accents, by language; those that are English words too are left out. */
const MONTHS_BY_LANGUAGE = {
  spanish:
    'ene abr ago dic enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre',
  portuguese: 'janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev',
  french: 'janv fevr avr juil dec janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre',
  creole: 'janvye fevriye avril jiye septanm oktob novanm desanm',
  italian: 'gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre',
  german: 'januar februar marz juni juli oktober dezember',
  dutch: 'januari februari maart mei juni juli augustus',
  nordic: 'januar februar mars maj juni juli agust oktober desember',
  polish: 'stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia',
  tagalog: 'pebrero marso hunyo hulyo setyembre oktubre nobyembre disyembre',
  welsh: 'ionawr chwefror mawrth ebrill mehefin gorffennaf awst hydref tachwedd rhagfyr',
  swahili: 'machi aprili julai agosti septemba oktoba novemba desemba',
  indonesian: 'maret agustus',
} as const

export const FOREIGN_MONTHS: readonly string[] = [
  ...new Set(Object.values(MONTHS_BY_LANGUAGE).flatMap((words) => words.replace('ç', 'c').split(' '))),
]

export const FOREIGN_MONTH_SET: ReadonlySet<string> = new Set(FOREIGN_MONTHS)

/** Months as a bad scan spells them. */
export const MISREAD_MONTHS: readonly string[] =
  'ju1y ju1 0ctober 0ct 0ct0ber oct0ber n0v n0vember apri1 apr1l augu5t 5ept 5eptember septernber decernber novernber ju1e jan0 febuary'.split(
    ' ',
  )

const MONTHS: ReadonlySet<string> = new Set([
  ...'january february march april may june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec'.split(
    ' ',
  ),
  ...FOREIGN_MONTHS,
  ...MISREAD_MONTHS,
])

/** Whether every month in a match of a date pattern is one: patterns take any word there, so that they stay small. */
export const monthsKnown = ({ groups = {} }: RegExpExecArray): boolean =>
  Object.values(groups).every(
    (word: string | undefined) => word === undefined || MONTHS.has(unaccented(word.toLowerCase())),
  )
