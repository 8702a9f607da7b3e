import type { Journal } from '../audit/journal.ts'
import type { Store } from '../store/store.ts'
import { writeMark } from './mark.queries.ts'

/** Tells the store how far the journal has come, so that at the next start a shorter journal is seen to be a rollback. */
export function createMark({
  node,
  journal,
  store,
}: {
  node: string
  journal: Journal
  store: Store
}): () => Promise<void> {
  let marked = -1
  return async () => {
    const { size, root } = await journal.checkpoint(0)
    if (size === marked) return
    await writeMark(store.shared, { node, size, root })
    marked = size
  }
}
