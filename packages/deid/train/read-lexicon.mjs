import { CLINICAL_WORDS } from '../dist/detect/lexicon/clinical-words.js'
import { COMMON_WORDS } from '../dist/detect/lexicon/common-words.js'
import { EPONYMS } from '../dist/detect/lexicon/eponyms.js'
import { GIVEN_NAMES } from '../dist/detect/lexicon/given-names.js'
import { HOMOGRAPHS } from '../dist/detect/lexicon/homographs.js'
import { SURNAMES } from '../dist/detect/lexicon/surnames.js'

const list = (text) => [...new Set(text.split(/\s+/).filter((word) => word.length > 1))]

/** The detector's own lists as words to write with. */
export function readLexicon() {
  return {
    given: list(GIVEN_NAMES),
    surnames: list(SURNAMES),
    common: list(COMMON_WORDS),
    clinical: list(CLINICAL_WORDS),
    eponyms: list(EPONYMS).filter((word) => /^[a-z]{4,}$/.test(word)),
    homographs: [...HOMOGRAPHS].filter((word) => word.length > 2),
  }
}
