import { join } from 'node:path'
import type { EntryBody } from '@cordon/contract'
import { type Leaf, parseLeaf } from '@cordon/ledger'
import { openJournalFiles } from '../../packages/cordon/src/audit/journal-files.ts'
import { nodeDisk } from '../../packages/cordon/src/audit/node-disk.ts'
import { openEntry } from '../../packages/cordon/src/audit/sealed-entry.ts'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import { openKeyring } from '../../packages/cordon/src/crypto/open-keyring.ts'

type EntryClass = EntryBody['class']
export type Entry<Class extends EntryClass = EntryClass> = Extract<EntryBody, { class: Class }>

/** A data folder, and the root key that opens what is sealed in it. */
export interface Kept {
  readonly dataFolder: string
  readonly rootFile: string
  readonly tenant: string
}

/** Every entry of one tenant in a journal, in order, opened from its files: beside a running boundary, or after it was killed. */
export async function readEntries({ dataFolder, rootFile, tenant }: Kept): Promise<EntryBody[]> {
  const { now, random } = theOutside()
  const kept: { leaf: Leaf; sealed: Uint8Array }[] = []
  for await (const frame of (await openJournalFiles(nodeDisk, join(dataFolder, 'journal'))).frames())
    if (frame.kind === 'frame') kept.push({ leaf: parseLeaf(frame.leaf), sealed: frame.body })
  // Afterwards: a running boundary may have begun a new month's key with the entry that was read last.
  const keyring = await openKeyring({ kekPath: rootFile, registerFolder: join(dataFolder, 'keys'), now, random })
  const own = (await keyring.tenant(tenant)).pseudonym('tenant', tenant)
  const entries: EntryBody[] = []
  for (const entry of kept.filter(({ leaf }) => leaf.tenant === own))
    entries.push(await openEntry(keyring, tenant, entry))
  return entries
}

/** What the journal says of one request: at most an intent, disclosures or what was done to a document, an outcome. */
export function entriesOf<Class extends 'intent' | 'disclosure' | 'deidentification' | 'reidentification' | 'outcome'>(
  entries: readonly EntryBody[],
  kind: Class,
  request?: string,
): Entry<Class>[] {
  return entries.filter(
    (entry): entry is Entry<Class> =>
      entry.class === kind && (request === undefined || ('request' in entry && entry.request === request)),
  )
}
