import type { EntryBody, Reason } from '@cordon/contract'
import { invariant } from '../../kernel/invariant.ts'
import type { Door } from '../door.ts'
import { DoorRefused } from '../output.ts'
import { identifiersOf } from './identifiers.ts'
import { UNCOVERED_MODEL, type World } from './world.ts'

/** One question, from both sides of the boundary: what `cordon demo --json` prints. */
export interface Story {
  readonly question: string
  readonly sent: string
  readonly left: string
  readonly returned: string
  readonly identifiers: readonly string[]
  readonly decision: { readonly effect: 'permit'; readonly reasons: readonly Reason[] }
  readonly refusals: readonly { readonly who: string; readonly code: string; readonly why: string }[]
  readonly receipt: { readonly index: number; readonly size: number; readonly root: string; readonly verified: boolean }
}

export interface StoryDeps {
  readonly world: World
  readonly model: string
  /** The application door, with the key of the clinician who treats the patient, and of one who does not. */
  readonly treating: Door
  readonly stranger: Door
  readonly admin: Door
  /** Verifies the newest checkpoint and the inclusion of one entry, from the journal's own files. */
  readonly verify: (index: number) => Promise<{ size: number; root: string; verified: boolean }>
}

/** Asks a real question over real HTTP, then the same as somebody without a relationship and to a vendor without an agreement. */
export async function tellStory({ world, model, treating, stranger, admin, verify }: StoryDeps): Promise<Story> {
  const question = questionAbout(world)
  const ask = (door: Door, asked: string) =>
    door.post('/v1/chat/completions', { model: asked, messages: [{ role: 'user', content: question }] }, CONTEXT(world))

  const { json, headers } = await ask(treating, model)
  const request = String(headers['x-request-id'])
  const sources = String(headers['x-cordon-sources'] ?? '')
  const receipt = parseReceipt(String(headers['x-cordon-receipt']))
  const trace = (await admin.get(`/api/requests/${request}`)) as Trace
  return {
    question,
    sent: question,
    left: trace.left.messages.map(({ content }) => content ?? '').join('\n\n'),
    returned: (json as Completion).choices[0]?.message.content ?? '',
    identifiers: identifiersOf(world, sources),
    decision: {
      effect: 'permit',
      reasons: trace.entries.flatMap((entry) => (entry.class === 'outcome' ? entry.reasons : [])),
    },
    refusals: [
      await refusalOf('a clinician without a relationship to this patient', () => ask(stranger, model)),
      await refusalOf('a vendor without an agreement', () => ask(treating, UNCOVERED_MODEL)),
    ],
    receipt: { index: receipt, ...(await verify(receipt)) },
  }
}

interface Trace {
  readonly left: { readonly messages: readonly { readonly content?: string }[] }
  readonly entries: readonly EntryBody[]
}

interface Completion {
  readonly choices: readonly { readonly message: { readonly content?: string } }[]
}

const CONTEXT = ({ patient }: World) => ({ 'x-cordon-patient': patient, 'x-cordon-retrieve': 'notes' })

/** A question as a clinician writes it: with the patient's name, number and birthday in it. */
function questionAbout({ hospital, patient }: World): string {
  const { name, mrn } = one(hospital.patients, patient)
  const birthDate = String(one(hospital.resources, patient).birthDate)
  const [year, month, day] = birthDate.split('-')
  return `${name} (MRN ${mrn}, born ${month}/${day}/${year}): which medicines were started or changed, and why?`
}

function one<T extends { readonly id: string }>(among: readonly T[], reference: string): T {
  const found = among.find(({ id }) => `Patient/${id}` === reference)
  invariant(found !== undefined, 'the hospital has the patient it is asked about')
  return found
}

async function refusalOf(who: string, attempt: () => Promise<unknown>) {
  try {
    await attempt()
  } catch (error) {
    if (error instanceof DoorRefused) return { who, code: error.code, why: error.message }
    throw error
  }
  throw new Error('invariant: the boundary refuses this')
}

function parseReceipt(text: string): number {
  return Number(/\bindex=(\d+)/.exec(text)?.[1])
}
