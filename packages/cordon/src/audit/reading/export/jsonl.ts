import { viewOf } from '../entry-view.ts'
import type { ExportFormat } from './format.ts'

/** Every entry as Cordon itself has it: where it stands, when, and its body. */
export const jsonl: ExportFormat = {
  mediaType: 'application/x-ndjson',
  lines: (entry) => [JSON.stringify(viewOf(entry))],
}
