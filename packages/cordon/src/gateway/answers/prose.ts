import { createRestorer, type Restored, type Restorer } from '@cordon/deid'
import type { Restoring } from '../dialects/dialect.ts'
import { createImageFilter } from './remote-images.ts'

/**
 * Prose of an answer on its way to the person who asked: what would be fetched by itself is taken out of what the vendor wrote,
 * then the codes are given their values back. In this order, so that what is remembered of a turn is what the client got.
 */
export function createProse({ book, images }: Pick<Restoring, 'book' | 'images'>, charsMax?: number): Restorer {
  const restorer = createRestorer({ book, ...(charsMax === undefined ? {} : { restoredCharsMax: charsMax }) })
  if (images === 'kept') return restorer
  const filter = createImageFilter()
  return {
    ...restorer,
    push: (chunk) => restorer.push(filter.push(chunk)),
    end: () => restorer.push(filter.end()) + restorer.end(),
  }
}

/** The same of a text that is there. */
export function restoreProse(text: string, restoring: Pick<Restoring, 'book' | 'images'>): Restored {
  const prose = createProse(restoring, Number.POSITIVE_INFINITY)
  const out = prose.push(text) + prose.end()
  return { ...(prose.restored() ?? { text: out, spans: [] }), unknown: prose.unknown() }
}
