// What deciding adds to a request: 10,000 patients, 1,000 users, 200 policies.
//
//   npm run build && node bench/policy.mjs [decisions] [policies] [policies that name a person] [wall|cpu]
//
// The policies are those that ship and as many of a site's own as make 200: ten of them name a person, the others a kind
// of records, so that answers differ by both. A question about somebody whom no policy names is everybody's; the more
// people are named, the more questions there are that nobody asked before. Each decision is the whole of `decide`:
// purpose, right, policies, the classes of a chart (six of them), profile, vendor and agreement. Facts are made
// beforehand: reading them is not deciding.
//
// Prints one JSON object, in milliseconds. `all`: from the first decision after a set was published over another one that had
// answered the same questions: the new one was warmed, as a node does before it takes a set up (`warmMs`, in turns of ten
// questions; the longest of them, parsing included: `turnMs`). `first`: the first 500 of them. `later`: the same again.
// `cold`: the first 500 of a set that nobody warmed. Bar: p99 of `all` and of `first` at most 3 ms on a quiet machine.
import { loadavg } from 'node:os'
import { createPolicySet } from '../packages/cordon/dist/policy/cedar/create-policy-set.js'
import { readDefaultPack } from '../packages/cordon/dist/policy/cedar/texts.js'
import {
  agreement,
  application,
  ask,
  caller,
  facts,
  period,
  principal,
} from '../packages/cordon/dist/policy/decision/decide.fixtures.js'
import { decide } from '../packages/cordon/dist/policy/decision/decide.js'
import { warm } from '../packages/cordon/dist/policy/sets/warm.js'

const [decisions = '20000', count = '200', persons = '10', by = 'wall'] = process.argv.slice(2)
/** Milliseconds. `cpu`: this process's time on a processor, its compiling and collecting included, where others use the machine too. */
const clock = by === 'cpu' ? () => cpuMs(process.cpuUsage()) : () => performance.now()
const cpuMs = ({ user, system }) => (user + system) / 1_000
const [PATIENTS, USERS] = [10_000, 1_000]
const ROLES = ['clinician', 'clinician', 'nurse', 'nurse', 'billing', 'researcher', 'patient', 'frontdesk']
const PURPOSES = ['TREAT', 'COC', 'TREAT', 'TREAT', 'HPAYMT', 'HRESCH', 'PATRQT', 'HOPERAT']
const KINDS = ['care-team', 'encounter', 'general-practitioner', 'appointment', 'study-group', 'self']
const CHART = [[], ['HIV'], ['42CFRPart2'], ['PSYTHPN']].map((labels) => ({ kind: 'Note', labels, consent: 'none' }))
CHART.push(
  { kind: 'Condition', labels: [], consent: 'permit' },
  { kind: 'Observation', labels: ['SEX'], consent: 'deny' },
)

/** The same sequence every time: mulberry32. */
let state = 20_260_615
function next(below) {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) % below
}

const started = clock()
const before = createPolicySet('before', withSiteOwn(Number(count)))
const compileMs = round(clock() - started)
const world = Array.from({ length: Number(decisions) }, question)
const cold = measure(world, before).slice(0, 500)

// One policy more: another set, under another hash.
const set = createPolicySet('bench', withSiteOwn(Number(count) + 1))
const turns = []
const warming = clock()
const warmed = await warm(timed(set, turns), before.remembered(), clock)
const warmMs = round(clock() - warming)
const turnMs = round(Math.max(...turns))

const times = measure(world, set)
const later = measure(world, set)
const { policies: named } = set
const made = {
  by,
  load: loadavg()[0],
  policies: named.length,
  patients: PATIENTS,
  users: USERS,
  compileMs,
  remembered: before.remembered().length,
  warmed,
  warmMs,
  turnMs,
}
const found = { all: spread(times), first: spread(times.slice(0, 500)), later: spread(later), cold: spread(cold) }
console.log(JSON.stringify({ ...made, ...found }, undefined, 2))

function withSiteOwn(policies) {
  const pack = readDefaultPack()
  const shipped = 23
  const own = Array.from({ length: Math.max(0, policies - shipped) }, (_, n) =>
    n < Number(persons)
      ? `@id("site.person-${n}")\n@why("bench")\nforbid (principal == User::"user-${n}", action, resource is Record) when { resource.labels.contains(Label::"GDIS") };`
      : `@id("site.kind-${n}")\n@why("bench")\nforbid (principal, action, resource is Record) when { resource.kind == "Kind${n}" && context.purpose == Purpose::"COC" } unless { context.emergency };`,
  )
  return { ...pack, policies: { ...pack.policies, 'site.cedar': own.join('\n') } }
}

function question() {
  const [user, patient] = [next(USERS), next(PATIENTS)]
  const role = ROLES[user % ROLES.length]
  const who = principal({ id: `user-${user}`, roles: [role], ...(role === 'patient' ? { person: 'Patient/1' } : {}) })
  const app = application({ purposes: [...new Set(PURPOSES)], patientOptional: true })
  const relationships = KINDS.filter(() => next(3) === 0).map((kind) => period(kind, -1, 1))
  const known = facts({
    patient: { ref: `patient-${patient}`, names: [`patient-${patient}`] },
    relationships,
    classes: CHART,
    agreements: [agreement({ purposes: [...new Set(PURPOSES)] })],
  })
  return [
    ask({ caller: caller({ principal: who, application: app }), purpose: PURPOSES[user % PURPOSES.length] }),
    known,
  ]
}

/** The same set, with how long each turn of ten questions held the thread. */
function timed(policies, turns) {
  let put = 0
  return {
    ...policies,
    evaluate(request) {
      const begun = clock()
      const answer = policies.evaluate(request)
      if (put % 10 === 0) turns.push(0)
      turns[turns.length - 1] += clock() - begun
      put += 1
      return answer
    },
  }
}

function measure(questions, policies) {
  return questions.map(([one, known]) => {
    const begun = clock()
    const { effect } = decide(one, known, policies)
    return { ms: clock() - begun, effect }
  })
}

function spread(decided) {
  const ms = decided.map((each) => each.ms).sort((a, b) => a - b)
  const at = (share) => round(ms[Math.min(ms.length - 1, Math.floor(ms.length * share))])
  const permits = decided.filter(({ effect }) => effect === 'permit').length
  return { decisions: ms.length, permits, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: round(ms.at(-1)) }
}

function round(ms) {
  return Math.round(ms * 1_000) / 1_000
}
