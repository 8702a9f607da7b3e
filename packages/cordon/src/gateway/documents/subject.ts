import { z } from 'zod'
import type { Caller } from '../../identity/api-key.ts'

/** Whom a named conversation is about: a patient's pseudonym, or nobody stated. */
const Subject = z.strictObject({ patient: z.string().max(64).nullable() })

/** Undefined: there is no such conversation, or it has ended. */
export function readSubject(state: unknown): { readonly patient: string | undefined } | undefined {
  return state === undefined ? undefined : { patient: Subject.parse(state).patient ?? undefined }
}

/** Who speaks, and through which application: the same as for a model, so that both share a conversation's codes. */
export function speaker({ application, principal }: Caller): string {
  // As one value: of two ids joined, `a/b` and `c` would be `a` and `b/c`.
  return JSON.stringify([application?.id ?? '', principal.id])
}
