import { CordonError, type NewestBody } from '@cordon/contract'
import type { Clock } from '../../kernel/clock.ts'
import type { Change } from '../change.ts'

type Entry = NewestBody<'authentication'>

/** What a person did at the admin door, for the journal: 164.308(a)(5)(ii)(C) log-in monitoring, 164.312(a)(2)(iii) logoff. */
export interface PeopleRecord {
  /** Resolves once the entry is durable; nobody is let in before. */
  authentication(of: Known, event: NonNullable<Entry['event']>, how?: string): Promise<void>
  /**
   * The error, to be thrown, once it is noted whom a refused login meant. Written behind the answer, which takes as long
   * where nobody has the name. An attempt that has to wait is no attempt: the door counts it, without a name.
   */
  refused(of: { tenant: string; source: string; principal: string | undefined }, error?: unknown): unknown
  /** Whether a refusal has an entry with a name: the door does not count it again. */
  isNoted(error: unknown): boolean
  changed(tenant: string, principal: string, change: Change): Promise<void>
}

export interface Known {
  readonly tenant: string
  readonly principal: string
  readonly source: string
  readonly session?: string
}

export interface RecordDeps {
  readonly write: (tenant: string, body: NewestBody<'authentication' | 'configuration'>) => Promise<unknown>
  readonly countRefused: (source: string, code: string) => void
  readonly now: Clock
}

export function createPeopleRecord({ write, countRefused, now }: RecordDeps): PeopleRecord {
  const noted = new WeakSet<Error>()
  const entryOf = ({ principal, source, session }: Known, of: Pick<Entry, 'result' | 'event'>): Entry => {
    const time = new Date(now()).toISOString()
    return {
      class: 'authentication',
      v: 2,
      source: source.slice(0, 200),
      principal,
      count: 1,
      from: time,
      to: time,
      ...(session === undefined ? {} : { key: session }),
      ...of,
    }
  }
  return {
    async authentication(of, event, how) {
      await write(of.tenant, {
        ...entryOf(of, { result: 'accepted', event }),
        ...(how === undefined ? {} : { method: how }),
      })
    },
    refused({ tenant, source, principal }, error = new CordonError('login_refused')) {
      if (principal === undefined || !(error instanceof CordonError) || error.status !== 401) return error
      noted.add(error)
      const entry = {
        ...entryOf({ tenant, principal, source }, { result: 'refused', event: 'login' }),
        code: error.code,
      }
      // The journal takes nothing now: it is counted for a later minute, without the name.
      write(tenant, entry).catch(() => countRefused(source, error.code))
      return error
    },
    isNoted: (error) => error instanceof Error && noted.has(error),
    async changed(tenant, principal, change) {
      await write(tenant, { class: 'configuration', v: 1, principal, ...change })
    },
  }
}
