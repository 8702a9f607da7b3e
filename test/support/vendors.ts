import type { KeepingUpstream } from '../upstream/keeping.ts'
import { startVendor } from '../upstream/vendor.ts'
import { startBoundary, type TestBoundary, type Wanted } from './boundary.ts'
import { PURPOSES } from './copies.ts'

/** A boundary between an application and both vendors: `upstream` speaks OpenAI's shapes, `claude` Anthropic's. */
export interface WithVendors {
  readonly upstream: KeepingUpstream
  readonly boundary: TestBoundary
  close(): Promise<void>
}

/** Tools named in `toolsInside` are given real values; the application may ask for any model of both vendors. */
export async function startWithVendors(
  toolsInside: readonly string[],
  wanted: Wanted = {},
  start: () => Promise<KeepingUpstream> = startVendor,
): Promise<WithVendors> {
  const upstream = await start()
  const boundary = await startBoundary({ ...wanted, upstream: `${upstream.origin}/v1` })
  await connectAnthropic(boundary, upstream.origin)
  await boundary.admin.post('/api/applications', {
    ...boundary.world.application,
    vendors: [...boundary.world.application.vendors, 'claude'],
    toolsInside,
  })
  const close = async () => {
    await boundary.close()
    await upstream.close()
  }
  return { upstream, boundary, close }
}

/** A vendor that speaks Messages, and an agreement with it. */
async function connectAnthropic({ admin, world }: TestBoundary, origin: string): Promise<void> {
  const [local] = world.vendors
  const [agreement] = world.agreements
  const service = { product: 'messages', tier: 'demo', account: 'demo', region: 'local', models: ['*'] }
  const vendor = { ...local, ...service, id: 'claude', kind: 'anthropic', baseUrl: origin, placement: 'outside' }
  await admin.post('/api/vendors', vendor)
  const terms = { ...agreement, id: 'claude-synthetic', vendor: 'claude', purposes: PURPOSES }
  await admin.post('/api/agreements', { ...terms, service: { ...service, host: new URL(origin).host } })
}

/** What somebody says, and what of it must never leave. */
export const SAID = 'Please call Marguerite Okonkwo-Bright at (541) 555-0187 before 3/14/2024; her MRN is TR-0090-8374.'
export const IDENTIFIERS = ['Marguerite', 'Okonkwo', 'Bright', '555-0187', '3/14/2024', '0090-8374']
