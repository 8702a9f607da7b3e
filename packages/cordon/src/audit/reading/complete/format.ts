import { z } from 'zod'

/** What the file is, the log, whose entries these are (by pseudonym), and the signed head that they are held against. */
export const Header = z.strictObject({
  format: z.literal('cordon/complete-export/1'),
  node: z.string().max(63),
  /** The log's name: `cordon/<node>`, and `cordon/<node>/2` after a declared loss. */
  log: z.string().max(80),
  /** The statements of the losses declared so far, oldest first, each a signed note. */
  losses: z.array(z.string().max(4_096)).max(100),
  tenant: z.string().max(22),
  vkey: z.string().max(500),
  checkpoint: z.string().max(65_536),
})

/** A subtree of others’ entries: its level and hash, and nothing of what stands in it. */
export const Others = z.strictObject({ others: z.int().min(0).max(52), hash: z.string().length(44) })

/** One of the tenant's own entries: the leaf as hashed, its sealed body, and that body opened for reading. */
export const Own = z.strictObject({
  index: z.int().min(0),
  leaf: z.string().max(2_000),
  sealed: z.string().max(200_000),
  body: z.unknown().optional(),
  /** Why the body does not open: `entry_expired`, or the code of what else closed it. */
  closed: z.string().max(40).optional(),
})

/** The longest line: a sealed body of 64 KiB in base64, and the same opened. */
export const lineBytesMax = 400_000
