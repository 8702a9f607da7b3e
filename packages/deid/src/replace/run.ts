import type { CodeBook } from '../code-book.ts'
import type { Context } from '../detect/detector.ts'
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
  readonly known: () => Context
  /** Of it what may not be in what leaves. */
  readonly gone: () => Context
  readonly embedding: boolean
  readonly hasSurrogates: boolean
}

export interface RunJob {
  readonly known: readonly Known[]
  readonly standing?: readonly Known[]
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
    const standing = job.standing ?? []
    const known = (): Context => ({ known: everyKnown(job), standing })
    const every = (): readonly Known[] => [...standing, ...everyKnown(job)]
    const staff = policy.providers === 'keep' ? createStaff(every()) : NO_STAFF
    const hasSurrogates = !embedding && Object.values(policy.table).includes('surrogate')
    const making = hasSurrogates ? openMaking(draft, every(), { book, policy: policy.name, yearNow }) : undefined
    const mark = createMarker({ book, policy, taken: takenTails(draft), yearNow, embedding, staff, making })
    // What stays is not looked for in what would leave.
    const leaves = (one: Known): boolean => !goes(one, policy, staff)
    const gone = (): Context => {
      // A list that comes again is given as it is: a part of it would be another list.
      if (staff === NO_STAFF && !standing.some(leaves))
        return { known: everyKnown(job).filter((one) => !leaves(one)), standing }
      return { known: every().filter((one) => !leaves(one)) }
    }
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
