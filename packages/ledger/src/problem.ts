/** What can be wrong with a log. Codes are stable: scripts may look for them. */
export type ProblemCode =
  | 'checkpoint_missing'
  | 'key_missing'
  | 'checkpoint_untrusted'
  | 'not_witnessed'
  | 'frame_damaged'
  | 'leaf_unknown'
  | 'bundle_missing'
  | 'tile_missing'
  | 'bundle_malformed'
  | 'tile_changed'
  | 'body_changed'
  | 'sequence_broken'
  | 'entries_missing'
  | 'entries_changed'
  | 'rolled_back'

/** What each means for whoever relies on the log, and what to do: for people, beside the place. */
export const PROBLEMS: Record<ProblemCode, string> = {
  checkpoint_missing: 'Nothing vouches for the entries. Bring `checkpoint` back from a backup.',
  key_missing: 'Give the log’s key as you were given it: --vkey.',
  checkpoint_untrusted: 'It says nothing. Bring back the true one, or ask who signed with another key.',
  not_witnessed:
    'Nobody outside has vouched for it as the policy asks. Ask for a newer export, or find the witness’s fault.',
  frame_damaged: 'Entries before it can be read. Keep the file as it is, and bring the segment back from a backup.',
  bundle_missing: 'Entries from there on are not here. Nothing is lost in the log itself: ask for a new export.',
  tile_missing: 'Proofs cannot be made from this tree; its entries stand. Nothing is lost: ask for a new export.',
  bundle_malformed: 'Entries from there on cannot be read here. Ask for a new export, and keep this one.',
  tile_changed:
    'Proofs made from this file are worth nothing; the entries stand. Ask for a new export, and keep this one.',
  leaf_unknown: 'It was written by another version, or changed. Verify with the newest release before anything else.',
  body_changed: 'The entry’s place and time stand; what it says is lost. Bring the segment back from a backup.',
  sequence_broken: 'An entry of this tenant is missing, doubled or moved. Bring the segments back from a backup.',
  entries_missing: 'Entries that were signed are gone. Bring the segments back from a backup, then verify again.',
  entries_changed:
    'Somebody changed what had been signed, or signed another history. Keep these files: they are evidence.',
  rolled_back: 'The log was set back. Entries after it exist elsewhere or are lost: restore, or declare the loss.',
}

/** Where (an entry, the checkpoint, a byte of a file), and what is wrong there. Never holds an entry's content. */
export interface Problem {
  readonly code: ProblemCode
  readonly at: string
  readonly what: string
}

/** What is odd, and does not make a log invalid: a clock set back, an unfinished last write. */
export interface Warning {
  readonly at: string
  readonly what: string
}
