import { invariant } from '../../kernel/invariant.ts'
import { compilePolicies } from '../cedar/compile.ts'
import { policySetOf } from '../cedar/create-policy-set.ts'
import { explain } from '../cedar/explain.ts'
import type { Drafts } from './drafts.ts'

/** The same work on this thread: what a thread of its own adds is held by `drafts.test.ts`, and costs a second of each start. */
export function createDraftsHere(): Drafts {
  return {
    compile: async ({ texts, validated }) => compilePolicies(texts, validated),
    async open(sets) {
      const compiled = sets.map(({ texts, validated }) => compilePolicies(texts, validated))
      const setOf = (at: number) => {
        const found = compiled[at]
        invariant(found?.valid === true, 'a set that validated')
        return policySetOf('draft', found)
      }
      return {
        compiled,
        answers: async (set, requests) => requests.map((each) => setOf(set).evaluate(each)),
        explain: async (set, request) => explain(setOf(set), request),
        [Symbol.asyncDispose]: async () => undefined,
      }
    },
  }
}
