import { describe, expect, it } from 'vitest'
import { BackupPlace } from '../../config/backup.ts'
import { TelemetrySettings } from '../../config/telemetry.ts'
import { agreement, instant, known, NOW, vendor } from '../decision/decide.fixtures.ts'
import { holdersOf, uncoveredHolders } from './holders.ts'

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

const uncoveredPlaces = (
  places: BackupPlace[],
  ...rest: Parameters<typeof uncoveredHolders> extends [unknown, ...infer Rest] ? Rest : never
) => uncoveredHolders(holdersOf({ backup: { places } as never, telemetry: {} }), ...rest)

/** A collector of traces: its address, what the operator states, what was signed. */
const COLLECTORS: readonly [string, object, ReturnType<typeof vendor>[], ReturnType<typeof agreement>[], boolean][] = [
  ['on this machine', { url: 'http://127.0.0.1:4318/v1/traces' }, [], [], false],
  ['in the network', { url: 'https://10.0.0.5:4318/v1/traces' }, [], [], false],
  ['outside, and nothing is known of it', { url: 'https://otlp.example/v1/traces' }, [], [], true],
  ['outside, and the operator states', { url: 'https://otlp.example/v1/traces', carries: 'no-phi' }, [], [], false],
  ['registered, not signed', { url: 'https://s3.us-east-1.amazonaws.com/v1/traces' }, [store()], [], true],
  ['registered and signed', { url: 'https://s3.us-east-1.amazonaws.com/v1/traces' }, [store()], [signed()], false],
  ['on another port than is signed', { url: 'https://s3.us-east-1.amazonaws.com:4318/' }, [store()], [signed()], true],
]

describe('a collector of traces', () => {
  it.each(COLLECTORS)('%s', (_what, otlp, vendors, agreements, lacking) => {
    const holders = holdersOf({ backup: undefined, telemetry: TelemetrySettings.parse({ otlp }) })
    expect(uncoveredHolders(holders, vendors, agreements, known(), NOW).length > 0).toBe(lacking)
  })
})

describe('a backup place', () => {
  it.each(TABLE)('%s', (_what, at, vendors, agreements, lacking) =>
    expect(uncoveredPlaces([at], vendors, agreements, known(), NOW).length > 0).toBe(lacking),
  )

  it('that lacks something is told by its name', () =>
    expect(uncoveredPlaces([place()], [store()], [], known(), NOW)).toEqual([
      { place: 's3:ward', why: 'vendor aws has no agreement' },
    ]))
})
