import type { Principal } from '@cordon/contract'
import type { DeclaredLoss } from '../audit/declare-loss.ts'
import type { Config } from '../config/schema.ts'

/** A running boundary, as the command line sees it. `boundary/open.ts` makes one. */
export interface Boundary {
  readonly url: string
  readonly adminUrl: string
  /** Where HL7 v2 ADT messages are taken; undefined: nowhere. */
  readonly adtPort: number | undefined
  /**
   * A key of the admin door for somebody on this machine who can read the root key: the first administrator at `init`,
   * or the person a command runs as while no server does. Adds the principal where it is new or another, which is an entry; so is the key. With
   * `steppedUp` it counts as if a second factor had just been shown: whoever reads the root key has shown more.
   */
  localKey(
    person: Principal,
    lifetimeMs: number,
    steppedUp?: boolean,
  ): Promise<{ readonly id: string; readonly key: string }>
  revokeKey(id: string): Promise<void>
  /** The named people of this deployment. */
  person(id: string): Promise<Principal | undefined>
  close(): Promise<void>
}

export type OpenBoundary = (
  config: Config,
  options: { readonly log: NodeJS.WritableStream; readonly clinicianOfIngested?: string },
) => Promise<Boundary>

/** Makes keys and folders for a new deployment; refuses where there is one. */
export type CreateKeys = (config: Config) => Promise<{ recoveryFile: string }>

/** What a named person of this deployment states about its journal while no server runs. */
export interface Declare {
  loss(config: Config, by: { readonly person: string; readonly reason: string }): Promise<DeclaredLoss>
  clock(config: Config, by: { readonly person: string; readonly reason: string }): Promise<void>
}
