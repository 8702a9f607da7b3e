import { describe, expect, it } from 'vitest'
import { BackupPlace } from '../../config/backup.ts'
import { agreement, instant, known, NOW, vendor } from '../decision/decide.fixtures.ts'
import { uncoveredPlaces } from './holders.ts'

const place = (over: object = {}) => BackupPlace.parse({ kind: 's3', region: 'us-east-1', bucket: 'ward', ...over })
const store = (over: Partial<Parameters<typeof vendor>[0]> = {}) =>
  vendor({
    id: 'aws',
    kind: 'store',
    baseUrl: 'https://s3.us-east-1.amazonaws.com',
    product: 's3',
    tier: 'standard',
    region: 'us-east-1',
    models: ['*'],
    ...over,
  })
const signed = (over: Partial<Parameters<typeof agreement>[0]> = {}) =>
  agreement({
    id: 'aws-baa',
    vendor: 'aws',
    service: {
      host: 's3.us-east-1.amazonaws.com',
      product: 's3',
      tier: 'standard',
      account: 'default',
      region: 'us-east-1',
      models: ['*'],
    },
    purposes: ['HOPERAT'],
    ...over,
  })
const own = vendor({ id: 'minio', kind: 'openai', baseUrl: 'https://s3.us-east-1.amazonaws.com', region: 'us-east-1' })

/** Whoever holds copies in a cloud, even as ciphertext: what is registered, what was signed, and whether something is lacking. */
const TABLE: readonly [string, BackupPlace, ReturnType<typeof vendor>[], ReturnType<typeof agreement>[], boolean][] = [
  ['a folder', BackupPlace.parse({ kind: 'directory', folder: '/srv/copies' }), [], [], false],
  ['a store on this machine', place({ endpoint: 'http://127.0.0.1:9000' }), [], [], false],
  ['a store in the network', place({ endpoint: 'https://10.0.0.5:9000' }), [], [], false],
  ['Amazon, registered and signed', place(), [store()], [signed()], false],
  ['Amazon, not registered', place(), [], [signed()], true],
  ['Amazon, not signed', place(), [store()], [], true],
  ['Amazon, signed for another region', place({ region: 'eu-west-1' }), [store()], [signed()], true],
  ['Amazon, expired', place(), [store()], [signed({ expires: instant(-1) })], true],
  ['Amazon, suspended', place(), [store()], [signed({ suspended: instant(-1) })], true],
  ['Amazon, signed for treatment alone', place(), [store()], [signed({ purposes: ['TREAT'] })], true],
  ['Amazon, registered as a model', place(), [own], [signed({ vendor: 'minio' })], true],
  ['another cloud by its name', place({ endpoint: 'https://objects.example' }), [store()], [signed()], true],
]

describe('a backup place', () => {
  it.each(TABLE)('%s', (_what, at, vendors, agreements, lacking) =>
    expect(uncoveredPlaces([at], vendors, agreements, known(), NOW).length > 0).toBe(lacking),
  )

  it('that lacks something is told by its name', () =>
    expect(uncoveredPlaces([place()], [store()], [], known(), NOW)).toEqual([
      { place: 's3:ward', why: 'vendor aws has no agreement' },
    ]))
})
