import { crc32c, createFrontier, decodeFrames, leafHash, toBase64 } from '@cordon/ledger'
import { type Catalogue, createCatalogue } from '../../packages/cordon/src/audit/catalogue.ts'
import { createCheckpoints } from '../../packages/cordon/src/audit/checkpoints.ts'
import type { Disk, DiskFile, OpenHow } from '../../packages/cordon/src/audit/disk.ts'
import { type RecoverDeps, recover } from '../../packages/cordon/src/audit/recover.ts'
import { sha256 } from '../../packages/cordon/src/audit/sealed-entry.ts'
import { openSegmentWriter } from '../../packages/cordon/src/audit/segment-writer.ts'
import type { Planted } from './world.ts'

/**
 * Mistakes that journals have made, each planted in the real parts from outside: around the disk they use, around what
 * they read, around what they sign.
 */
export const PLANTED: Readonly<Record<string, Planted>> = {
  'no fsync': { disk: onSegments((file) => ({ ...file, datasync: async () => undefined })) },
  'acknowledged before fsync returned': { disk: onSegments(syncedLater) },
  'a short write taken for a whole one': {
    disk: onSegments((file) => ({
      ...file,
      write: async (bytes, at) => file.write(bytes, at).then(() => bytes.length),
    })),
  },
  'fsync tried again on the same descriptor': {
    disk: onSegments((file) => ({ ...file, datasync: () => file.datasync().catch(() => file.datasync()) })),
  },
  'no folder sync after a segment was made, or a file renamed': {
    disk: (disk) => ({ ...disk, syncFolder: async () => undefined }),
  },
  'a file renamed before its text was synced': {
    disk: onFiles(/\.tmp$/, (file) => ({ ...file, datasync: async () => undefined })),
  },
  'signed before fsync returned': { make: signingAhead },
  'the database told before fsync returned': aheadForTheDatabase(),
  'the torn tail cut one frame too early': { make: () => decodingWith(cutEarly) },
  'the torn tail not cut': { make: () => decodingWith(uncut) },
  'the checksum not looked at': { make: () => decodingWith(unchecked) },
  'a number given twice': { make: () => cataloguing((real) => exchanging(real, { nextSeq: reusing(real) })) },
  'the frontier not rebuilt at the start': { make: () => cataloguing(withoutPast) },
  'a reserve that takes no room': {
    disk: onFiles(/\/reserve$/, (file) => ({
      ...file,
      write: async (bytes, at) => hole(file, at + bytes.length, bytes),
    })),
  },
  'what was read not made durable again': { make: neverRewritten },
  'a group not taken back from a full disk': {
    disk: onSegments((file) => ({ ...file, truncate: async () => undefined })),
  },
}

type Around = (file: DiskFile, how: OpenHow) => DiskFile

function onFiles(names: RegExp, around: Around): (disk: Disk) => Disk {
  return (disk) => ({
    ...disk,
    open: async (path, how) => {
      const file = await disk.open(path, how)
      return names.test(path) ? around(file, how) : file
    },
  })
}

function onSegments(around: Around) {
  return onFiles(/\.log$/, around)
}

/** Each sync is only begun when the next call to the file is made. */
function syncedLater(file: DiskFile): DiskFile {
  let owed = false
  const pay = async (): Promise<void> => {
    if (owed) await file.datasync()
    owed = false
  }
  return {
    ...file,
    write: (bytes, at) => pay().then(() => file.write(bytes, at)),
    datasync: async () => {
      owed = true
    },
    close: () => pay().then(() => file.close()),
  }
}

async function hole(file: DiskFile, end: number, bytes: Uint8Array): Promise<number> {
  await file.truncate(end)
  return bytes.length
}

/** Recovery believes what the page cache shows it: after a failed sync that need not be on the disk. */
function neverRewritten() {
  const around: Around = (file) => ({ ...file, write: async (bytes) => bytes.length, datasync: async () => undefined })
  return { recover: (deps: RecoverDeps) => recover({ ...deps, disk: onSegments(around)(deps.disk) }) }
}

type Decode = typeof decodeFrames

function decodingWith(decode: Decode) {
  return { recover: (deps: RecoverDeps) => recover({ ...deps, decode }) }
}

