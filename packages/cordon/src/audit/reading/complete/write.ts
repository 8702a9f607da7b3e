import { parseCheckpoint, toBase64 } from '@cordon/ledger'
import { nodeIn } from '../../loss.ts'
import { numbersFrom, openEntries } from '../open-entries.ts'
import type { JournalReadingDeps, Reader } from '../read-journal.ts'
import { subtreesOf } from './subtrees.ts'

type Deps = Pick<JournalReadingDeps, 'journal' | 'keyring'>

/**
 * Everything the journal of this node holds of one tenant, so that it proves itself complete: the tenant's entries, and
 * between them the hashes of everybody else's. The numbers are gap-free from 0 to the entry about this very reading,
 * which is the last; the tree over all of it has the signed root. Of other tenants it shows how many entries stand in
 * between, which any receipt shows too, and nothing else.
 */
export async function writeComplete(deps: Deps, reader: Reader): Promise<AsyncGenerator<string>> {
  const { journal, keyring } = deps
  const { tenant, principal } = reader
  const count = (await journal.count(tenant)) + 1
  const last = await journal.append(tenant, {
    class: 'reading',
    v: 2,
    principal,
    what: 'export complete',
    filters: {},
    count,
  })
  const checkpoint = await journal.checkpoint(last.index + 1)
  const pseudonym = (await keyring.tenant(tenant)).pseudonym('tenant', tenant)

  async function* lines(): AsyncGenerator<string> {
    const { size } = parseCheckpoint(noteText(checkpoint.note))
    const { note } = checkpoint
    yield JSON.stringify({
      format: 'cordon/complete-export/1',
      node: nodeIn(journal.origin),
      log: journal.origin,
      losses: journal.lossNotes,
      tenant: pseudonym,
      vkey: journal.vkey,
      checkpoint: note,
    })
    let next = 0
    for await (const entry of openEntries(deps, tenant, numbersFrom(0, last.seq + 1))) {
      yield* othersBetween(deps, next, entry.index)
      const { index, leafBytes, sealed, body } = entry
      const leaf = Buffer.from(leafBytes).toString('utf8')
      yield JSON.stringify({
        index,
        leaf,
        sealed: Buffer.from(sealed).toString('base64'),
        ...(body === undefined ? { closed: entry.closed } : { body }),
      })
      next = index + 1
    }
    yield* othersBetween(deps, next, size)
  }
  return lines()
}

async function* othersBetween({ journal }: Deps, from: number, to: number): AsyncGenerator<string> {
  for (const at of subtreesOf(from, to)) {
    const [hash] = await journal.readHashes([at])
    if (hash !== undefined) yield JSON.stringify({ others: at.level, hash: toBase64(hash) })
  }
}

const noteText = (note: string): string => note.slice(0, note.indexOf('\n\n') + 1)
