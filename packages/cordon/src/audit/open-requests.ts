import type { EntryBody } from '@cordon/contract'

/** A request whose intent stands in the journal and whose outcome does not. */
export interface OpenRequest {
  readonly index: number
  readonly tenant: string
  readonly request: string
  readonly time: number
}

/** Follows intents and outcomes as they become durable. Holds only what is open, and at most `max` of it. */
export interface OpenRequests {
  see(entry: { index: number; tenant: string; time: number; body: EntryBody }): void
  /** Every intent before this index has its outcome. */
  settledBelow(size: number): number
  list(): readonly OpenRequest[]
}

export function createOpenRequests(max: number): OpenRequests {
  // In the order of the journal, so that the first is always the oldest.
  const open = new Map<string, OpenRequest>()
  let unfollowed: number | undefined

  function begin(request: OpenRequest): void {
    const key = `${request.tenant} ${request.request}`
    // Past the bound the mark stays where it is: the next start reads further back, and misses nothing.
    if (open.size >= max) unfollowed ??= request.index
    else if (!open.has(key)) open.set(key, request)
  }

  return {
    see: ({ index, tenant, time, body }) => {
      if (body.class === 'intent') begin({ index, tenant, request: body.request, time })
      if (body.class === 'outcome') open.delete(`${tenant} ${body.request}`)
    },
    settledBelow: (size) => Math.min(size, unfollowed ?? size, open.values().next().value?.index ?? size),
    list: () => [...open.values()],
  }
}
