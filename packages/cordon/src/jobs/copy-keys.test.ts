import { expect, it } from 'vitest'
import { createTestKeys } from '../crypto/keys.fixture.ts'
import { createMemoryPlace } from '../crypto/places.fixture.ts'
import type { Log } from '../kernel/log.ts'
import { createCopies } from './copy-keys.ts'

it('tells of a place that is behind once, again when it falls further behind, and no more when it has caught up', async () => {
  const keys = await createTestKeys()
  try {
    const store = createMemoryPlace('s3:far')
    const { keyring, places } = await keys.open({ stores: [store] })
    await places.idle()
    const warned: string[] = []
    const quiet = () => undefined
    const warn: Log['warn'] = (message, fields) => void warned.push(`${message} ${fields?.address} ${fields?.count}`)
    const run = createCopies({ places, log: { debug: quiet, info: quiet, error: quiet, warn } })
    store.away = true
    await keyring.tenant('north')
    for (let turn = 0; turn < 5; turn++) await run()
    await keyring.tenant('south')
    for (let turn = 0; turn < 5; turn++) await run()
    store.away = false
    await run()
    await run()
    const pending = 'copies of key registers are pending s3:far'
    expect(warned).toEqual([`${pending} 1`, `${pending} 2`])
    expect([...store.objects.keys()]).toHaveLength(3)
  } finally {
    await keys.remove()
  }
})
