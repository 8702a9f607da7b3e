import { CordonError } from '@cordon/contract'
import type { Keyring } from '../crypto/keyring.ts'
import type { Clock } from '../kernel/clock.ts'
import { reading, type Store } from '../store/store.ts'
import { createTurns } from './turns.ts'
import { deleteExpired, livingConversations, putConversation } from './vault.queries.ts'

/** What restores an answer: one sealed state per conversation, plain JSON, which this file neither reads nor knows. */
export interface Vault {
  /**
   * Loads a conversation's state (undefined: new, or expired), gives it to `work`, then seals and saves what `work` returns: of
   * concurrent calls each sees what the one before saved. In this process they take turns; where another node was faster,
   * `work` is called again with what that one left, and nothing of its first result is used. No connection is held meanwhile.
   * When `work` throws, nothing is saved and its error comes through. Throws `vault_failed`, `store_unavailable`, or
   * `overloaded` when too many wait for this one conversation.
   *
   * @example vault.converse(tenant, ref, async (state) => ({ state: book.serialize(), result: clean }))
   */
  converse<T>(tenant: string, ref: string, work: Work<T>): Promise<T>
  /** The same for who comes back to it: what was saved last is not read again unless somebody else changed it since. */
  conversation(tenant: string, ref: string): Conversation
  /** The same for when there is nothing to answer, for example once the vendor's answer is known. */
  update(tenant: string, ref: string, change: (state: unknown) => unknown): Promise<void>
  /** A conversation's state as it is; undefined when there is none, or no longer. It lives no longer for having been read. */
  read(tenant: string, ref: string): Promise<unknown>
  /** The first of these conversations that there is. One query, however many are named. */
  firstOf(tenant: string, refs: readonly string[]): Promise<{ ref: string; state: unknown } | undefined>
  /** Deletes what has expired, at most 10,000 rows a run; returns how many. */
  expire(tenant: string): Promise<number>
}

export interface Conversation {
  converse<T>(work: Work<T>): Promise<T>
}

export type Work<T> = (state: unknown) => Promise<{ state: unknown; result: T }>

export interface VaultLimits {
  /** Largest state, as JSON before sealing. */
  readonly stateBytesMax: number
  /** A conversation is kept so long after its last turn. */
  readonly idleMs: number
  /** Calls that may wait for one conversation; 64 when absent. */
  readonly waitingMax?: number
  /** Longest wait for another node that saves just now; 10 s when absent. */
  readonly lockMs?: number
}

/** Nodes that may be faster with one conversation, each once. In this process its calls go one after the other. */
const TRIES_MAX = 32

