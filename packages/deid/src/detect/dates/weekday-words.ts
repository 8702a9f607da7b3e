import { unaccented } from '../lexicon.ts'

/** Weekdays that English has not, without accents. The short ones count only before a day and its month. */
const WEEKDAYS_BY_LANGUAGE = {
  spanish: 'lunes martes miercoles jueves viernes sabado domingo lun mie jue vie sab',
  french: 'lundi mardi mercredi jeudi vendredi samedi dimanche',
  portuguese: 'segunda-feira terca-feira quarta-feira quinta-feira sexta-feira segunda terca quarta quinta sexta',
  creole: 'lendi madi mekredi jedi vandredi samdi dimanch',
  german: 'montag dienstag mittwoch donnerstag freitag samstag sonntag',
  italian: 'lunedi martedi mercoledi giovedi venerdi domenica',
  dutch: 'maandag dinsdag woensdag donderdag vrijdag zaterdag zondag',
  nordic: 'mandag tirsdag onsdag torsdag lordag sondag',
  tagalog: 'miyerkules huwebes biyernes linggo',
} as const

export const FOREIGN_WEEKDAYS: readonly string[] = [
  ...new Set(Object.values(WEEKDAYS_BY_LANGUAGE).flatMap((words) => words.split(' '))),
]

const WEEKDAYS: ReadonlySet<string> = new Set([
  ...'monday tuesday wednesday thursday friday saturday sunday mon tue tues wed wednes weds thu thur thurs fri sat satur sun'.split(
    ' ',
  ),
  ...FOREIGN_WEEKDAYS,
])

export const isWeekday = (word: string): boolean => WEEKDAYS.has(unaccented(word.toLowerCase()))
