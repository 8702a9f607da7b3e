import type { EntryClass, NewestBody } from '@cordon/contract'
import type { Clock } from '../kernel/clock.ts'
import { MINUTE } from '../kernel/clock.ts'
import { type Every, everyInterval } from './every.ts'
import type { Appended, Journal } from './journal.ts'

type Fields<Class extends EntryClass> = Omit<NewestBody<Class>, 'class' | 'v'>

/** The journal's verbs. Each resolves once its entry is durable, and rejects as `Journal.append` does. */
export interface Recorder {
  /** Before the first PHI is read. */
  intend(tenant: string, intent: Fields<'intent'>): Promise<Appended>
  /** Before every attempt at a recipient; its index goes into the receipt. */
  disclose(tenant: string, disclosure: Fields<'disclosure'>): Promise<Appended>
  /** Before a de-identified document is handed out. */
  deidentify(tenant: string, document: Fields<'deidentification'>): Promise<Appended>
  /** Before identifiers are put back for a caller. */
  reidentify(tenant: string, document: Fields<'reidentification'>): Promise<Appended>
  /** Whatever happened. */
  settle(tenant: string, outcome: Fields<'outcome'>): Promise<Appended>
  /**
   * Counts one refusal (401) of a caller at `source`, as the door names it. One entry a minute and source holds the
   * count, so that strangers cannot fill the disk; sources beyond the bound are counted together as `other`.
   */
  countRefusedCredentials(source: string, code: string): void
  /** Writes what is counted so far, and stops counting by the minute. */
  close(): Promise<void>
}

/** Sources counted one by one in a minute. */
export const sourcesMax = 256

/** The bound of an entry's `source` and `code`, in characters. */
const refCharsMax = 200

export function createRecorder(deps: {
  journal: Journal
  /** The tenant whose entries the refusals are: a caller without credentials is nobody's yet. */
  tenant: string
  now: Clock
  every?: Every
  sourcesMax?: number
}): Recorder {
  const { journal, tenant: own } = deps
  const refused = createCounts(deps.now, deps.sourcesMax ?? sourcesMax)
  const cancel = (deps.every ?? everyInterval)(MINUTE, writeCounts)

  async function writeCounts(): Promise<void> {
    await Promise.all(refused.take().map((count) => writeCount(count)))
  }

  async function writeCount(count: Count): Promise<void> {
    const { source, code, from, to } = count
    const body = { source, code, count: count.count, from: isoTime(from), to: isoTime(to) }
    try {
      await journal.append(own, { class: 'authentication', v: 2, result: 'refused', ...body })
    } catch {
      // The journal takes nothing now: the count goes into the entry of a later minute.
      refused.giveBack(count)
    }
  }

  return {
    intend: (tenant, intent) => journal.append(tenant, { class: 'intent', v: 2, ...intent }),
    disclose: (tenant, disclosure) => journal.append(tenant, { class: 'disclosure', v: 2, ...disclosure }),
    deidentify: (tenant, document) => journal.append(tenant, { class: 'deidentification', v: 2, ...document }),
    reidentify: (tenant, document) => journal.append(tenant, { class: 'reidentification', v: 2, ...document }),
    settle: (tenant, outcome) => journal.append(tenant, { class: 'outcome', v: 2, ...outcome }),
    countRefusedCredentials: refused.add,
    close: () => {
      cancel()
      return writeCounts()
    },
  }
}

interface Count {
  readonly source: string
  /** The code seen last. */
  readonly code: string
  readonly count: number
  readonly from: number
  readonly to: number
}

function createCounts(now: Clock, max: number) {
  let counts = new Map<string, Count>()

  function join(more: Count): void {
    // One place is kept for `other`.
    const source = counts.has(more.source) || counts.size < max - 1 ? more.source : 'other'
    const { count, from } = counts.get(source) ?? { count: 0, from: more.from }
    counts.set(source, { ...more, source, count: count + more.count, from: Math.min(from, more.from) })
  }

  return {
    add: (source: string, code: string) => {
      const at = now()
      join({ source: source.slice(0, refCharsMax), code: code.slice(0, refCharsMax), count: 1, from: at, to: at })
    },
    giveBack: join,
    take: () => {
      const taken = [...counts.values()]
      counts = new Map()
      return taken
    },
  }
}

const isoTime = (ms: number): string => new Date(ms).toISOString()
