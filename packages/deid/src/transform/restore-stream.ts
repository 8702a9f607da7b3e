import { restoreAs } from '../formats/deidentify-text.ts'
import type { RestoringBook } from '../stream/scanner.ts'
import { createFlow, type FlowOptions } from './flow.ts'

export interface RestoreStreamJob extends FlowOptions {
  readonly book: RestoringBook
}

/**
 * The way back: what `createDeidStream` made with this book, to the byte. A re-identification: who may do it, and that it is
 * recorded, is the caller's duty. For a model's answer use `createRestorer`: this one also restores in links.
 */
export function createRestoreStream({ book, ...flow }: RestoreStreamJob): TransformStream<Uint8Array, Uint8Array> {
  return createFlow(flow, (text, format) => restoreAs(format, text, book))
}
