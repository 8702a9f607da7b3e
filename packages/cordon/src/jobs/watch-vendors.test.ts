import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Agreement, Vendor } from '@cordon/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkVendors } from '../cli/commands/doctor-vendors.ts'
import { BackupPlace } from '../config/backup.ts'
import { DAY, HOUR } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import { registrationHash } from '../policy/agreements/attested.ts'
import { holdersOf } from '../policy/agreements/holders.ts'
import type { Known } from '../policy/agreements/in-force.ts'
import { known as everything, vendor } from '../policy/decision/decide.fixtures.ts'
import { createVendorWatching } from './watch-vendors.ts'

const EXPIRES = Date.parse('2026-12-31T00:00:00Z')
let dataFolder: string
let now: number
let vendors: Vendor[]
let known: Known
let said: string[]
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'cordon-vendors-'))
  now = EXPIRES - 100 * DAY
  vendors = [vendor()]
  known = everything()
  said = []
})
afterEach(() => rmSync(dataFolder, { recursive: true }))

const note: Log['warn'] = (_message, fields) => void said.push(`${fields?.code} ${fields?.event ?? fields?.address}`)
const log = { warn: note, error: note, info: note, debug: note }
const watching = (places: BackupPlace[] = []) =>
  createVendorWatching({
    tenants: async () => ['main'],
    operator: 'main',
    holders: holdersOf({ backup: { places } as never, telemetry: {} }),
    dataFolder,
    agreements: {
      listVendors: async () => vendors,
      listAgreements: async (): Promise<Agreement[]> => [],
      known: async () => known,
    },
    now: () => now,
    log,
  })

describe('rows of the catalogue', () => {
  it('are warned of once at each threshold, and doctor says so', async () => {
    const watch = watching()
    for (const days of [100, 61, 60, 59, 31, 30, 29, 8, 7, 6, 1, 0, -1]) {
      now = EXPIRES - days * DAY
      await watch.round()
    }
    expect(said).toEqual([
      'catalogue_expires acme-text',
      'catalogue_expires acme-text',
      'catalogue_expires acme-text',
      'catalogue_expired acme-text',
    ])
    expect(watch.found().expiring).toEqual([{ id: 'acme-text', expiresOn: '2026-12-31', within: 0 }])
    expect(await checkVendors({ dataFolder })).toMatchObject([{ check: 'catalogue', status: 'fail' }])
  })
  it('are of no interest where nobody is registered at the service', async () => {
    vendors = [vendor({ baseUrl: 'http://127.0.0.1:1/v1' })]
    now = EXPIRES
    const watch = watching()
    await watch.round()
    expect([watch.found().expiring, said]).toEqual([[], []])
    expect(await checkVendors({ dataFolder })).toEqual([])
  })
})

describe('settings that are read', () => {
  const read = vendor({ attest: ['openai-retention'] })
  const answer = (holds: boolean, hours: number) => ({
    vendor: 'acme',
    fact: 'openai-retention' as const,
    holds,
    found: 'x',
    at: now - hours * HOUR,
    registration: registrationHash(read),
  })
  it.each([
    ['as they have to be', [answerOf(true, 1)], { holding: 1, failing: 0, stale: 0 }, 'ok'],
    ['wrong', [answerOf(false, 1)], { holding: 0, failing: 1, stale: 0 }, 'fail'],
    ['old', [answerOf(true, 4)], { holding: 0, failing: 0, stale: 1 }, 'fail'],
    ['never read', [], { holding: 0, failing: 0, stale: 1 }, 'fail'],
  ] as const)('%s', async (_what, answers, counts, status) => {
    vendors = [read]
    known = everything({ attestations: answers.map(({ holds, hours }) => answer(holds, hours)) })
    const watch = watching()
    await watch.round()
    expect(watch.found().settings).toEqual(counts)
    expect(await checkVendors({ dataFolder })).toMatchObject([{ check: 'vendor settings', status }])
  })
})

function answerOf(holds: boolean, hours: number) {
  return { holds, hours }
}

describe('a backup place in a cloud that no agreement covers', () => {
  it('is said once, and doctor fails', async () => {
    const watch = watching([BackupPlace.parse({ kind: 's3', region: 'us-east-1', bucket: 'ward' })])
    await watch.round()
    await watch.round()
    expect(said).toEqual(['agreement_missing s3:ward'])
    expect(watch.found().uncovered).toMatchObject([{ place: 's3:ward' }])
    expect(await checkVendors({ dataFolder })).toMatchObject([{ check: 'recipient', status: 'fail' }])
  })
})
