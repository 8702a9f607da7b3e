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

/** A word of the lists as it is written, with accents. */
export const accented = (word: string): string => word.replace(/[aceinosuzy]/g, (letter) => ACCENTS[letter] ?? letter)

const ACCENTS: Readonly<Record<string, string>> = {
  a: '[aáàâãä]',
  c: '[cç]',
  e: '[eéèêë]',
  i: '[iíï]',
  n: '[nñń]',
  o: '[oóôöò]',
  s: '[sś]',
  u: '[uúûü]',
  z: '[zźż]',
}
