/**
 * A synthetic hospital: seeded, deterministic FHIR R4 with notes whose identifiers are known to the character. Nobody in it
 * exists. Nothing here reads a clock, a file or a network.
 */
export { type CorpusOptions, generateNotes } from './corpus.ts'
export { toBundles, toNdjson } from './fhir/bundle.ts'
export type { FhirBundle, FhirResource } from './fhir/resource.ts'
export { type GoldSpan, HospitalError, IDENTIFIER_TYPES, type IdentifierType } from './gold.ts'
export { generateHospital, type Hospital, type HospitalOptions, type HospitalPatient } from './hospital.ts'
export { NOTE_KIND_NAMES, NOTE_KINDS, type NoteKind } from './notes/kinds.ts'
export { identifiersIn, type Note } from './notes/note.ts'
export { askQuestions, type Question } from './questions/questions.ts'
export { solve } from './questions/solve.ts'
