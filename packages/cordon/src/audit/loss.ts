import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { LedgerError, type NoteSigner, type NoteVerifier, openNote, signNote } from '@cordon/ledger'
import { type Disk, isAbsent } from './disk.ts'
import { readWhole, replaceFile } from './files.ts'
import type { Mark } from './recover.ts'

/**
 * A loss that a named person has declared: entries that were signed, or that the database or a witness knew, and that no
 * file holds any more. A tree without them has other roots, and one log never signs two roots for one size: so this log
 * ends with the statement, and its successor, under the same key and a new name, goes on from what was kept. Who declared
 * it and why is in the successor's first entry; the statement itself names nobody.
 */
export interface Loss {
  /** The name of the log that ended. */
  readonly origin: string
  /** Entries that are still there: the successor's first ones. */
  readonly kept: number
  /** Entries from index `kept` up to, and without, this one are lost. */
  readonly end: number
  /** What was known of the lost part: these heads are no longer looked for. */
  readonly heads: readonly Mark[]
  /** When, by the server's clock, in milliseconds. */
  readonly time: number
}

/** Declared losses of one journal, and bytes of one statement, at most. */
export const lossesMax = 100
const lossBytesMax = 4_096

/** The name of a node's log: of the first one, or of the one after so many losses. */
export function originOf(node: string, losses = 0): string {
  return losses === 0 ? `cordon/${node}` : `cordon/${node}/${losses + 1}`
}

/** The node's name, of a log's. */
export const nodeIn = (origin: string): string => origin.split('/')[1] ?? ''

/** The log that an entry was first written in: what was kept at a loss keeps the name it was exported under before. */
export function logOf(node: string, losses: readonly Loss[], index: number): string {
  return originOf(node, losses.findLastIndex(({ kept }) => kept <= index) + 1)
}

/** Durable when it returns. */
export async function writeLoss(
  disk: Disk,
  folder: string,
  { loss, number, signer }: { loss: Loss; number: number; signer: NoteSigner },
): Promise<void> {
  await keepLossNote(disk, folder, number, await signNote(encodeLoss(loss), [signer]))
}

/** A statement as it was signed. Durable when it returns. */
export function keepLossNote(disk: Disk, folder: string, number: number, note: string): Promise<void> {
  return replaceFile(disk, folder, fileOf(number), new TextEncoder().encode(note))
}

/**
 * The losses declared so far, in order, each signed by the log that ended with it. Throws `journal_damaged` for a
 * statement that is not.
 */
export async function readLosses(
  disk: Disk,
  folder: string,
  verifierOf: (losses: number) => NoteVerifier,
): Promise<readonly Loss[]> {
  const losses: Loss[] = []
  for (const note of await readLossNotes(disk, folder)) losses.push(await openLoss(note, verifierOf(losses.length)))
  return losses
}

/** The statements as they lie in the folder, unchecked. */
export async function readLossNotes(disk: Disk, folder: string): Promise<readonly string[]> {
  const names = await disk.list(folder).catch((error: unknown) => {
    if (isAbsent(error)) return []
    throw error
  })
  const count = names.filter((name) => /^loss\.[1-9][0-9]*$/.test(name)).length
  const notes: string[] = []
  for (let number = 1; number <= Math.min(count, lossesMax); number++) {
    const bytes = await readWhole(disk, join(folder, fileOf(number)), lossBytesMax)
    if (bytes === undefined) throw damaged(`${fileOf(number)}: gone, though a later loss was declared`)
    notes.push(new TextDecoder().decode(bytes))
  }
  return notes
}

/** Throws `journal_damaged` when the log that ended has not signed it. */
export async function openLoss(note: string, log: NoteVerifier): Promise<Loss> {
  try {
    const { text } = await openNote(note, [log])
    const loss = parseLoss(text)
    if (loss?.origin === log.name) return loss
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
  }
  throw damaged('a declared loss: not signed by this log’s key')
}

/** Whether the head is one that a declared loss took away. */
export function isDeclared(losses: readonly Loss[], { size, root }: Mark): boolean {
  return losses.some(({ heads }) => heads.some((head) => head.size === size && head.root === root))
}

const FIRST_LINE = 'cordon/journal-loss@v1'

function encodeLoss({ origin, kept, end, heads, time }: Loss): string {
  const known = heads.map(({ size, root }) => `head ${size} ${root}\n`)
  return `${FIRST_LINE}\n${origin}\nkept ${kept}\nend ${end}\ntime ${time}\n${known.join('')}`
}

function parseLoss(text: string): Loss | undefined {
  const [first, origin = '', ...lines] = text.trimEnd().split('\n')
  const number = (name: string, line = ''): number =>
    Number(new RegExp(`^${name} (0|[1-9][0-9]{0,14})$`).exec(line)?.[1])
  const [kept, end, time] = [number('kept', lines[0]), number('end', lines[1]), number('time', lines[2])]
  const heads = lines.slice(3).map((line) => /^head ([0-9]{1,15}) ([A-Za-z0-9+/]{43}=)$/.exec(line))
  if (first !== FIRST_LINE || ![kept, end, time].every(Number.isSafeInteger)) return undefined
  return {
    origin,
    kept,
    end,
    time,
    heads: heads.flatMap((found) => (found === null ? [] : { size: Number(found[1]), root: found[2] ?? '' })),
  }
}

const fileOf = (number: number): string => `loss.${number}`

const damaged = (at: string): CordonError => new CordonError('journal_damaged', { at })
