import { createRestorer, type Restored, type Restorer } from '@cordon/deid'
import type { Restoring } from '../dialects/dialect.ts'
import { createImageFilter } from './remote-images.ts'
import { inTurn } from './scan.ts'

type Given = Pick<Restoring, 'book' | 'images' | 'scan'>

/**
 * Prose of an answer on its way to the person who asked: it is looked through, what would be fetched by itself is taken out of
 * what the vendor wrote, and codes out of links; then the other codes are given their values back. In this order, so that what is
 * remembered of a turn is what the client got.
 */
export function createProse({ book, images, scan }: Given, charsMax?: number): Restorer {
  const bound = charsMax === undefined ? {} : { restoredCharsMax: charsMax }
  const withheld = scan.inLink === undefined ? {} : { withhold: scan.inLink }
  const restorer = createRestorer({ book, ...withheld, ...bound })
  const filter = images === 'kept' ? scan.prose() : inTurn(scan.prose(), createImageFilter())
  return {
    ...restorer,
    push: (chunk) => restorer.push(filter.push(chunk)),
    end: () => restorer.push(filter.end()) + restorer.end(),
  }
}

/** The same of a text that is there. */
export function restoreProse(text: string, restoring: Given): Restored {
  const prose = createProse(restoring, Number.POSITIVE_INFINITY)
  const out = prose.push(text) + prose.end()
  return { ...(prose.restored() ?? { text: out, spans: [] }), unknown: prose.unknown() }
}
