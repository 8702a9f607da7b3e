import type { ObjectVersion, S3Client, _Object as S3Object } from '@aws-sdk/client-s3'
import { CordonError } from '@cordon/contract'
import type { Egress } from '../../kernel/egress.ts'
import type { ObjectStore, StoredObject } from '../../kernel/object-store.ts'
import { checkKey, checkPrefix, wordOf } from './object-key.ts'
import { createS3Handler } from './s3-handler.ts'
import { putInParts } from './s3-parts.ts'

/** The official client, loaded when a site configures such a place. */
export type S3Sdk = typeof import('@aws-sdk/client-s3')

export interface S3Place {
  /** `https://host[:port]`: the one origin that is spoken to. Absent: Amazon's for the region. */
  readonly endpoint?: string | undefined
  readonly region: string
  readonly bucket: string
  /** In front of every key; ends without a slash. */
  readonly prefix?: string | undefined
}

export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/**
 * A place in an S3-compatible store, through the vendor's own client, whose requests leave by `egress` and nowhere else.
 * An answer that is not understood, late, cut short or an error after `ATTEMPTS_MAX` is `backup_place_unavailable`.
 */
export async function openS3Store(at: {
  place: S3Place
  egress: Egress
  credentials: S3Credentials
}): Promise<ObjectStore> {
  const { place } = at
  const sdk = await loadSdk()
  const bucket = createBucket(sdk, createClient(sdk, at), place)
  const name = `s3:${place.bucket}${place.prefix === undefined ? '' : `/${place.prefix}`}`
  const told = <T>(work: Promise<T>): Promise<T> => work.catch((error: unknown) => refuse(name, error))
  return {
    name,
    put: (key, bytes) => told(bucket.put(checkKey(key), bytes)),
    get: (key, bytesMax) => told(collectWithin(bucket.read(checkKey(key)), bytesMax, key)),
    async *read(key) {
      const chunks = bucket.read(checkKey(key))
      for (;;) {
        const { done, value } = await told(chunks.next())
        if (done === true) return
        if (value === undefined) throw new CordonError('backup_incomplete', { at: key })
        yield value
      }
    },
    async *list(prefix) {
      const pages = bucket.list(checkPrefix(prefix))
      for (;;) {
        const { done, value } = await told(pages.next())
        if (done === true) return
        yield* value
      }
    },
    remove: (key) => told(bucket.remove(checkKey(key))),
  }
}

async function loadSdk(): Promise<S3Sdk> {
  try {
    return await import('@aws-sdk/client-s3')
  } catch (cause) {
    throw new CordonError('config_invalid', { at: 'backup.places: npm install @aws-sdk/client-s3', cause })
  }
}

const ATTEMPTS_MAX = 3

/** Every setting that the client would else look for in files, in the environment or at a metadata service. */
function createClient(sdk: S3Sdk, at: { place: S3Place; egress: Egress; credentials: S3Credentials }): S3Client {
  const { region } = at.place
  const endpoint = at.place.endpoint ?? `https://s3.${region}.amazonaws.com`
  at.egress.allow(endpoint)
  return new sdk.S3Client({
    region,
    endpoint,
    credentials: { ...at.credentials },
    // The bucket in the path: one origin, named in the configuration, and no other.
    forcePathStyle: true,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    useArnRegion: false,
    defaultsMode: 'standard',
    retryMode: 'standard',
    maxAttempts: ATTEMPTS_MAX,
    // SigV4 signs what is sent; stores that are compatible know no other checksum.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    expectContinueHeader: false,
    requestHandler: createS3Handler(at.egress, endpoint),
  })
}

/** The four verbs over one bucket and prefix, in the client's words. */
function createBucket(sdk: S3Sdk, client: S3Client, { bucket, prefix }: S3Place) {
  const lead = prefix === undefined ? '' : `${prefix}/`
  const named = (key: string) => ({ Bucket: bucket, Key: `${lead}${key}` })
  return {
    put: (key: string, bytes: Uint8Array | AsyncIterable<Uint8Array>) => putInParts(sdk, client, named(key), bytes),
    read: (key: string) => readObject(sdk, client, named(key)),
    async *list(within: string): AsyncGenerator<StoredObject[]> {
      for (let token: string | undefined, more = true; more; ) {
        const asked = { Bucket: bucket, Prefix: `${lead}${within}`, ...(token && { ContinuationToken: token }) }
        const page = await client.send(new sdk.ListObjectsV2Command(asked))
        yield (page.Contents ?? []).map((object) => storedOf(object, lead))
        token = page.NextContinuationToken
        more = token !== undefined
      }
    },
    remove: (key: string) => removeVersions(sdk, client, named(key)),
  }
}

