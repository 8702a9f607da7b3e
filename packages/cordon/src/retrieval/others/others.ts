import { CordonError } from '@cordon/contract'
import type { Keyring } from '../../crypto/keyring.ts'
import { type Clock, MINUTE, SECOND } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import { createDigest, DIGEST_BYTES } from './digests.ts'
import type { Form } from './forms.ts'
import { digestRows, generationOf } from './others.queries.ts'
import { sortDigests, wordsOf } from './sorted-digests.ts'

/** Whether any patient of a tenant has an identifier. Asked while an answer streams, so it waits for nothing. */
export interface Patients {
  has(form: Form): boolean
  /** Identifiers, eight bytes of memory each. */
  readonly size: number
}

/** The identifiers of every tenant's patients, as digests in memory. */
export interface Others {
  /**
   * Of one tenant, at most six minutes old where reading them all takes seconds. Where it takes longer, nobody waits for a renewal
   * all the same, unless it took twenty times as long as the last one. Throws `answer_unchecked` when there are more than `digestsMax`,
   * and `store_unavailable` when they cannot be read: what cannot be checked is not asked for.
   */
  of(tenant: string): Promise<Patients>
}

export interface OthersDeps {
  readonly store: Pick<Store, 'within'>
  readonly keyring: Keyring
  readonly now: Clock
  /** Identifiers of one tenant. */
  readonly digestsMax: number
}

interface Held {
  readonly patients: Patients
  readonly generation: string
  /** What reading them all took. */
  readonly readingMs: number
  /** From when on somebody looks whether they are still the newest, and from when on nobody is answered without that. */
  readonly renewAt: number
  readonly until: number
}

export function createOthers(deps: OthersDeps): Others {
  const held = new Map<string, Held>()
  const reading = new Map<string, Promise<Held>>()

  function read(tenant: string): Promise<Held> {
    const under = reading.get(tenant) ?? renewed(deps, tenant, held.get(tenant))
    reading.set(tenant, under)
    void under
      .then((now) => held.set(tenant, now))
      .catch(() => undefined)
      .finally(() => reading.get(tenant) === under && reading.delete(tenant))
    return under
  }

  return {
    async of(tenant) {
      const had = held.get(tenant)
      if (had !== undefined && deps.now() < had.renewAt) return had.patients
      const next = read(tenant)
      // Nobody waits for a look whether something changed, unless there was none for long.
      if (had !== undefined && deps.now() < had.until) return had.patients
      return (await next).patients
    },
  }
}

const CHECK_MS = 15 * SECOND
const STALE_MS = 5 * MINUTE
/** Reading them all takes no more of the time than one part in so many. */
const READING_SHARE = 20

async function renewed(deps: OthersDeps, tenant: string, had: Held | undefined): Promise<Held> {
  const { store, now } = deps
  const at = now()
  const generation = await store.within(tenant, (tx) => generationOf(tx, tenant))
  if (had?.generation === generation) return { ...had, ...due(at + CHECK_MS, had.readingMs) }
  const patients = await readAll(deps, tenant)
  const readingMs = now() - at
  return { patients, generation, readingMs, ...due(now() + Math.max(CHECK_MS, READING_SHARE * readingMs), readingMs) }
}

/** The next reading has as long as there was between the last ones before anybody waits for it. */
function due(renewAt: number, readingMs: number): Pick<Held, 'renewAt' | 'until'> {
  return { renewAt, until: renewAt + Math.max(STALE_MS, READING_SHARE * readingMs) }
}

const PAGE_ROWS = 5_000

async function readAll({ store, keyring, digestsMax }: OthersDeps, tenant: string): Promise<Patients> {
  const pages: Uint32Array[] = []
  let [after, bytes] = ['', 0]
  for (;;) {
    const rows = await store.within(tenant, (tx) => digestRows(tx, tenant, after, PAGE_ROWS))
    for (const { digest } of rows) bytes += digest.length
    if (bytes > digestsMax * DIGEST_BYTES) throw new CordonError('answer_unchecked', { at: 'answers.identifiersMax' })
    pages.push(wordsOf(rows.map(({ digest }) => digest)))
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE_ROWS) break
    after = last.patient
  }
  return lookUp(await sortDigests(pages), await keyring.tenant(tenant))
}

function lookUp(words: Uint32Array, names: Parameters<typeof createDigest>[0]): Patients {
  const digest = createDigest(names)
  const wanted = new Uint32Array(2)
  const size = words.length / 2
  return {
    size,
    has(form) {
      digest(form, wanted)
      const [low = 0, high = 0] = wanted
      let [from, to] = [0, size]
      while (from < to) {
        const middle = (from + to) >>> 1
        const [itsLow = 0, itsHigh = 0] = [words[2 * middle], words[2 * middle + 1]]
        if (itsHigh === high && itsLow === low) return true
        if (itsHigh < high || (itsHigh === high && itsLow < low)) from = middle + 1
        else to = middle
      }
      return false
    },
  }
}
