import { CordonError, type Vendor } from '@cordon/contract'
import { Phi } from '@cordon/deid'
import { expect, it } from 'vitest'
import type { Call } from '../../ask.ts'
import type { Permit, Stages } from '../../stages.ts'
import type { Trail } from '../../trail.ts'
import { readSchema } from './schema.ts'
import { serverTools } from './server-tools.ts'
import type { Server } from './servers.ts'

const vendor = { id: 'guidelines', kind: 'mcp', placement: 'outside', baseUrl: 'https://old.example/mcp' } as Vendor
const properties = { query: { type: 'string' }, age: { type: 'number' } }
const tool = { name: 'look_up', description: '', inputSchema: readSchema({ type: 'object', properties }, 's') }
const server: Server = { vendor, tools: [{ tool, hash: 'h', reviewedBy: 'p', reviewedAt: 0 }] }

/** One call that was decided for `decided`; what it did with the server afterwards, and how it ended. */
async function called(decided: Vendor, given: Record<string, unknown>) {
  const asked: string[] = []
  const trail = {
    failed: async (error: unknown) => ({ kind: 'refusal', code: error instanceof CordonError ? error.code : 'none' }),
  } as unknown as Trail
  const stages = {
    read: async ({ dialect }) => ({ ...dialect.parse(new Phi(given), []), context: {} }),
    admit: async () => ({ effect: 'permit', routes: [{ vendor: decided, model: 'look_up' }] }) as unknown as Permit,
  } as Partial<Stages> as Stages
  const servers = {
    find: async () => server,
    ask: async () => {
      asked.push('look')
      return { revision: '2026-07-28', tools: [] }
    },
  }
  const application = { vendors: ['guidelines'], models: '*' }
  const call = { caller: { tenant: 't', application }, signal: AbortSignal.timeout(9_000) } as unknown as Call
  const passing = { call, server: 'guidelines', stated: {}, message: new Phi({ method: 'tools/call' }) }
  const tools = await serverTools({ servers, stages, random: (n) => new Uint8Array(n) }, passing, trail)
  return { ended: await tools.call('look_up', given), asked }
}

it('asks nobody when the registration that was decided for is not the one whose tools were reviewed', async () => {
  const moved = { ...vendor, baseUrl: 'https://new.example/mcp' }
  const { ended, asked } = await called(moved, { query: 'x' })
  expect(ended).toMatchObject({ kind: 'refusal', code: 'tool_changed' })
  expect(asked).toEqual([])
})

it('asks nobody about a number that may name somebody', async () => {
  const { ended, asked } = await called(vendor, { age: 93 })
  expect(ended).toMatchObject({ kind: 'refusal', code: 'field_invalid' })
  expect(asked).toEqual([])
})

it('looks at the server before anything of a call is sent', async () => {
  const { ended, asked } = await called(vendor, { query: 'x', age: 64 })
  expect(ended).toMatchObject({ kind: 'refusal', code: 'tool_changed' })
  expect(asked).toEqual(['look'])
})
