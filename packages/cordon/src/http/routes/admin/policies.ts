import { CordonError, type NewestBody, ROUTES, type RouteName } from '@cordon/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Reader } from '../../../audit/reading/read-journal.ts'
import { DAY } from '../../../kernel/clock.ts'
import { invariant } from '../../../kernel/invariant.ts'
import { assumedOf, Described, requestOf } from '../../../policy/cedar/cases.ts'
import { PolicyTexts } from '../../../policy/cedar/texts.ts'
import type { AccessRequest } from '../../../policy/decision/access.ts'
import type { OpenDrafts } from '../../../policy/sets/drafts.ts'
import { askedOf, replay } from '../../../policy/sets/replay.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { idOf, parse, recordOf } from './configuration.ts'

const ExplainAsk = z.union([
  z.strictObject({ request: z.string().min(1).max(200) }),
  z.strictObject({ described: Described }),
])
const ReplayAsk = z.strictObject({ days: z.int().min(1).max(3_650), draft: PolicyTexts })

/** Policies for the officers of a site: what is in force, what would change, and publishing it. */
export function policyRoutes(app: FastifyInstance, doors: Doors): void {
  const { policies } = doors
  const route = (name: RouteName, answer: (reader: Reader, request: FastifyRequest) => Promise<unknown>) =>
    app.route({
      method: ROUTES[name].method,
      url: ROUTES[name].path,
      handler: async (request) => {
        const { tenant, principal } = await authorise(request, doors, ROUTES[name].right)
        return answer({ tenant, principal: principal.id }, request)
      },
    })

  route('policies', async ({ tenant }) => {
    const items = await policies.list(tenant)
    const inForce = await policies.current(tenant).catch(unreadable)
    if (inForce !== undefined) return { items, inForce: { name: inForce.name, hash: inForce.hash } }
    const newest = items.find((each) => each.inForce)
    return { items, inForce: { name: `site/${newest?.version}`, hash: newest?.hash ?? '', unreadable: true } }
  })
  route('policyShow', ({ tenant }, request) => policies.show(tenant, idOf(request)))
  route('policyCheck', async (_reader, { body }) => {
    await using draft = await policies.drafts.open([{ texts: parse(PolicyTexts, body) }])
    const compiled = validOf(draft, 0)
    if (!compiled.valid) return { valid: false, problems: compiled.problems }
    return { valid: true, hash: compiled.hash, policies: compiled.policies.length, problems: compiled.warnings }
  })
  route('policyAdd', async (reader, { body }) => {
    const added = await policies.add(
      reader.tenant,
      parse(PolicyTexts, body),
      reader.principal,
      recordOf(doors, reader.tenant, reader.principal),
    )
    if ('problems' in added) return { valid: false, problems: added.problems }
    const { change, warnings, ...kept } = added
    return { valid: true, ...change, ...kept, problems: warnings }
  })
  route('policyPublish', async (reader, request) => {
    const version = Number(idOf(request))
    if (!Number.isSafeInteger(version) || version < 1) throw new CordonError('not_found', { at: 'policy set' })
    const record = recordOf(doors, reader.tenant, reader.principal)
    const { change, ...published } = await policies.publish(reader.tenant, version, reader.principal, record)
    return { ...change, ...published }
  })
  route('policyExplain', async (reader, { body }) => {
    const asked = parse(ExplainAsk, body)
    if ('described' in asked) {
      const set = await policies.show(reader.tenant, 'in-force')
      return { ...(await explained(doors, set, requestOf(asked.described))), assumed: assumedOf(asked.described) }
    }
    return explainRecorded(doors, reader, asked.request)
  })
  route('policyReplay', async (reader, { body }) => {
    const { days, draft } = parse(ReplayAsk, body)
    const { texts, hash: validated } = await policies.show(reader.tenant, 'in-force')
    await using open = await policies.drafts.open([{ texts: draft }, { texts, validated }])
    const compiled = validOf(open, 0)
    if (!compiled.valid) return { valid: false, problems: compiled.problems }
    return { valid: true, ...(await replayed(doors, reader, { days, draft: compiled.hash }, open)) }
  })
}

/** Whoever is to mend it has to see the list. */
function unreadable(error: unknown): undefined {
  if (error instanceof CordonError && error.code === 'policy_failed') return undefined
  throw error
}

/** By the policies that decided it, where they are still at hand; else by those in force, and says so. */
async function explainRecorded(doors: Doors, reader: Reader, id: string) {
  const outcome = await outcomeOf(doors, reader, id)
  const asked = askedOf(outcome)
  const { rule, effect, policy } = outcome.decision ?? { rule: 'none', effect: 'deny', policy: 'none' }
  const recorded = { request: id, effect, rule, set: policy, reasons: outcome.reasons }
  if (typeof asked === 'string') return { recorded, notAsked: asked }
  const set = await setOf(doors, reader.tenant, outcome.decision)
  return { recorded, ...(await explained(doors, set, asked.request)) }
}

async function outcomeOf(doors: Doors, reader: Reader, id: string): Promise<NewestBody<'outcome'>> {
  for (const { body } of await doors.reading.request(reader, id))
    if (body?.class === 'outcome' && body.v === 2) return body
  throw new CordonError('not_found', { at: 'request' })
}

type Shown = Awaited<ReturnType<Doors['policies']['show']>>

async function setOf(doors: Doors, tenant: string, decision: NewestBody<'outcome'>['decision']): Promise<Shown> {
  const inForce = await doors.policies.show(tenant, 'in-force')
  if (decision === undefined || decision.policyHash === inForce.hash) return inForce
  const kept = await doors.policies.show(tenant, decision.policy).catch(() => undefined)
  return kept?.hash === decision.policyHash ? kept : inForce
}

/** On a thread of its own: forty facts, and every pair of them, are some thousand questions. */
async function explained({ policies }: Doors, { name, hash, texts }: Shown, request: AccessRequest) {
  await using open = await policies.drafts.open([{ texts, validated: hash }])
  if (!validOf(open, 0).valid) throw new CordonError('policy_failed', { at: name })
  return { set: { name, hash }, ...(await open.explain(0, request)) }
}

function validOf({ compiled }: OpenDrafts, set: number) {
  const found = compiled[set]
  invariant(found !== undefined, 'a set for each text')
  return found
}

/** The reading is itself an entry: which days, under a draft of which hash. */
async function replayed(doors: Doors, reader: Reader, of: { days: number; draft: string }, open: OpenDrafts) {
  if (!validOf(open, 1).valid) throw new CordonError('policy_failed', { at: 'in force' })
  const filter = { class: 'outcome', from: doors.now() - of.days * DAY }
  const { entries } = await doors.reading.stream(reader, 'policy replay', { filter, more: { draft: of.draft } })
  const answers = (set: number) => (requests: readonly AccessRequest[]) => open.answers(set, requests)
  return replay(views(entries), answers(0), answers(1))
}

async function* views(entries: Awaited<ReturnType<Doors['reading']['stream']>>['entries']) {
  for await (const { leaf, body } of entries) yield { time: new Date(leaf.time).toISOString(), body }
}