export function createVault(deps: { store: Store; keyring: Keyring; now: Clock; limits: VaultLimits }): Vault {
  const { store, keyring, now, limits } = deps
  const { stateBytesMax, idleMs, waitingMax = 64, lockMs = 10_000 } = limits
  const inTurn = createTurns(waitingMax)

  async function open(tenant: string, ref: string, sealed: Buffer): Promise<string> {
    const key = await keyring.opening(tenant, sealed)
    return Buffer.from(key.open(sealed, place(tenant, ref))).toString('utf8')
  }

  async function seal(tenant: string, ref: string, text: string): Promise<Uint8Array> {
    const plain = Buffer.from(text)
    if (plain.length > stateBytesMax) throw new CordonError('vault_failed', { at: 'limits.conversationBytesMax' })
    const key = await keyring.sealing({ tenant, purpose: 'vault' })
    return key.seal(plain, place(tenant, ref))
  }

  async function held(tenant: string, refs: readonly string[]) {
    const [rows] = await store.read(tenant, [reading([livingConversations(refs, new Date(now()))], (found) => found)])
    return rows
  }

  /** Whoever was faster changed what this was made from: it is made again, from what they left. */
  async function turn<T>(tenant: string, ref: string, work: Work<T>, last: Last): Promise<T> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const from = last.saved ?? (await newest(tenant, ref))
      last.saved = undefined
      const { state, result } = await work(from.text === undefined ? undefined : JSON.parse(from.text))
      last.saved = await save(tenant, ref, textOf(state), from.version)
      if (last.saved !== undefined) return result
    }
    throw new CordonError('overloaded')
  }

  async function newest(tenant: string, ref: string): Promise<Saved> {
    const [row] = await held(tenant, [ref])
    return row === undefined ? NOTHING : { text: await open(tenant, ref, row.sealed), version: row.version }
  }

  async function save(tenant: string, ref: string, text: string, version: number): Promise<Saved | undefined> {
    const sealed = await seal(tenant, ref, text)
    const row = { ref, sealed, version, now: new Date(now()), expiresAt: new Date(now() + idleMs) }
    const put = reading([putConversation(row)], ([written]) => written?.version)
    const [saved] = await store.read(tenant, [{ ...put, lockMs }])
    return saved === undefined ? undefined : { text, version: saved }
  }

  function conversation(tenant: string, ref: string): Conversation {
    const last: Last = { saved: undefined }
    return {
      async converse(work) {
        const watched = watch(work)
        try {
          return await inTurn(JSON.stringify([tenant, ref]), () => turn(tenant, ref, watched.work, last))
        } catch (error) {
          throw watched.failed ? error : faultOf(error)
        }
      },
    }
  }

  const converse: Vault['converse'] = (tenant, ref, work) => conversation(tenant, ref).converse(work)

  return {
    conversation,
    converse,
    update: (tenant, ref, change) =>
      converse(tenant, ref, async (state) => ({ state: await change(state), result: undefined })),
    async read(tenant, ref) {
      try {
        const [row] = await held(tenant, [ref])
        return row === undefined ? undefined : JSON.parse(await open(tenant, ref, row.sealed))
      } catch (error) {
        throw faultOf(error)
      }
    },
    async firstOf(tenant, refs) {
      try {
        const rows = await held(tenant, refs)
        const [first] = [...rows].sort((one, other) => refs.indexOf(one.ref) - refs.indexOf(other.ref))
        return first && { ref: first.ref, state: JSON.parse(await open(tenant, first.ref, first.sealed)) }
      } catch (error) {
        throw faultOf(error)
      }
    },
    async expire(tenant) {
      try {
        return await store.within(tenant, (tx) => deleteExpired(tx, tenant, new Date(now())))
      } catch (error) {
        throw faultOf(error)
      }
    },
  }
}

/** A state as JSON, and its version: 0 of none. */
interface Saved {
  readonly text: string | undefined
  readonly version: number
}

interface Last {
  saved: Saved | undefined
}

const NOTHING: Saved = { text: undefined, version: 0 }

/** Throws for what JSON cannot say: `undefined`, a circle, a bigint. */
function textOf(state: unknown): string {
  const text: unknown = JSON.stringify(state)
  if (typeof text !== 'string') throw new CordonError('vault_failed', { at: 'the state of a conversation' })
  return text
}

/** Whose fault it was: an error of the caller's own work comes through as it is. */
function watch<T>(work: Work<T>): { work: Work<T>; readonly failed: boolean } {
  const watched = {
    failed: false,
    work: async (state: unknown) => {
      watched.failed = true
      const done = await work(state)
      watched.failed = false
      return done
    },
  }
  return watched
}

/** Only codes that say that nothing was sent; what the database or the cipher said stays inside, as the cause. */
function faultOf(error: unknown): CordonError {
  const known = error instanceof CordonError && PASSED.has(error.code)
  return known ? error : new CordonError('vault_failed', { cause: error })
}

const PASSED: ReadonlySet<string> = new Set(['store_unavailable', 'overloaded', 'vault_failed'])

function place(tenant: string, ref: string) {
  return { tenant, table: 'conversation', row: ref, column: 'sealed' }
}
