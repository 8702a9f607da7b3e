import type { Feature, NamedFeature, VendorFeature } from '@cordon/contract'
import type { CodeBook, Phi, Treat } from '@cordon/deid'
import type { Shape } from '../../providers/provider.ts'
import type { AnswerScan } from '../answers/scan.ts'
import type { Context } from '../context.ts'

/** A question, parsed and minimised: all a later stage needs to know of a dialect. */
export interface Question {
  readonly model: string
  readonly stream: boolean
  readonly turns: number
  /** What it uses of a vendor's service beside text. */
  readonly features?: readonly VendorFeature[]
  /** The dialect's metadata object: context keys may stand there; nothing of it is forwarded. */
  readonly metadata: Readonly<Record<string, string>>
  /** What names the conversation when no session is stated: the system text and the first user turn. */
  readonly opening: { readonly system: Phi; readonly firstUser: Phi }
  /** What to look for in the chart: the newest user turn. */
  readonly query: Phi
  /** Strings of JSON schemas and names of tools: vendors keep them outside their protections. */
  readonly schemaTexts: Phi<readonly string[]>
  /** Numbers of a call of a tool: no code can stand for one, so one that identifies refuses. */
  readonly numbers?: {
    /** The place of the first that may name somebody, whoever is asked about. */
    readonly telling: string | undefined
    /** Each beside the name of its field. */
    readonly each: Phi<readonly { readonly at: string; readonly label: string; readonly text: string }[]>
  }
  /** What only the vendor can read (signatures, encrypted blocks): it goes back byte for byte, or not at all. */
  readonly opaque: Phi<readonly Opaque[]>
  /** What it wants kept at the vendor, and where it says so: only an agreement that names the feature lets it. */
  readonly kept?: { readonly feature: NamedFeature; readonly at: string }
  /** Whether its answer is to be stored there. */
  readonly isStored?: boolean
  /** An answer that the vendor stored, of this conversation: the question goes to whoever has it, or nowhere. */
  readonly continues?: { readonly at: string; readonly id: string }
  /** Items of this conversation's earlier answers that it only names; absent: it brings everything along. */
  readonly references?: References
  /** Whether its client may name items of the answer later on, instead of bringing them along. */
  readonly isReferable?: boolean
  /** The body to send, minimised, with the chart's passages as one fenced user-role block before the newest turn. */
  outgoing(model: string, fenced: Phi | undefined): Phi<Record<string, unknown>>
  /** How each string of `outgoing` is to be treated; `undefined` refuses it. */
  readonly treat: Treat
}

export interface References {
  readonly named: readonly { readonly at: string; readonly id: string }[]
  /**
   * The same question with those items whole, as its client saw them; `kept` are as the vendor sent them, by their id. Throws
   * `feature_refused`, naming the place, for one that is not kept.
   */
  whole(kept: ReadonlyMap<string, unknown>, restoring: Restoring): Question
}

/** An item of an answer as the vendor sent it, codes and all. */
export interface KeptItem {
  readonly id: string
  readonly json: string
}

export interface Opaque {
  readonly at: string
  readonly text: string
}

/** A question with the context that its headers and its metadata state together. */
export type Asked = Question & { readonly context: Context }

/** A turn as the client will see it, with the places of codes in it: remembered, so that it is resent byte for byte. */
export interface RestoredTurn {
  readonly text: string
  readonly spans: readonly (readonly [start: number, end: number, code: string])[]
}

export interface RestoredAnswer {
  readonly json: Record<string, unknown>
  readonly turns: readonly RestoredTurn[]
  /** What only the vendor can read, as it came: remembered apart, so that nothing else ever counts as the vendor's. */
  readonly opaque: readonly string[]
  /** What its client may name later on; absent: the dialect has no such thing. */
  readonly items?: readonly KeptItem[]
  /** By which it may go on, if the vendor stored it. */
  readonly id?: string | undefined
  readonly tokensIn: number | undefined
  readonly tokensOut: number | undefined
}

/** Restores a stream event by event. `end` says what was restored, once the last event has passed. */
export interface StreamRestorer {
  push(event: Record<string, unknown>): Record<string, unknown>[]
  end(): { events: Record<string, unknown>[]; answer: Omit<RestoredAnswer, 'json'> }
}

export interface Restoring {
  readonly book: CodeBook
  /** What becomes of images of somewhere else: links that nobody fetches unasked, or what they are. */
  readonly images: 'links' | 'kept'
  /** Looks through everything that a vendor wrote, before anything is restored in it. */
  readonly scan: AnswerScan
  /** Whether a tool was registered as inside the boundary: only then are its arguments restored. */
  toolInside(name: string): boolean
  /** How many texts were asked about: where there is an answer for each, there have to be as many. */
  readonly turns: number
}

/** One API shape: how its request is taken apart and how its answer is put together again. */
export interface Dialect {
  /** Whose table of fields it is, and whose an operator may extend. */
  readonly name: 'chat' | 'responses' | 'messages' | 'embeddings' | 'tool-call'
  /** The endpoint that it goes to. */
  readonly shape: Shape
  /** What an agreement has to cover. */
  readonly feature: Feature
  /** The field that holds the turns. */
  readonly turnsIn: 'messages' | 'input'
  /** Throws `field_unknown`, `field_invalid`, `part_unsupported` or `feature_refused`, naming the path. */
  parse(body: Phi<unknown>, admitFields: readonly string[]): Question
  /** Throws `upstream_invalid` when the answer does not have the dialect's shape. */
  restoreWhole(json: Record<string, unknown>, restoring: Restoring): RestoredAnswer
  restoreStream(restoring: Restoring): StreamRestorer
  /** What an event of a stream is called; undefined where events have no names. */
  eventName(event: Record<string, unknown>): string | undefined
}
