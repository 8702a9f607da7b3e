import { cef } from './cef.ts'
import { fhir } from './fhir.ts'
import type { ExportFormat } from './format.ts'
import { jsonl } from './jsonl.ts'
import { ocsf } from './ocsf.ts'

/** The formats by the names of the command line. */
export const EXPORTS = { jsonl, ocsf, cef, fhir } as const satisfies Record<string, ExportFormat>
