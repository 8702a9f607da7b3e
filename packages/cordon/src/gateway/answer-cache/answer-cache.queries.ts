import type { Statement } from '../../store/store.ts'

export interface KeptRow {
  readonly ref: string
  readonly sealed: Buffer
}

/** Those of these answers that have not expired and are no older than somebody takes. */
export const livingAnswers = (refs: readonly string[], now: Date, keptAfter: Date): Statement<KeptRow> => ({
  text: `select ref, sealed from kept_answer
    where tenant = $1 and ref = any($2::text[]) and expires_at > $3 and kept_at > $4`,
  values: [refs, now, keptAfter],
})

/** To the end of the transaction: who counts what a tenant keeps, counts alone. Waits for nobody. */
export const tryKeepAlone: Statement<{ alone: boolean }> = {
  text: `select pg_try_advisory_xact_lock(hashtextextended('cordon answers ' || $1, 0)) as alone`,
  values: [],
}

/** The newest answer to a question is the one that is kept. */
export const putAnswer = (row: {
  ref: string
  application: string
  patient: string | null
  sealed: Uint8Array
  keptAt: Date
  expiresAt: Date
}): Statement<never> => ({
  text: `insert into kept_answer (tenant, ref, application, patient, sealed, bytes, kept_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (tenant, ref) do update set sealed = $5, bytes = $6, kept_at = $7, expires_at = $8`,
  values: [row.ref, row.application, row.patient, row.sealed, row.sealed.length, row.keptAt, row.expiresAt],
})

export const countAnswers: Statement<{ entries: number; bytes: string }> = {
  text: `select count(*)::integer as entries, coalesce(sum(bytes), 0)::bigint as bytes from kept_answer where tenant = $1`,
  values: [],
}

/** Deletes the oldest, until no more are left than these. */
export const evictOldest = (entries: number, bytes: number): Statement<never> => ({
  text: `delete from kept_answer where tenant = $1 and ref in (
    select ref from (
      select ref, row_number() over newest as nth, sum(bytes) over newest as upto from kept_answer where tenant = $1
      window newest as (order by kept_at desc, ref)
    ) as aged where nth > $2 or upto > $3)`,
  values: [entries, bytes],
})

export const deleteExpiredAnswers = (now: Date): Statement<{ ref: string }> => ({
  text: `delete from kept_answer where tenant = $1 and expires_at <= $2 returning ref`,
  values: [now],
})

/** Those of one application, or all. */
export const deleteAnswers = (application: string | undefined): Statement<{ ref: string }> => ({
  text: `delete from kept_answer where tenant = $1 and ($2::text is null or application = $2) returning ref`,
  values: [application ?? null],
})

export interface KeptOf {
  readonly application: string
  readonly entries: number
  readonly bytes: number
  readonly oldest: Date
}

/** How much is kept of each application, expired or not. */
export const answersByApplication: Statement<KeptOf> = {
  text: `select application, count(*)::integer as entries, sum(bytes)::float8 as bytes, min(kept_at) as oldest
    from kept_answer where tenant = $1 group by application order by application`,
  values: [],
}
