import { parentPort } from 'node:worker_threads'
import { invariant } from '../../kernel/invariant.ts'
import { type Compiled, compilePolicies, type Invalid } from '../cedar/compile.ts'
import { policySetOf } from '../cedar/create-policy-set.ts'
import { explain } from '../cedar/explain.ts'
import type { PolicySet } from '../decision/access.ts'
import type { Call, DraftTexts } from './drafts.ts'

/** The entry of a thread of drafts: reads sets, then answers one call after another. What fails here is no answer. */

invariant(parentPort !== null, 'a thread has a parent')
const port = parentPort
const sets: (PolicySet | undefined)[] = []

port.on('message', (call: Call) => {
  try {
    port.postMessage({ of: answer(call) })
  } catch {
    port.postMessage({})
  }
})

function answer(call: Call): unknown {
  if (call.kind === 'open') return call.sets.map(opened)
  const set = sets[call.set]
  invariant(set !== undefined, 'a set that validated')
  return call.kind === 'explain' ? explain(set, call.request) : call.requests.map((each) => set.evaluate(each))
}

function opened({ texts, validated }: DraftTexts): Compiled | Invalid {
  const compiled = compilePolicies(texts, validated)
  sets.push(compiled.valid ? policySetOf('draft', compiled) : undefined)
  return compiled
}
