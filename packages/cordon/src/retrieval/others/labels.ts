/**
 * Words that say what a number is. One holds for the number behind it (`MRN: 451234`, `MRN of hers is 451234`), for those that are
 * listed with that (`451234, 451235 and 451236`), and in a column's head for the whole table.
 */
export interface Labels {
  /** Told of each token in turn: whether a number here is labelled. */
  see(token: string, gap: string): boolean
}

export function createLabels(): Labels {
  /** Tokens for which the last label still holds. */
  let left = 0
  let isListed = false
  let isInColumn = false

  function seeNumber(token: string, gap: string): boolean {
    const isLabelled = left > 0 || isInColumn || (isListed && LISTS.test(gap))
    isListed = isLabelled
    // It has its number; what is measured behind it is another thing.
    if (isLabelled && /\d{6}/.test(token)) left = 0
    return isLabelled
  }

  return {
    see(token, gap) {
      if (BLANK_LINE.test(gap)) isInColumn = false
      left = Math.max(0, left - 1)
      if (/\d/.test(token)) return seeNumber(token, gap)
      const word = token.toLowerCase()
      isListed &&= AND.test(word) && LISTS.test(gap)
      if (CERTAIN.test(word)) left = CERTAIN_TOKENS
      else if (LABEL.test(word)) left = LABEL_TOKENS
      isInColumn ||= gap.includes('|') && COLUMN.test(word)
      return false
    },
  }
}

const LABEL =
  /^(?:mrn|chart|record|account|acct|member|accession|ssn|patient|phone|tel|fax|call|number|no|nr|id|identifier)s?\.?$|.(?:mrn|id|number|phone)$/
/** The label itself, one more word, the number. */
const LABEL_TOKENS = 3
/** Nothing but a patient's number is called so. */
const CERTAIN = /(?:mrn|ssn)s?\.?$/
const CERTAIN_TOKENS = 6
const COLUMN = /(?:mrn|ssn|id)s?\.?$/
const AND = /^(?:and|or|und|y|et|e)$/
/** Between two numbers of a list. */
const LISTS = /^[\s,;|*`"“”[\]()&/-]*$/
const BLANK_LINE = /\n\s*\n/
