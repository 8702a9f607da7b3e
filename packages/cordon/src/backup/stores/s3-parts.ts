import type { S3Client } from '@aws-sdk/client-s3'
import type { S3Sdk } from './s3.ts'

/** One part of a large object, in bytes: what is held in memory at once. */
export const PART_BYTES = 16 * 1024 * 1024
/** S3's own bound on the parts of one object: 10,000, so the largest object is 160 GB. */
const PARTS_MAX = 10_000

type Named = { readonly Bucket: string; readonly Key: string }

/** Stores an object that fits one part with one request, a larger one in parts; one that fails leaves none behind. */
export async function putInParts(
  sdk: S3Sdk,
  client: S3Client,
  named: Named,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  const parts = cut(bytes)
  const first = await parts.next()
  const second = first.done === true ? first : await parts.next()
  if (second.done === true) {
    await client.send(new sdk.PutObjectCommand({ ...named, Body: first.value ?? new Uint8Array(0) }))
    return
  }
  await putMany(sdk, client, named, [first.value as Uint8Array, second.value as Uint8Array], parts)
}

async function putMany(
  sdk: S3Sdk,
  client: S3Client,
  named: Named,
  begun: readonly Uint8Array[],
  rest: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand(named))
  const upload = { ...named, UploadId }
  try {
    const Parts: { PartNumber: number; ETag: string | undefined }[] = []
    for await (const Body of chain(begun, rest)) {
      const PartNumber = Parts.length + 1
      if (PartNumber > PARTS_MAX) throw new Error('more than an object can hold')
      const { ETag } = await client.send(new sdk.UploadPartCommand({ ...upload, PartNumber, Body }))
      Parts.push({ PartNumber, ETag })
    }
    await client.send(new sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }))
  } catch (error) {
    await client.send(new sdk.AbortMultipartUploadCommand(upload)).catch(() => undefined)
    throw error
  }
}

async function* chain(begun: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* begun
  yield* rest
}

/** Whole parts, the last one shorter. */
async function* cut(bytes: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  let held: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + PART_BYTES - size)
      held.push(new Uint8Array(piece))
      at += piece.length
      size += piece.length
      if (size < PART_BYTES) continue
      yield Buffer.concat(held)
      held = []
      size = 0
    }
  }
  if (size > 0) yield Buffer.concat(held)
}
