import type { Rule } from '../rule.ts'
import { ampersands } from './ampersands.ts'
import { employerNames, employers } from './employers.ts'
import { endings } from './endings.ts'
import { famedFacilities } from './famed.ts'
import { goings } from './goings.ts'
import { institutionLabels } from './labels.ts'
import { lowerEndings } from './lower-endings.ts'
import { prefixes } from './prefixes.ts'
import { saints } from './saints.ts'
import { acronyms, owners, theNames } from './short-names.ts'
import { workPhrases } from './work-phrases.ts'

/**
 * How institutions are found: hospitals, clinics, schools and firms by their last words (`Tamarack Ridge Medical Center`) or their first (`Maison Cardinal`),
 * famous ones by name, employers by what people do there, churches by their saint, firms by an ampersand, places of care by going there.
 */
export const INSTITUTIONS: readonly Rule[] = [
  endings,
  lowerEndings,
  famedFacilities,
  employers,
  employerNames,
  prefixes,
  ampersands,
  saints,
  goings,
  institutionLabels,
  workPhrases,
  theNames,
  acronyms,
  owners,
]
