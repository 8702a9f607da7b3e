import type { CodeBook } from '../code-book.ts'
import { checkInForce } from '../policies/determination.ts'
import type { Policy, PolicyName } from '../policies/policy.ts'
import type { PolicyRef, Registered } from '../policies/registry.ts'
import { createStaff, NO_STAFF, type Staff } from '../policies/staff.ts'
import type { Known } from '../span.ts'
import { openMaking } from '../surrogates/making.ts'
import type { Ask } from './ask.ts'
import type { DraftLeaf } from './draft.ts'
import { createMarker, type Marker, takenTails } from './marker.ts'

/** One cleaning under one policy: everything that its stages need. */
export interface Run {
  readonly policy: Policy
  readonly ref: PolicyRef
  readonly book: CodeBook
  readonly ask: Ask
  readonly mark: Marker
  readonly staff: Staff
  /** Everything known by now. */
  readonly known: () => readonly Known[]
  /** Of it what may not be in what leaves. */
  readonly gone: () => readonly Known[]
  readonly embedding: boolean
  readonly hasSurrogates: boolean
}

export interface RunJob {
  readonly known: readonly Known[]
  readonly book: CodeBook
  readonly policy?: PolicyName
  readonly embedding?: boolean
}

/** Throws `policy_unknown`, or `determination_not_in_force` at this clock. */
export function createRuns(deps: {
  readonly registered: (name: PolicyName) => Registered
  readonly now: () => number
  readonly newAsk: () => Ask
}) {
  return (job: RunJob, draft: readonly DraftLeaf[]): Run => {
    const { book, embedding = false } = job
    const { policy, ref } = deps.registered(job.policy ?? 'safe-harbor')
    if (policy.determination !== undefined) checkInForce(policy.determination, deps.now())
    const yearNow = new Date(deps.now()).getUTCFullYear()
    const known = (): readonly Known[] => everyKnown(job)
    const staff = policy.providers === 'keep' ? createStaff(known()) : NO_STAFF
    const hasSurrogates = !embedding && Object.values(policy.table).includes('surrogate')
    const making = hasSurrogates ? openMaking(draft, known(), { book, policy: policy.name, yearNow }) : undefined
    const mark = createMarker({ book, policy, taken: takenTails(draft), yearNow, embedding, staff, making })
    // What stays is not looked for in what would leave.
    const gone = (): readonly Known[] => known().filter((one) => goes(one, policy, staff))
    return { policy, ref, book, ask: deps.newAsk(), mark, staff, known, gone, embedding, hasSurrogates }
  }
}

/** Whether a known identifier may not be in what leaves. */
function goes({ kind, value }: Known, policy: Policy, staff: Staff): boolean {
  return policy.table[kind] !== 'stays' && !(kind === 'NAME' && staff.mayStay(value))
}

/** The caller's and the conversation's, each once; of the latter only what is long enough to mean something. */
function everyKnown(job: Pick<RunJob, 'known' | 'book'>): readonly Known[] {
  const each = new Map<string, Known>()
  for (const known of [...job.known, ...job.book.learned()]) each.set(`${known.kind}\n${known.value}`, known)
  return [...each.values()]
}
