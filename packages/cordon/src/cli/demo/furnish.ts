import { Readable } from 'node:stream'
import { toNdjson } from '@cordon/hospital'
import type { Door } from '../door.ts'
import type { World } from './world.ts'

/** Fills the boundary through its own admin door, as an operator would. */
export async function furnish(admin: Door, world: World): Promise<{ treating: string; stranger: string }> {
  await admin.post('/api/users', world.related)
  await admin.post('/api/users', world.unrelated)
  for (const vendor of world.vendors) await admin.post('/api/vendors', vendor)
  for (const agreement of world.agreements) await admin.post('/api/agreements', agreement)
  await admin.post('/api/applications', world.application)
  await admin.post('/api/applications', world.commandLine)
  for await (const _ of admin.stream('/api/ingest', Readable.from(itemsOf(world))));
  return {
    treating: await keyFor(admin, world, world.related.id),
    stranger: await keyFor(admin, world, world.unrelated.id),
  }
}

function* itemsOf({ hospital }: World): Generator<string> {
  for (const [type, lines] of toNdjson(hospital))
    for (const [n, json] of lines.entries()) yield `${JSON.stringify({ at: `${type}.ndjson:${n + 1}`, json })}\n`
}

async function keyFor(admin: Door, world: World, user: string): Promise<string> {
  const { json } = await admin.post('/api/keys', { user, application: world.application.id, days: 365 })
  return (json as { key: string }).key
}
