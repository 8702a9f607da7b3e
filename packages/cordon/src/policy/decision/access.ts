import type { DeidPolicy, Purpose, Role, SecurityLabel } from '@cordon/contract'
import type { Profile, Task } from '../cedar/profiles.ts'
import type { Relationship } from '../patients/patients.ts'

/** Records that are decided together: of one kind, with the same labels. Never one chunk at a time. */
export interface RecordClass {
  /** FHIR resource type, or `Note`. */
  readonly kind: string
  /** Sorted; empty: ordinary. */
  readonly labels: readonly SecurityLabel[]
}

/** One question for a policy set: who, acting for whom, wants to do what, with which records, what for. */
export interface AccessRequest {
  readonly tenant: string
  readonly action: 'ask' | 'retrieve' | 'deidentify' | 'reidentify'
  readonly principal: {
    readonly id: string
    readonly kind: 'user' | 'service'
    readonly roles: readonly Role[]
    readonly suspended: boolean
    readonly licence: 'in-date' | 'expired' | 'unstated'
  }
  /** Who acts for the principal, nearest first (RFC 8693 `act`); empty: nobody does. */
  readonly actors: readonly string[]
  readonly application: string
  readonly purpose: Purpose
  /** The purpose that an administrator fixed for the application. */
  readonly purposeFixed: Purpose | undefined
  /** The patient's pseudonym; undefined: none stated. */
  readonly patient: string | undefined
  /** Undefined: the question as a whole, before anything of the chart is chosen. */
  readonly record: RecordClass | undefined
  /** Kinds of relationship that are current now. */
  readonly relationships: readonly Relationship['kind'][]
  /** What the patient's consents say of this actor, purpose and class; `none`: nothing was ever said. */
  readonly consent: 'permit' | 'deny' | 'none'
  /** Whether the token's SMART scopes reach this record; `unbounded`: it carries none. */
  readonly scope: 'reaches' | 'falls-short' | 'unbounded'
  /** Whether an emergency grant for this very patient is in force. */
  readonly emergency: boolean
}

/** What a permit binds the answer to, from the annotations of the policies that decided. */
export interface Obligations {
  /** The minimum-necessary profile, by name. */
  readonly profile: string | undefined
  /** The de-identification policy that must be used; undefined: the registration's. */
  readonly deid: DeidPolicy | undefined
  /** Where it may go; undefined: wherever an agreement covers. */
  readonly destination: 'inside' | undefined
}

export interface AccessAnswer {
  readonly effect: 'permit' | 'deny'
  /** The policies that decided, by id; of a default denial, none. */
  readonly policies: readonly string[]
  readonly obligations: Obligations
  /** Evaluation failed somewhere: the effect is a denial, whatever the policies would say, and an alarm is due. */
  readonly faulty: boolean
}

/** A published set of policies. */
export interface PolicySet {
  readonly name: string
  /** SHA-256 (hex) over policies, schema and profiles. */
  readonly hash: string
  /** Pure and synchronous: the same request gives the same answer. */
  evaluate(request: AccessRequest): AccessAnswer
  /** What of a chart these obligations give: nothing where they name no profile. */
  profileOf(obligations: Obligations): Profile
  /** What a task that a caller states is bound to; undefined: the set names no such task. */
  taskNamed(name: string): Task | undefined
  /** Every policy of the set, with why it stands there. */
  readonly policies: readonly { readonly id: string; readonly effect: 'permit' | 'forbid'; readonly why: string }[]
}
