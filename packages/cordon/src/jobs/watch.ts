import type { Emergencies } from '../policy/emergency/emergencies.ts'
import type { Notices } from '../policy/emergency/notices.ts'
import { DUE_MAX, NOTHING_WATCHED, type Watched, writeWatched } from '../policy/emergency/watch.ts'
import { forEach } from './for-each.ts'

/**
 * Notes which grants ran out, tells what is to be told, and keeps how things stand at hand, all organisations together: for
 * the gauges, and in a file for `doctor`.
 */
export function createWatching(deps: {
  tenants: () => Promise<readonly string[]>
  dataFolder: string
  emergencies: Pick<Emergencies, 'proceed'>
  notices: Pick<Notices, 'deliver'>
}): { round(): Promise<void>; found(): Watched } {
  const { tenants, dataFolder, emergencies, notices } = deps
  let found = NOTHING_WATCHED
  let written = ''
  return {
    async round() {
      let [open, pending] = [0, 0]
      const due: number[] = []
      await forEach(tenants, async (tenant) => {
        const standing = await emergencies.proceed(tenant)
        open += standing.open
        due.push(...standing.due)
        pending += (await notices.deliver(tenant)).pending
      })()
      found = { open, due: due.sort((a, b) => a - b).slice(0, DUE_MAX), pending }
      const text = JSON.stringify(found)
      if (text !== written) await writeWatched(dataFolder, found)
      written = text
    },
    found: () => found,
  }
}