function* cutEarly(...[bytes, segment]: Parameters<Decode>): ReturnType<Decode> {
  const reads = [...decodeFrames(bytes, segment)]
  const torn = reads.findIndex(({ kind }) => kind === 'torn')
  const lost = reads[torn - 1]
  if (lost === undefined) return yield* reads
  yield* reads.slice(0, torn - 1)
  yield { kind: 'torn', segment: segment ?? '', offset: lost.offset, bytes: bytes.length - lost.offset }
}

/** Says nothing of the torn tail; what is appended comes where the readable part ends. */
function* uncut(...given: Parameters<Decode>): ReturnType<Decode> {
  for (const read of decodeFrames(...given)) if (read.kind !== 'torn') yield read
}

/** Every checksum is made right before it is looked at. */
function* unchecked(...[bytes, segment]: Parameters<Decode>): ReturnType<Decode> {
  const mended = Uint8Array.from(bytes)
  const view = new DataView(mended.buffer)
  for (let at = 0; at + 8 < mended.length; ) {
    const end = at + 8 + (view.getUint32(at) & 0x7fff_ffff)
    if (end > mended.length) break
    view.setUint32(at + 4, crc32c(mended.subarray(at + 8, end), crc32c(mended.subarray(at, at + 4))))
    at = end
  }
  yield* decodeFrames(mended, segment)
}

/** A catalogue with some of its answers exchanged from the moment on at which recovery has returned. */
function cataloguing(around: (real: Catalogue, recovered: () => boolean) => Catalogue) {
  return {
    recover: async (deps: RecoverDeps) => {
      let done = false
      const recovered = await recover({ ...deps, newCatalogue: () => around(createCatalogue(), () => done) })
      done = true
      return recovered
    },
  }
}

/** The real part with some of its answers exchanged; its getters stay getters. */
function exchanging<T extends object>(real: T, answers: Partial<T>): T {
  return Object.assign(Object.create(real) as T, answers)
}

/** Numbers are taken when they are asked for and every seventh is given back, as after a caller that went away. */
function reusing(real: Catalogue): Catalogue['nextSeq'] {
  let asked = 0
  return (pseudonym) => {
    const seq = real.nextSeq(pseudonym)
    return ++asked % 7 === 0 && seq > 0 ? seq - 1 : seq
  }
}

function withoutPast(real: Catalogue, recovered: () => boolean): Catalogue {
  const tree = createFrontier(sha256)
  let past = 0
  return exchanging(real, {
    add: (entry) => {
      if (recovered()) tree.append(entry.leafHash)
      else past += 1
      real.add(entry)
    },
    root: () => (past === 0 || tree.size === 0 ? real.root() : tree.root()),
  })
}

/** Follows what is handed to the disk, whether or not it was synced. */
function createAhead() {
  let tree = createFrontier(sha256)
  return {
    follow: (group: Uint8Array) => {
      for (const read of decodeFrames(group)) if (read.kind === 'frame') tree.append(leafHash(sha256, read.leaf))
    },
    begin: (catalogue: Catalogue) => {
      tree = createFrontier(sha256)
      for (let index = 0; index < catalogue.size; index++)
        for (const hash of catalogue.readHashes([{ level: 0, index }]) as Uint8Array[]) tree.append(hash)
    },
    head: () => ({ size: tree.size, root: tree.root() }),
  }
}

function followingWrites(ahead: ReturnType<typeof createAhead>) {
  return {
    recover: async (deps: RecoverDeps) => {
      const recovered = await recover(deps)
      ahead.begin(recovered.catalogue)
      return recovered
    },
    openSegmentWriter: async (deps: Parameters<typeof openSegmentWriter>[0]) => {
      const real = await openSegmentWriter(deps)
      return exchanging(real, {
        append: (group, first) => {
          ahead.follow(group)
          return real.append(group, first)
        },
      })
    },
  }
}

function signingAhead() {
  const ahead = createAhead()
  return {
    ...followingWrites(ahead),
    createCheckpoints: (deps: Parameters<typeof createCheckpoints>[0]) =>
      createCheckpoints({ ...deps, head: () => ahead.head() }),
  }
}

function aheadForTheDatabase(): Planted {
  const ahead = createAhead()
  return {
    make: () => followingWrites(ahead),
    markOf: async () => {
      const { size, root } = ahead.head()
      return { size, root: toBase64(root) }
    },
  }
}
