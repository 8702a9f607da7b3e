import type { Receipt } from '@cordon/contract'
import type { Journal } from '../audit/journal.ts'

/** Where an entry stands, and the newest checkpoint. */
export async function receiptOf(journal: Pick<Journal, 'checkpoint'>, index: number): Promise<Receipt> {
  const { origin, size, root } = await journal.checkpoint(0)
  return { origin, index, size, root }
}

/** What `x-cordon-receipt` says. */
export function receiptHeader({ origin, index, size, root }: Receipt): string {
  return `origin=${origin} index=${index} size=${size} root=${root}`
}

/** What `x-cordon-redactions` says: counts by type. */
export function redactionsHeader(counts: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(counts)
    .map(([kind, count]) => `${kind}=${count}`)
    .join(' ')
}
