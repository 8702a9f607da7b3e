import { isAbsolute } from 'node:path'
import { z } from 'zod'

const path = () => z.string().max(1_024).refine(isAbsolute, 'must be absolute')
const variable = (fallback: string) =>
  z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'the name of an environment variable')
    .default(fallback)

const elsewhere = z
  .boolean()
  .default(false)
  .describe('Whether it is under another administrator: then it holds the journal’s checkpoints as a witness does.')

const directory = z.strictObject({
  kind: z.literal('directory'),
  elsewhere,
  folder: path().describe('A folder on another disk or a mounted share; it must exist.'),
})
const s3 = z.strictObject({
  kind: z.literal('s3'),
  elsewhere,
  endpoint: z
    .string()
    .regex(/^https?:\/\/[^/\s]+$/, 'scheme://host[:port], without a path')
    .optional()
    .describe('The store’s address; absent: Amazon’s for the region.'),
  region: z.string().regex(/^[a-z0-9-]{1,40}$/),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9_-][A-Za-z0-9._/-]{0,200}[A-Za-z0-9_-]$/)
    .optional()
    .describe('In front of every key: one for each node.'),
  accessKeyFrom: variable('CORDON_S3_ACCESS_KEY').describe('The environment variable that holds the access key’s id.'),
  secretKeyFrom: variable('CORDON_S3_SECRET_KEY').describe('The environment variable that holds its secret.'),
  sessionTokenFrom: variable('CORDON_S3_SESSION_TOKEN').describe(
    'The variable of a session token, where there is one.',
  ),
  caFile: path().optional().describe('PEM certificate of the store’s own authority, trusted beside the public ones.'),
})

export const BackupPlace = z.discriminatedUnion('kind', [directory, s3])
export type BackupPlace = z.infer<typeof BackupPlace>

/** Where copies go, for whom they are encrypted, how often, and how long they are kept. */
export const BackupSettings = z.strictObject({
  places: z.array(BackupPlace).min(1).max(4).describe('A second directory, an S3-compatible store, or several.'),
  // One stands beside the machine and proves each backup; the other is for the day when the machine is gone.
  recipients: z
    .array(z.string().regex(/^age1[0-9a-z]+$/, 'an age recipient: age1…'))
    .min(2, 'at least two age recipients, one of them offline')
    .max(16)
    .refine((all) => new Set(all).size === all.length, 'the same recipient twice')
    .describe('age recipients of every backup, at least two: one whose identity is offline.'),
  identityFile: path().describe(
    'The identity of one of them, on this machine: each backup is restored with it, as a test.',
  ),
  shipSeconds: z
    .int()
    .min(1)
    .max(10)
    .default(10)
    .describe('How often what is new in the journal is brought to every place.'),
  snapshotHours: z.int().min(1).max(24).default(24).describe('How often a snapshot is made, and restored as a test.'),
  keepDays: z
    .int()
    .min(1)
    .max(3_650)
    .default(35)
    .describe('Days that every snapshot is kept; the newest verified one is kept always.'),
  keepWeeks: z.int().min(0).max(520).default(0).describe('Weeks for which the last snapshot of each week is kept.'),
  keepMonths: z.int().min(0).max(120).default(0).describe('Months for which the last snapshot of each month is kept.'),
  scratchFolder: path().optional().describe('Where test restores are made; absent: in the data folder.'),
})
export type BackupSettings = z.infer<typeof BackupSettings>
