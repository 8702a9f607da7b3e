import { CordonError, Vendor } from '@cordon/contract'
import { type Change, change, type RecordChange } from '../../../identity/change.ts'
import { type Clock, SECOND } from '../../../kernel/clock.ts'
import { hashOf } from '../../../kernel/hash-of.ts'
import { selectVendors } from '../../../policy/agreements/agreements.queries.ts'
import type { Providers } from '../../../providers/catalogue.ts'
import type { Looked } from '../../../providers/provider.ts'
import type { Store, Tx } from '../../../store/store.ts'
import { hashOfTool, type ReviewedTool, readTool } from './reviewed.ts'
import { putTool, selectTools, type ToolRow } from './servers.queries.ts'

/** One tool of a registered server, as it stands: what was reviewed, and by whom. */
export interface Kept {
  readonly tool: ReviewedTool
  readonly hash: string
  readonly reviewedBy: string
  readonly reviewedAt: number
}

/** A registered MCP server and what of its tools was reviewed under this registration. */
export interface Server {
  readonly vendor: Vendor
  readonly tools: readonly Kept[]
}

/** How a tool that is registered stands against what its server says of it now. */
export interface Standing {
  readonly name: string
  readonly standing: 'open' | 'unreviewed' | 'changed' | 'gone' | 'not understood'
  /** Of what its server says now; absent where it says nothing. */
  readonly hash?: string
  /** What hosts would be shown. */
  readonly tool?: ReviewedTool
  /** The place that is not understood. */
  readonly why?: string
}

export interface Servers {
  /** Undefined: no such server. Read afresh, never cached. */
  find(tenant: string, id: string): Promise<Server | undefined>
  list(tenant: string): Promise<Server[]>
  /** What the server says now, of each tool of its registration. Throws `not_found`, or what becomes of asking it. */
  look(tenant: string, id: string): Promise<{ readonly revision: string; readonly items: Standing[] }>
  /**
   * Takes one tool as it now is, if that is what `hash` says: nobody accepts what they have not read. Throws `not_found`,
   * `tool_changed`, or `resource_invalid` for one that is not understood.
   */
  review(tenant: string, id: string, read: Read, record: RecordChange): Promise<Change>
  /** What the server says of its tools now, asked under this registration. */
  ask(tenant: string, vendor: Vendor, signal: AbortSignal): Promise<Looked>
}

/** What somebody has read of one tool. */
export interface Read {
  readonly tool: string
  readonly hash: string
  readonly by: string
}

/** Longest look at a server, its pages together. */
const LOOK_MS = 20 * SECOND

export interface ServersDeps {
  readonly store: Pick<Store, 'within'>
  readonly providers: Pick<Providers, 'of'>
  readonly now: Clock
}

export function createServers({ store, providers, now }: ServersDeps): Servers {
  const servers = (tenant: string, ids?: readonly string[]) =>
    store.within(tenant, async (tx) => {
      const vendors = await vendorsIn(tx, tenant, ids)
      const rows = await selectTools(
        tx,
        tenant,
        vendors.map(({ id }) => id),
      )
      return vendors.map((vendor) => ({ vendor, tools: toolsOf(vendor, rows) }))
    })
  const named = async (tenant: string, id: string): Promise<Server> => {
    const [server] = await servers(tenant, [id])
    if (server === undefined) throw new CordonError('not_found', { at: 'server' })
    return server
  }
  const ask: Servers['ask'] = async (tenant, vendor, signal) => {
    const { look } = providers.of(tenant, vendor)
    if (look === undefined) throw new CordonError('not_found', { at: 'server' })
    return look(signal)
  }
  const askNow = (tenant: string, vendor: Vendor) => ask(tenant, vendor, AbortSignal.timeout(LOOK_MS))

  return {
    find: async (tenant, id) => (await servers(tenant, [id]))[0],
    list: (tenant) => servers(tenant),
    ask,
    async look(tenant, id) {
      const { vendor, tools } = await named(tenant, id)
      const { revision, tools: said } = await askNow(tenant, vendor)
      return { revision, items: vendor.models.map((name) => standingOf(name, said, tools)) }
    },
    async review(tenant, id, { tool: name, hash, by }, record) {
      const { vendor } = await named(tenant, id)
      const said = vendor.models.includes(name) ? saidOf(name, (await askNow(tenant, vendor)).tools) : undefined
      if (said === undefined) throw new CordonError('not_found', { at: 'tool' })
      if (hashOfTool(said) !== hash) throw new CordonError('tool_changed', { at: 'hash' })
      const tool = readTool(said)
      const made = change('server.review', `${id}/${name}`, { hash, tool, registration: registrationOf(vendor) })
      const row = { tenant, server: id, name, hash, registration: registrationOf(vendor), reviewed_by: by }
      await store.within(tenant, async (tx) => {
        await putTool(tx, { ...row, definition: JSON.stringify(tool), reviewed_at: new Date(now()) })
        await record(made)
      })
      return made
    },
  }
}

/** Whether a tool is as it was reviewed, by what its server says now. One that it names twice is not. */
export function isAsReviewed({ tool, hash }: Kept, { tools }: Looked): boolean {
  const said = saidOf(tool.name, tools)
  return said !== undefined && hashOfTool(said) === hash
}

function saidOf(name: string, tools: Looked['tools']): Record<string, unknown> | undefined {
  const found = tools.filter((tool) => tool.name === name)
  return found.length === 1 ? found[0] : undefined
}

function standingOf(name: string, tools: Looked['tools'], kept: readonly Kept[]): Standing {
  const said = saidOf(name, tools)
  if (said === undefined) return { name, standing: 'gone' }
  const hash = hashOfTool(said)
  try {
    const tool = readTool(said)
    const reviewed = kept.find((one) => one.tool.name === name)
    const standing = reviewed === undefined ? 'unreviewed' : reviewed.hash === hash ? 'open' : 'changed'
    return { name, standing, hash, tool }
  } catch (error) {
    if (!(error instanceof CordonError)) throw error
    return { name, standing: 'not understood', hash, why: error.at ?? 'its definition' }
  }
}

async function vendorsIn(tx: Tx, tenant: string, ids?: readonly string[]): Promise<Vendor[]> {
  const vendors = (await selectVendors(tx, tenant, ids)).map((definition) => Vendor.parse(definition))
  return vendors.filter(({ kind }) => kind === 'mcp')
}

/** Reviewed under this registration, and still of it: another address is another server. */
function toolsOf(vendor: Vendor, rows: readonly ToolRow[]): Kept[] {
  const registration = registrationOf(vendor)
  return rows
    .filter((row) => row.server === vendor.id && row.registration === registration && vendor.models.includes(row.name))
    .map(({ definition, hash, reviewed_by, reviewed_at }) => ({
      tool: definition as ReviewedTool,
      hash,
      reviewedBy: reviewed_by,
      reviewedAt: reviewed_at.getTime(),
    }))
}

/** Of what a review depends on: where the server is, and as whom it is asked. */
function registrationOf({ baseUrl, placement, account, keyFrom }: Vendor): string {
  return hashOf({ baseUrl, placement, account, keyFrom })
}
