import { CordonError } from '@cordon/contract'
import { hash, type Options, verify } from '@node-rs/argon2'
import type { PeopleSettings } from '../../config/people.ts'
import { COMMON_PASSWORDS } from './common-passwords.ts'

/** NIST SP 800-63B 3.1.1.2: length counts, composition does not. The longest is bounded because hashing reads it all. */
export const passwordCharactersMin = 12
export const passwordCharactersMax = 256

export interface Passwords {
  /** Throws `password_refused` for one that is too short, too long or among the commonest, `overloaded` beyond the bound. */
  hash(password: string, name: string, known?: boolean): Promise<string>
  /**
   * Whether the password is that of the hash. Without a hash: no, after the same work. Throws `overloaded`. Who is `known`,
   * by a session or the browser, waits in a line of their own, which goes first: a crowd of strangers keeps no owner out.
   */
  verify(password: string, hashed: string | undefined, known?: boolean): Promise<boolean>
}

/** Argon2id, a few at once: a crowd of logins waits or is refused, and the rest of the boundary goes on. */
export function createPasswords(settings: PeopleSettings['password'], hashing = hash): Passwords {
  const inTurn = createTurns(settings)
  const options: Options = {
    memoryCost: settings.memoryKib,
    timeCost: settings.passes,
    parallelism: settings.lanes,
    outputLen: 32,
  }
  // Compared against when nobody has the name, so that an unknown person costs the same work as a wrong password. Made at
  // once: the first stranger would wait longer otherwise.
  let kept: Promise<string> | undefined
  const nobody = (): Promise<string> => {
    if (kept !== undefined) return kept
    const making = hashing('nobody has this password', options)
    // One that failed is not kept: whoever asks next makes it again.
    making.catch(() => {
      kept = undefined
    })
    kept = making
    return making
  }
  nobody().catch(() => undefined)

  return {
    async hash(password, name, known = false) {
      const normal = checked(password, name)
      return inTurn(known, () => hashing(normal, options))
    },
    verify: (password, hashed, known = false) =>
      inTurn(known, async () => {
        const genuine = await verify(hashed ?? (await nobody()), normalised(password))
        return genuine && hashed !== undefined
      }),
  }
}

/** One text for what looks alike, whichever keyboard wrote it (NIST SP 800-63B 3.1.1.2). */
function normalised(password: string): string {
  return password.normalize('NFKC')
}

function checked(password: string, name: string): string {
  const normal = normalised(password)
  const length = Array.from(normal).length
  if (length < passwordCharactersMin || normal.length > passwordCharactersMax) throw refused('length')
  if (isCommon(normal, name)) throw refused('common')
  return normal
}

const COUNTING = '0123456789'.repeat(30)

/** One of the list, or the person's own name, with or without digits and marks around it; a few characters over and over. */
function isCommon(password: string, name: string): boolean {
  const lower = password.toLowerCase()
  const bare = lower.replace(/^[^a-z]+|[^a-z]+$/g, '')
  const monotonous = new Set(lower).size < 4 || COUNTING.includes(lower)
  return monotonous || [lower, bare].some((text) => text === name.toLowerCase() || COMMON_PASSWORDS.includes(text))
}

function refused(at: string): CordonError {
  return new CordonError('password_refused', { at })
}

/**
 * At most `atOnceMax` run; at most `waitingMax` of the known and as many strangers wait, in their order, the known first;
 * the next is refused. The known are few: each browser and each account has a bound on its failures before this.
 */
function createTurns({ atOnceMax, waitingMax }: { atOnceMax: number; waitingMax: number }) {
  const lines = { known: [] as (() => void)[], strangers: [] as (() => void)[] }
  let running = 0
  return async <T>(known: boolean, work: () => Promise<T>): Promise<T> => {
    if (running >= atOnceMax) {
      const waiting = known ? lines.known : lines.strangers
      if (waiting.length >= waitingMax) throw new CordonError('overloaded', { at: 'people.password.waitingMax' })
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running += 1
    try {
      return await work()
    } finally {
      const next = lines.known.shift() ?? lines.strangers.shift()
      // The turn is handed on: whoever waits runs in its place.
      if (next === undefined) running -= 1
      else next()
    }
  }
}
