import { SecurityLabel } from '@cordon/contract'
import { z } from 'zod'
import type { DataKey, Keyring, TenantKeys } from '../../crypto/keyring.ts'
import { invariant } from '../../kernel/invariant.ts'
import { type Reading, reading, type Statement, type Store } from '../../store/store.ts'
import type { RecordClass } from '../decision/access.ts'
import { place } from './chart-row.ts'

/**
 * Kinds that a passage may come from. The others say how somebody is called, who was where, or what a patient wants: each is
 * one class, whatever its labels, and no reader of a chart is ever permitted it.
 */
const SHOWN: ReadonlySet<string> = new Set([
  'Note',
  'Condition',
  'MedicationRequest',
  'Observation',
  'AllergyIntolerance',
  'Immunization',
  'Procedure',
])

/** The class in which a record of this FHIR type is decided. */
export function classOf(type: string, labels: readonly SecurityLabel[]): RecordClass {
  const kind = type === 'DocumentReference' ? 'Note' : type
  return { kind, labels: SHOWN.has(kind) ? [...new Set(labels)].sort() : [] }
}

/** Whether a reader of charts could be permitted this kind at all. */
export const isShown = ({ kind }: RecordClass): boolean => SHOWN.has(kind)

/** What SQL knows of a class: its pseudonym within one patient. Equal classes of two patients do not look alike. */
export function classRef(keys: TenantKeys, patient: string, { kind, labels }: RecordClass): string {
  return keys.pseudonym('class', JSON.stringify([patient, kind, [...new Set(labels)].sort()]))
}

const Kept = z.strictObject({ patient: z.string(), kind: z.string(), labels: z.array(SecurityLabel) })

/** The row that remembers that a patient's chart has this class. */
export function sealClass(key: DataKey, keys: TenantKeys, at: { tenant: string; patient: string }, it: RecordClass) {
  const { tenant, patient } = at
  const ref = classRef(keys, patient, it)
  const content: z.infer<typeof Kept> = { patient, kind: it.kind, labels: [...it.labels] }
  const sealed = key.seal(Buffer.from(JSON.stringify(content)), place(tenant, 'chart_class', `${patient}/${ref}`))
  return { tenant, patient, class: ref, sealed }
}

/** The classes that the chart of a patient under these names has, each once. Of a class that this version does not know, nothing is shown. */
export async function classesOfChart(
  deps: { store: Store; keyring: Keyring },
  tenant: string,
  ...names: readonly string[]
): Promise<RecordClass[]> {
  const [classes] = await deps.store.read(tenant, [readClasses(deps, tenant, names, 'anybody')])
  return classes
}

/**
 * The same, asked beside other things: for `anybody`, or of a chart in which one of these actors has a part, and of none
 * else's.
 */
export function readClasses(
  { keyring }: { keyring: Keyring },
  tenant: string,
  names: readonly string[],
  actors: readonly string[] | 'anybody',
): Reading<RecordClass[]> {
  return reading([classesUnder(names, actors)], async (rows) => {
    const keys = await keyring.tenant(tenant)
    const found = new Map<string, RecordClass>()
    for (const row of rows) {
      const { patient } = row
      const key = await keyring.opening(tenant, row.sealed)
      const bytes = key.open(row.sealed, place(tenant, 'chart_class', `${patient}/${row.class}`))
      const kept = Kept.safeParse(JSON.parse(new TextDecoder().decode(bytes)))
      if (!kept.success) continue
      invariant(kept.data.patient === patient, 'a class belongs to the patient of its row')
      invariant(classRef(keys, patient, kept.data) === row.class, 'a class is the one that its row names')
      const { kind, labels } = kept.data
      found.set(JSON.stringify([kind, labels]), { kind, labels })
    }
    return [...found.values()]
  })
}

/** Kinds times sets of labels; a chart has some dozens. */
const CLASSES_MAX = 2_000

interface ClassFound {
  readonly patient: string
  readonly class: string
  readonly sealed: Buffer
}

function classesUnder(names: readonly string[], actors: readonly string[] | 'anybody'): Statement<ClassFound> {
  return {
    text: `select patient, class, sealed from chart_class where tenant = $1 and patient = any($2::text[]) and ($3::boolean
        or exists (select 1 from relationship r
          where r.tenant = $1 and r.patient = any($2::text[]) and r.actor = any($4::text[])))
      order by class limit ${CLASSES_MAX}`,
    values: [names, actors === 'anybody', actors === 'anybody' ? [] : actors],
  }
}
