import type { Layer } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { agesOf } from './ages.ts'
import { datesOf } from './dates.ts'
import { institutionsOf } from './institutions.ts'
import { labelsOf } from './labels.ts'
import type { LanguagePack } from './language-pack.ts'
import { peopleOf } from './names.ts'
import { placesOf } from './places.ts'
import { protectionsOf } from './protections.ts'
import { shapesOf } from './shapes.ts'
import { spokenOf } from './spoken.ts'

/** Where a pack's words are looked for. */
export function rulesOf(pack: LanguagePack): Rule[] {
  return [labelsOf, datesOf, agesOf, peopleOf, spokenOf, placesOf, institutionsOf].flatMap((make) => make(pack))
}

/** After the rules: forms of identifiers. */
export const formsOf = (pack: LanguagePack): Layer => shapesOf(pack)

/** After every layer: what is medicine or an ordinary word of this language. */
export const lastWordOf = (pack: LanguagePack): Layer => protectionsOf(pack)
