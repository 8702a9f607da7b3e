import { basename, join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { type Disk, isAbsent } from './disk.ts'
import { createLogKey } from './ed25519.ts'
import { replaceFile } from './files.ts'
import type { JournalDeps } from './journal-parts.ts'
import { lifecycle } from './lifecycle.ts'
import { type Loss, originOf, readLosses, writeLoss } from './loss.ts'
import { nodeDisk } from './node-disk.ts'
import { openJournal } from './open-journal.ts'
import { type RecoverDeps, recover } from './recover.ts'
import { type Survey, surveyJournal } from './survey.ts'

export interface DeclaredLoss {
  readonly loss: Loss
  /** Where what could not be kept lies now, unchanged; `undefined` when an earlier attempt had put it there. */
  readonly setAside: string | undefined
  /** The log that goes on, and the key that checks it from now on. */
  readonly origin: string
  readonly vkey: string
}

/** The longest reason, in characters: it is kept in one field of an entry. */
export const reasonCharsMax = 200

/**
 * Declares, as a named person, that what the journal no longer holds is lost, so that it can be served from again. Keeps
 * every entry up to the first that is missing or not the signed one, sets the rest of the files aside, signs the
 * statement, and records who and why as the next entry. Throws `usage` when nothing is lost, `data_folder_busy` beside a
 * running server.
 *
 * @example
 * await declareLoss({ ...deps, mark, person: 'owner', reason: 'disk of 12 March replaced; newest backup was of 9:40' })
 */
export async function declareLoss(deps: JournalDeps & { person: string; reason: string }): Promise<DeclaredLoss> {
  const { person, reason, ...rest } = deps
  requireReason(reason)
  const made = await settleFiles({ ...rest, disk: deps.disk ?? nodeDisk, folder: join(deps.dataFolder, 'journal') })
  const { loss, setAside } = made
  const where = setAside === undefined ? 'an earlier attempt' : basename(setAside)
  const entry = lifecycle.lossDeclared({
    log: loss.origin,
    from: loss.kept,
    end: loss.end,
    person,
    reason,
    setAside: where,
  })
  const journal = await openJournal({ ...rest, declared: { what: 'loss', entry } })
  try {
    return { loss, setAside, origin: journal.origin, vkey: journal.vkey }
  } finally {
    await journal.close()
  }
}

/** Declares that the clock is right now, though entries bear later times. Throws `data_folder_busy` beside a server. */
export async function declareClock(deps: JournalDeps & { person: string; reason: string }): Promise<void> {
  const { person, reason, ...rest } = deps
  requireReason(reason)
  const entry = lifecycle.clockDeclared({ person, reason })
  await (await openJournal({ ...rest, declared: { what: 'clock', entry } })).close()
}

function requireReason(reason: string): void {
  if (reason.trim() === '' || reason.length > reasonCharsMax) throw new CordonError('usage', { at: '--reason' })
}

type Deps = JournalDeps & { disk: Disk; folder: string }

/** Leaves files of which a journal can start. Interrupted anywhere, it can be run again. */
async function settleFiles(deps: Deps): Promise<{ loss: Loss; setAside: string | undefined }> {
  const { disk, folder, node, keyring } = deps
  const lock = await disk.lock(folder)
  try {
    const keyOf = (losses: number) => createLogKey(node, keyring.checkpointSeed, losses)
    const verifierOf = (losses: number) => keyOf(losses).verifier
    const losses = await readLosses(disk, folder, verifierOf)
    const heads = { disk, folder, node, verifierOf, losses, mark: deps.mark, now: deps.now }
    const unfinished = await unfinishedLoss(heads)
    if (unfinished !== undefined) return { loss: unfinished, setAside: undefined }
    const found = await surveyJournal(heads)
    const loss = { origin: originOf(node, losses.length), time: deps.now(), ...found.loss }
    const setAside = join(folder, `set-aside.${losses.length + 1}`)
    await writeLoss(disk, folder, { loss, number: losses.length + 1, signer: keyOf(losses.length).signer })
    await setAsideFrom(found, { disk, folder, setAside })
    return { loss, setAside }
  } finally {
    await lock.release()
  }
}

/** A declared loss whose files are settled and whose entry is missing. Throws `usage` when the journal is whole. */
async function unfinishedLoss(heads: RecoverDeps): Promise<Loss | undefined> {
  const whole = await recover({ ...heads, declaring: 'loss' }).catch((error: unknown) => {
    if (error instanceof CordonError && error.code === 'journal_damaged') return undefined
    throw error
  })
  if (whole === undefined) return undefined
  const last = heads.losses.at(-1)
  if (last === undefined || whole.catalogue.size > last.kept) {
    throw new CordonError('usage', { at: 'the journal is whole: there is no loss to declare' })
  }
  return last
}

/** Nothing is destroyed: a file of which a part is kept is copied first, the others are moved. */
async function setAsideFrom(
  { cut, after, foreign }: Survey,
  { disk, folder, setAside }: { disk: Disk; folder: string; setAside: string },
): Promise<void> {
  await disk.makeFolder(setAside)
  if (cut !== undefined && cut.offset < cut.bytes.length) {
    await replaceFile(disk, setAside, cut.segment.name, cut.bytes)
    await truncate(disk, join(folder, cut.segment.name), cut.offset)
  }
  for (const name of new Set([...after.map((segment) => segment.name), 'checkpoint', ...foreign])) {
    await disk.rename(join(folder, name), join(setAside, name)).catch(unlessAbsent)
  }
  await disk.syncFolder(setAside)
  await disk.syncFolder(folder)
}

async function truncate(disk: Disk, path: string, bytes: number): Promise<void> {
  const file = await disk.open(path, 'edit')
  try {
    await file.truncate(bytes)
    await file.datasync()
  } finally {
    await file.close()
  }
}

function unlessAbsent(error: unknown): void {
  if (!isAbsent(error)) throw error
}
