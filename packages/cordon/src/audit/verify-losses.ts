import { CordonError } from '@cordon/contract'
import {
  createFrontier,
  type EntryRead,
  encodeVkey,
  LedgerError,
  leafHash,
  openCheckpoint,
  type Problem,
  parseVkey,
  type TreeHead,
  toBase64,
  uncheckedText,
  type Verified,
  type Warning,
} from '@cordon/ledger'
import { noteVerifier } from './ed25519.ts'
import { type Loss, openLoss } from './loss.ts'
import { sha256 } from './sealed-entry.ts'

/** A log and those before it, one for each declared loss: what was kept of each is the beginning of the next. */
export interface Lineage {
  /** The key as the newest log names it. */
  readonly vkey: string
  /** What was declared lost, and what is wrong with the declarations. */
  readonly declared: readonly Warning[]
  readonly forged: readonly Problem[]
  /** The auditor's checkpoint, when it is of the newest log. */
  readonly since: string | undefined
  /** Passes the frames on, and computes what `judge` needs of them. */
  watch(frames: AsyncIterable<EntryRead>): AsyncGenerator<EntryRead>
  /** Adds what was declared as warnings, and what was not as problems. To be called once the frames are read. */
  judge(verified: Verified): Verified
}

/** `vkey` is the key as the auditor has it, perhaps under the name of an earlier log. */
export async function followLosses(
  notes: readonly string[],
  given: { vkey: string; since: string | undefined },
): Promise<Lineage> {
  const names = namesOf(notes, given.vkey)
  const losses = await Promise.all(notes.map((note, n) => openedBy(names[n] ?? '', given.vkey, note)))
  const first = losses.indexOf(undefined)
  const vkey = notes.length === 0 ? given.vkey : renamed(given.vkey, names.at(-1) ?? '')
  const forged: Problem[] = first < 0 ? [] : [{ code: 'checkpoint_untrusted', at: `loss.${first + 1}`, what: FORGED }]
  const missing = lossesBefore(vkey) > notes.length
  if (missing)
    forged.push({
      code: 'checkpoint_untrusted',
      at: `loss.${notes.length + 1}`,
      what: 'the log’s name says that a loss was declared, and its statement is not here',
    })
  const earlier = given.since === undefined ? -1 : names.slice(0, -1).indexOf(originIn(given.since))
  const kept = given.since === undefined || earlier < 0 ? undefined : await openKept(given.since, names[earlier], vkey)
  const declared = losses.flatMap((loss, n) => (loss === undefined ? [] : warningOf(loss, n + 1)))
  const roots = createFrontier(sha256)
  let root: string | undefined
  return {
    vkey,
    declared,
    forged,
    since: earlier < 0 ? given.since : undefined,
    async *watch(frames) {
      for await (const read of frames) {
        if (kept !== undefined && roots.size === kept.size) root ??= toBase64(roots.root())
        if (kept !== undefined && 'leaf' in read) roots.append(leafHash(sha256, read.leaf))
        yield read
      }
      if (kept !== undefined && roots.size === kept.size) root ??= toBase64(roots.root())
    },
    judge(verified) {
      const about = earlier < 0 ? {} : judgeKept(kept, root, losses.slice(earlier))
      const problems = [...verified.problems, ...forged, ...(about.problem ?? [])]
      const warnings = [...declared, ...(about.warning ?? []), ...verified.warnings]
      return { ...verified, ok: problems.length === 0, problems, warnings }
    },
  }
}

/** Losses that were declared before a log of this name began: `cordon/<node>/<n>` is the n-th. */
const lossesBefore = (vkey: string): number =>
  Number(/^cordon\/[^/]+\/([1-9][0-9]{0,2})$/.exec(nameOf(vkey))?.[1] ?? 1) - 1

const FORGED = 'a loss was declared, but not by this log’s key'

/** The names of the logs, oldest first. The given key's own name has to be among them, or it is another log's key. */
function namesOf(notes: readonly string[], vkey: string): readonly string[] {
  const [, base = nameOf(vkey)] = notes[0] === undefined ? [] : uncheckedText(notes[0]).split('\n')
  return Array.from({ length: notes.length + 1 }, (_, n) => (n === 0 ? base : `${base}/${n + 1}`))
}

async function openedBy(name: string, vkey: string, note: string): Promise<Loss | undefined> {
  try {
    return await openLoss(note, noteVerifier(renamed(vkey, name)))
  } catch (error) {
    if (error instanceof CordonError || error instanceof LedgerError) return undefined
    throw error
  }
}

/** The same public key under another log's name: the trust is in the key. A key that is none is left as it is. */
function renamed(vkey: string, name: string): string {
  try {
    const { type, bytes } = parseVkey(vkey, sha256)
    return encodeVkey(name, bytes, sha256, type)
  } catch (error) {
    if (error instanceof LedgerError) return vkey
    throw error
  }
}

const nameOf = (vkey: string): string => vkey.slice(0, vkey.indexOf('+'))

function originIn(note: string): string {
  try {
    return uncheckedText(note).split('\n')[0] ?? ''
  } catch (error) {
    if (error instanceof LedgerError) return ''
    throw error
  }
}

async function openKept(note: string, name = '', vkey = ''): Promise<TreeHead | undefined> {
  try {
    return await openCheckpoint(note, noteVerifier(renamed(vkey, name)), [])
  } catch (error) {
    if (error instanceof LedgerError) return undefined
    throw error
  }
}

function warningOf({ kept, end, time, origin }: Loss, number: number): Warning {
  const when = new Date(time).toISOString()
  const what = end > kept ? `entries ${kept} to ${end - 1} of ${origin} were declared lost` : 'a loss was declared'
  return { at: `loss.${number}`, what: `${what} at ${when}` }
}

/** A checkpoint of a log that ended: what was kept has to be as it says; of what was declared lost it is all there is. */
function judgeKept(
  kept: TreeHead | undefined,
  root: string | undefined,
  losses: readonly (Loss | undefined)[],
): { problem?: readonly Problem[]; warning?: readonly Warning[] } {
  if (kept === undefined)
    return { problem: [{ code: 'checkpoint_untrusted', at: 'since', what: 'not signed by this log’s key' }] }
  const left = Math.min(...losses.map((loss) => loss?.kept ?? 0))
  const end = losses[0]?.end ?? 0
  if (kept.size <= left) {
    if (root === toBase64(kept.root)) return {}
    const what = `the first ${kept.size} entries are not the signed ones`
    return { problem: [{ code: 'entries_changed', at: 'since', what }] }
  }
  const what = `the kept checkpoint covers ${kept.size} entries, of which ${left} were kept`
  if (kept.size <= end) return { warning: [{ at: 'since', what: `${what}: the others were declared lost` }] }
  return { problem: [{ code: 'rolled_back', at: 'since', what: `${what}, and ${end} were accounted for` }] }
}
