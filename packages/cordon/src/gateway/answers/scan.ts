import { CordonError, type Finding } from '@cordon/contract'
import { createFormFilter } from '../../retrieval/others/form-filter.ts'
import { type Form, type FormKind, kindOf } from '../../retrieval/others/forms.ts'
import type { TextFilter } from '../../retrieval/others/text-filter.ts'
import { createCanaryFilter } from './canaries.ts'
import { inJson } from './in-json.ts'
import { createJsonValues } from './json-values.ts'

/**
 * Looks through what a vendor wrote, before anything in it is given its value back: for identifiers of patients whom the
 * request is not about, and for planted values. A filter for each text, whole or streamed.
 */
export interface AnswerScan {
  /** For a text that is read: where the registration says so, another patient is marked and the text goes on. */
  prose(): TextFilter
  /** For a JSON text, its escapes read: nothing can be marked in it, so it is stopped. */
  json(): TextFilter
  /** For a text that is signed or checked by somebody else: it is stopped, or goes on byte for byte. */
  asIs(): TextFilter
  /** Told of each code that stood in a link; what stands there instead. Absent: the code. */
  readonly inLink?: () => string
}

const AS_IT_IS: TextFilter = { push: (chunk) => chunk, end: () => '' }

/** For what goes back to the vendor who wrote it, and to nobody else. */
export const UNSCANNED: AnswerScan = { prose: () => AS_IT_IS, json: () => AS_IT_IS, asIs: () => AS_IT_IS }

export interface AnswerScanDeps {
  /** Whether it is an identifier of a patient of this tenant, and of nobody who is known in this question. */
  readonly isStranger: (form: Form) => boolean
  readonly canaries: readonly string[]
  readonly others: 'block' | 'mark'
  /** Told of each finding once, before the answer is stopped for it. */
  readonly onFound: (finding: Finding) => void
}

/** In the place of another patient's identifier, and of a code in a link. */
export const MARK = '[withheld]'
const LINK_MARK = 'withheld'
/** Different identifiers that one answer goes on with, marked. */
const MARKED_MAX = 1

const FINDING_OF: Record<FormKind, Finding> = { name: 'other-name', number: 'other-number', email: 'other-email' }

/**
 * Its filters throw `answer_withheld`, before any character of what they found went out. One code for everything: which it was is
 * nobody's business who asked (42 CFR 2.13(c)(2)). Where another patient is marked, the second identifier stops the answer: else
 * one list of names would tell of each whether it is a patient's.
 */
export function createAnswerScan({ isStranger, canaries, others, onFound }: AnswerScanDeps): AnswerScan {
  const met = new Set<Form>()
  const isFound = (form: Form, marks: boolean): boolean => {
    if (!isStranger(form)) return false
    // The same again, in another text or another event of a stream, is not one more.
    if (!met.has(form)) onFound(FINDING_OF[kindOf(form)])
    met.add(form)
    if (!marks || met.size > MARKED_MAX) throw new CordonError('answer_withheld')
    return true
  }
  const onCanary = (): never => {
    onFound('canary')
    throw new CordonError('answer_withheld')
  }
  const through = (marks: boolean): TextFilter => {
    const forms = createFormFilter((form) => isFound(form, marks), MARK)
    return canaries.length === 0 ? forms : inTurn(createCanaryFilter(canaries, onCanary), forms)
  }
  return {
    prose: () => through(others === 'mark'),
    json: () =>
      inTurn(
        createJsonValues((form) => isFound(form, false)),
        inJson(through(false)),
      ),
    asIs: () => through(false),
    inLink() {
      onFound('code-in-link')
      return LINK_MARK
    },
  }
}

/** One filter behind another. */
export function inTurn(first: TextFilter, second: TextFilter): TextFilter {
  return {
    push: (chunk) => second.push(first.push(chunk)),
    end: () => second.push(first.end()) + second.end(),
  }
}

/** A text that is there, through a filter of its own. */
export function whole(filter: TextFilter, text: string): string {
  return filter.push(text) + filter.end()
}

/** A word that goes on as it is: the name of a called tool, a sequence that it stopped at. */
export function lookAt(word: string, { scan }: { readonly scan: AnswerScan }): void {
  whole(scan.asIs(), word)
}
