import { CordonError, type ErrorCode } from '@cordon/contract'

/**
 * Why a journal does not start, for whoever has to act: what is safe, what is lost, and what to do. Nothing that was
 * acknowledged is lost by the refusal itself, and it changes no file.
 */
export const REFUSALS = {
  segment_damaged: {
    code: 'journal_damaged',
    what: 'changed after it was written',
    safe: 'every entry before it',
    lost: 'nothing, if a backup has this segment',
    todo: 'bring the segment back, or declare the loss: cordon audit declare-loss',
  },
  segment_missing: {
    code: 'journal_damaged',
    what: 'the entries before it are missing',
    safe: 'every entry before the gap',
    lost: 'nothing, if a backup has the missing segment',
    todo: 'bring the segment back, or declare the loss: cordon audit declare-loss',
  },
  entry_out_of_order: {
    code: 'journal_damaged',
    what: 'an entry is missing, doubled or moved',
    safe: 'every entry before it',
    lost: 'nothing, if a backup has this segment',
    todo: 'bring the segment back, or declare the loss: cordon audit declare-loss',
  },
  version_unknown: {
    code: 'journal_damaged',
    what: 'an entry of a version that is not known here',
    safe: 'every entry',
    lost: 'nothing',
    todo: 'start the release that wrote it, or a newer one',
  },
  other_node: {
    code: 'journal_damaged',
    what: 'an entry of another node',
    safe: 'every entry',
    lost: 'nothing',
    todo: 'set `node` in cordon.yaml to the name that wrote this journal, or choose another --data',
  },
  shorter_than_known: {
    code: 'journal_damaged',
    what: 'knows more entries than the segments hold',
    safe: 'every entry that the segments hold',
    lost: 'nothing, if a backup has the newer segments',
    todo: 'bring the segments back, or declare the loss: cordon audit declare-loss',
  },
  other_history: {
    code: 'journal_damaged',
    what: 'knows another history than the segments hold',
    safe: 'every entry up to the last head that agrees',
    lost: 'nothing, if a backup has the true segments',
    todo: 'keep these files, they are evidence; bring the true ones back, or declare the loss: cordon audit declare-loss',
  },
  checkpoint_gone: {
    code: 'journal_damaged',
    what: 'gone, though entries were taken',
    safe: 'every entry that the segments hold',
    lost: 'the proof that there were no more',
    todo: 'bring the file back, or declare the loss: cordon audit declare-loss',
  },
  checkpoint_foreign: {
    code: 'journal_damaged',
    what: 'not signed by this log’s key',
    safe: 'every entry that the segments hold',
    lost: 'the proof that there were no more',
    todo: 'bring the true file, or the true key register, back; or declare the loss: cordon audit declare-loss',
  },
  loss_unfinished: {
    code: 'journal_damaged',
    what: 'a loss was declared, and who and why is not recorded yet',
    safe: 'every entry that was kept',
    lost: 'nothing more than was declared',
    todo: 'run cordon audit declare-loss again',
  },
  clock_behind: {
    code: 'journal_unavailable',
    what: 'the clock stands before the newest entry',
    safe: 'every entry',
    lost: 'nothing',
    todo: 'set the clock right; if it is right now and was ahead before: cordon audit declare-clock',
  },
  disk_read_only: {
    code: 'data_folder_invalid',
    what: 'cannot be written to: a read-only disk, or another owner',
    safe: 'every entry',
    lost: 'nothing',
    todo: 'mount it for writing, or give the folder to this user',
  },
  disk_full: {
    code: 'journal_unavailable',
    what: 'there is no room on the disk, not even what was kept in reserve',
    safe: 'every entry',
    lost: 'nothing',
    todo: 'make room, then start again',
  },
  disk_failing: {
    code: 'journal_unavailable',
    what: 'the disk answers with an error',
    safe: 'every entry that was acknowledged, as far as the disk gives it back',
    lost: 'nothing that is known',
    todo: 'see the system’s log; copy the folder to a healthy disk before anything else',
  },
  folder_busy: {
    code: 'data_folder_busy',
    what: 'another process holds this journal',
    safe: 'every entry',
    lost: 'nothing',
    todo: 'stop the other, or choose another --data',
  },
} as const satisfies Record<string, Reason>

interface Reason {
  readonly code: ErrorCode
  readonly what: string
  readonly safe: string
  readonly lost: string
  readonly todo: string
}

export type Refusal = keyof typeof REFUSALS

/** A journal that does not start, with its reason. `at` names the place and holds the reason’s words. */
export class JournalRefused extends CordonError {
  readonly why: Refusal

  constructor(why: Refusal, place: string, cause?: unknown) {
    const { code, what, safe, lost, todo } = REFUSALS[why]
    const at = `${place}: ${what}. Safe: ${safe}. Lost: ${lost}. To do: ${todo}`
    super(code, cause === undefined ? { at } : { at, cause })
    this.why = why
  }
}
