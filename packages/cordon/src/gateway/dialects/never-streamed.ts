import { CordonError } from '@cordon/contract'
import type { Dialect } from './dialect.ts'

/** Of a shape that has no streams: its question never asks for one, and an answer that comes as one is none. */
export const neverStreamed: Pick<Dialect, 'restoreStream' | 'eventName'> = {
  restoreStream() {
    throw new CordonError('upstream_invalid', { at: 'stream' })
  },
  eventName: () => undefined,
}