/** The object as it arrives; one `undefined` when there is none. */
async function* readObject(
  sdk: S3Sdk,
  client: S3Client,
  named: { Bucket: string; Key: string },
): AsyncGenerator<Uint8Array | undefined> {
  const answer = await client.send(new sdk.GetObjectCommand(named)).catch(noSuchKey)
  if (answer === undefined) return yield undefined
  let bytes = 0
  for await (const chunk of answer.Body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    yield chunk
  }
  if (answer.ContentLength !== undefined && bytes !== answer.ContentLength) throw new Error('cut short')
}

function noSuchKey(error: unknown): undefined {
  if (error instanceof Error && error.name === 'NoSuchKey') return undefined
  throw error
}

async function collectWithin(
  chunks: AsyncIterable<Uint8Array | undefined>,
  bytesMax: number,
  key: string,
): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    if (chunk === undefined) return undefined
    bytes += chunk.length
    if (bytes > bytesMax) throw new CordonError('backup_damaged', { at: `${key}: more than ${bytesMax} bytes` })
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}

/** Rounds of listing and deleting; one page of versions is a thousand. */
const ROUNDS_MAX = 1_000

/**
 * Every version and every marker of the key, until a listing shows none: a destroyed key register must not come back
 * as an older version. A store that lists no versions must say that its bucket keeps none.
 */
async function removeVersions(sdk: S3Sdk, client: S3Client, named: { Bucket: string; Key: string }): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const versions = await versionsOf(sdk, client, named).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'NotImplemented') return undefined
      throw error
    })
    if (versions === undefined) return removeUnversioned(sdk, client, named)
    if (versions.length === 0) return
    for (const VersionId of versions) await client.send(new sdk.DeleteObjectCommand({ ...named, VersionId }))
  }
  throw new Error('versions remain')
}

async function versionsOf(sdk: S3Sdk, client: S3Client, named: { Bucket: string; Key: string }): Promise<string[]> {
  const asked = { Bucket: named.Bucket, Prefix: named.Key }
  const page = await client.send(new sdk.ListObjectVersionsCommand(asked))
  const all: Pick<ObjectVersion, 'Key' | 'VersionId'>[] = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]
  // The key itself sorts before all that begin with it, so the first page holds it while it exists.
  return all.flatMap(({ Key, VersionId }) => (Key === named.Key && VersionId !== undefined ? [VersionId] : []))
}

async function removeUnversioned(sdk: S3Sdk, client: S3Client, named: { Bucket: string; Key: string }): Promise<void> {
  const { Status } = await client.send(new sdk.GetBucketVersioningCommand({ Bucket: named.Bucket }))
  if (Status !== undefined) throw new Error('the store lists no versions, yet its bucket keeps them')
  await client.send(new sdk.DeleteObjectCommand(named))
  const left = await client.send(new sdk.ListObjectsV2Command({ Bucket: named.Bucket, Prefix: named.Key, MaxKeys: 1 }))
  if ((left.Contents ?? []).some(({ Key }) => Key === named.Key)) throw new Error('the object remains')
}

function storedOf({ Key, Size }: S3Object, lead: string): StoredObject {
  if (Key?.startsWith(lead) !== true || Size === undefined) throw new Error('a listing without keys or sizes')
  return { key: Key.slice(lead.length), bytes: Size }
}

/** The store's own word (`AccessDenied`), never its text. */
function refuse(name: string, error: unknown): never {
  if (error instanceof CordonError && !error.code.startsWith('upstream_') && error.code !== 'egress_refused')
    throw error
  const word = error instanceof CordonError ? error.code : wordOf(error)
  throw new CordonError('backup_place_unavailable', { at: `${name}: ${word}`, cause: error })
}
