/** What one message says of two records: that one replaced the other (A40), or that they are two after all (A37). */
export interface MergeEvent {
  readonly at: number
  readonly control: string
  readonly change: 'merge' | 'unmerge'
  /** Of a merge: the record that went, and the one that stays; `Patient?identifier=…`. */
  readonly name: string
  readonly of: string
}

/** What holds after everything that was said of two records; both directions at once contradict each other. */
export function mergesOf(events: readonly MergeEvent[]): { name: string; of: string }[] {
  const edges = new Map<string, { name: string; of: string }>()
  for (const { change, name, of } of events) {
    if (change === 'unmerge') edges.clear()
    else edges.set(`${name}\n${of}`, { name, of })
  }
  return [...edges.values()]
}
