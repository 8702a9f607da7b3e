import { concat } from './bytes.ts'
import { LedgerError } from './error.ts'

/** Hashes in a full tile, and entries in a full bundle (c2sp.org/tlog-tiles). */
export const tileWidth = 256

/** An entry's length is a uint16 in its bundle, so this is the bound of the format. */
export const entryBytesMax = 65_535

/** Tile `index` of `level`, of which `width` hashes exist: `level` counts tiles of eight tree levels each. */
export interface Tile {
  readonly level: number
  readonly index: number
  readonly width: number
}

/**
 * Every tile of a log of `size` entries: full ones, and the partial one at the right edge of each level.
 *
 * @example Array.from(tilesOf(300), tilePath) // tile/0/000, tile/0/001.p/44, tile/1/000.p/1
 */
export function* tilesOf(size: number): Generator<Tile> {
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / tileWidth)) {
    for (let index = 0; index * tileWidth < hashes; index++) {
      yield { level, index, width: Math.min(tileWidth, hashes - index * tileWidth) }
    }
  }
}

/** Where a hash tile is: `tile/<L>/<N>[.p/<W>]`. */
export function tilePath({ level, index, width }: Tile): string {
  return `tile/${level}/${indexPath(index)}${partial(width)}`
}

/** Where a bundle of entries is: `tile/entries/<N>[.p/<W>]`. */
export function bundlePath({ index, width }: Pick<Tile, 'index' | 'width'>): string {
  return `tile/entries/${indexPath(index)}${partial(width)}`
}

/** Entries one after another, each behind its length as a big-endian uint16. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  return concat(...entries.flatMap((entry) => [lengthOf(entry), entry]))
}

/** The entries of a bundle. Throws `tile_malformed` when bytes are missing or left over. */
export function decodeBundle(bytes: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const entries: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const start = at + 2
    const end = start <= bytes.length ? start + view.getUint16(at) : Number.POSITIVE_INFINITY
    if (end > bytes.length) throw new LedgerError('tile_malformed', 'an entry of the bundle is cut short')
    entries.push(bytes.slice(start, end))
    at = end
  }
  return entries
}

/** Groups of three digits; all but the last begin with x: 1234067 is x001/x234/067. */
function indexPath(index: number): string {
  const groups = []
  for (let rest = index; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(String(rest % 1000).padStart(3, '0'))
  }
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
}

const partial = (width: number): string => (width === tileWidth ? '' : `.p/${width}`)

function lengthOf(entry: Uint8Array): Uint8Array {
  if (entry.length > entryBytesMax) throw new LedgerError('tile_malformed', 'an entry is longer than 65,535 bytes')
  return Uint8Array.of(entry.length >> 8, entry.length & 0xff)
}
