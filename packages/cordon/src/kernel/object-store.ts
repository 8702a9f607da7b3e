/**
 * A place that keeps whole objects under names: a second directory, or an S3-compatible store. What Cordon ships there
 * is sealed or signed before it comes here, so a place needs to be durable, not trusted.
 */
export interface ObjectStore {
  /** For messages and entries: `directory:/mnt/second` or `s3:bucket/prefix`. Never a credential. */
  readonly name: string
  /** Replaces the object whole. Durable, and what `get` answers, when this resolves. */
  put(key: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<void>
  /** The object's bytes, or nothing when there is none. `bytesMax` bounds what is read. */
  get(key: string, bytesMax: number): Promise<Uint8Array | undefined>
  /** The same, as it arrives. */
  read(key: string): AsyncIterable<Uint8Array>
  /** Keys that begin with `prefix`, in no order. */
  list(prefix: string): AsyncIterable<StoredObject>
  /** Removes it for good, earlier versions included; resolves only when the place says that none is left. */
  remove(key: string): Promise<void>
}

export interface StoredObject {
  readonly key: string
  readonly bytes: number
}
