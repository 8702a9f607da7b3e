import { type CosignatureVerifier, cosignatureVerifier } from './cosignature.ts'
import { LedgerError } from './error.ts'
import { parseVkey } from './key.ts'
import type { NoteVerifier } from './note.ts'
import { type Arithmetic, logVerifier } from './verifier.ts'

/** Whom a verifier trusts (c2sp.org/tlog-policy): logs, witnesses, and how many of these it takes. */
export interface Policy {
  readonly logs: readonly PolicyLog[]
  readonly witnesses: readonly PolicyWitness[]
  readonly quorum: Rule
}

export interface PolicyLog {
  readonly vkey: string
  readonly verifier: NoteVerifier
  readonly url: string | undefined
}

export interface PolicyWitness {
  readonly kind: 'witness'
  readonly name: string
  readonly vkey: string
  readonly verifier: CosignatureVerifier
  readonly url: string | undefined
}

/** What has to be met: nothing, one witness, or at least `threshold` of a group's members. */
export type Rule =
  | { readonly kind: 'none' }
  | PolicyWitness
  | { readonly kind: 'group'; readonly name: string; readonly threshold: number; readonly members: readonly Rule[] }

/** UTF-16 units of a policy's text, and lines of one kind in it, at most. */
export const policyLengthMax = 262_144
export const policyLinesMax = 256

/**
 * Reads a policy's text. Throws `policy_malformed` with the line's number: an unknown keyword, a name twice or not yet
 * defined, a key twice, a threshold out of range, no quorum or two.
 *
 * @example
 * parsePolicy('log example.com/log+…\nwitness w1 w1.example+…\nquorum w1\n', { sha256, verifyEd25519 })
 */
export function parsePolicy(text: string, deps: Arithmetic): Policy {
  if (text.length > policyLengthMax) throw malformed(0, 'longer than 262,144 characters')
  const reading = createReading(deps)
  for (const [index, line] of text.split('\n').entries()) readLine(line, index + 1, reading)
  if (reading.quorum === undefined) throw malformed(0, 'there is no quorum line')
  return { logs: reading.logs, witnesses: reading.witnesses, quorum: reading.quorum }
}

/** Whether these witnesses are enough. */
export function isMet(rule: Rule, cosigned: ReadonlySet<PolicyWitness>): boolean {
  if (rule.kind === 'none') return true
  if (rule.kind === 'witness') return cosigned.has(rule)
  return rule.members.filter((member) => isMet(member, cosigned)).length >= rule.threshold
}

interface Reading {
  readonly deps: Arithmetic
  readonly logs: PolicyLog[]
  readonly witnesses: PolicyWitness[]
  /** Witnesses and groups share their names; `member` once a group has it: it may count in one way only. */
  readonly named: Map<string, { readonly rule: Rule; member: boolean }>
  readonly keys: Set<string>
  quorum: Rule | undefined
}

const createReading = (deps: Arithmetic): Reading => ({
  deps,
  logs: [],
  witnesses: [],
  named: new Map(),
  keys: new Set(),
  quorum: undefined,
})

type ReadLine = (items: readonly string[], line: number, reading: Reading) => void

function readLine(text: string, line: number, reading: Reading): void {
  // Tab and newline are the only control characters; the newline ended the line.
  if (Array.from(text).some((char) => char !== '\t' && (char < ' ' || char === '\u007f')))
    throw malformed(line, 'a control character')
  const [keyword = '', ...items] = text.split(/[ \t]+/).filter((item) => item !== '')
  if (keyword === '' || keyword.startsWith('#')) return
  const read = KEYWORDS.get(keyword)
  if (read === undefined) throw malformed(line, 'neither log, witness, group nor quorum')
  read(items, line, reading)
}

const KEYWORDS: ReadonlyMap<string, ReadLine> = new Map<string, ReadLine>([
  ['log', readLog],
  ['witness', readWitness],
  ['group', readGroup],
  ['quorum', readQuorum],
])

function readLog(items: readonly string[], line: number, reading: Reading): void {
  const [vkey = '', url, ...more] = items
  if (more.length > 0 || reading.logs.length === policyLinesMax) throw malformed(line, 'log <vkey> [<url>]')
  takeKey('log', vkey, line, reading)
  reading.logs.push({ vkey, verifier: keyOr(line, () => logVerifier(vkey, reading.deps)), url })
}

function readWitness(items: readonly string[], line: number, reading: Reading): void {
  const [name = '', vkey = '', url, ...more] = items
  if (more.length > 0 || reading.witnesses.length === policyLinesMax)
    throw malformed(line, 'witness <name> <vkey> [<url>]')
  takeKey('witness', vkey, line, reading)
  const verifier = keyOr(line, () => cosignatureVerifier(vkey, reading.deps))
  const witness: PolicyWitness = { kind: 'witness', name, vkey, verifier, url }
  define(name, witness, line, reading)
  reading.witnesses.push(witness)
}

function readGroup(items: readonly string[], line: number, reading: Reading): void {
  const [name = '', count = '', ...names] = items
  if (names.length === 0 || names.length > policyLinesMax) throw malformed(line, 'group <name> all|any|<k> <name>…')
  const members = names.map((member) => takeMember(member, line, reading))
  const threshold = count === 'all' ? names.length : count === 'any' ? 1 : thresholdOf(count)
  if (threshold < 1 || threshold > names.length) throw malformed(line, 'a threshold from 1 to the number of members')
  define(name, { kind: 'group', name, threshold, members }, line, reading)
}

function readQuorum(items: readonly string[], line: number, reading: Reading): void {
  const [name = '', ...more] = items
  const rule: Rule | undefined = name === 'none' ? { kind: 'none' } : reading.named.get(name)?.rule
  if (more.length > 0 || rule === undefined) throw malformed(line, 'quorum <name of a witness or group above>|none')
  if (reading.quorum !== undefined) throw malformed(line, 'a second quorum')
  reading.quorum = rule
}

function define(name: string, rule: Rule, line: number, { named }: Reading): void {
  if (name === '' || name === 'none' || named.has(name)) throw malformed(line, 'a name that is taken')
  if (named.size === 2 * policyLinesMax) throw malformed(line, 'too many names')
  named.set(name, { rule, member: false })
}

function takeMember(name: string, line: number, { named }: Reading): Rule {
  const found = named.get(name)
  if (found === undefined) throw malformed(line, 'a member that is not defined above')
  if (found.member) throw malformed(line, 'a member that a group has already')
  found.member = true
  return found.rule
}

/** One key counts once, whatever name it goes by. */
function takeKey(kind: string, vkey: string, line: number, { keys, deps }: Reading): void {
  const { bytes } = keyOr(line, () => parseVkey(vkey, deps.sha256))
  const known = `${kind} ${bytes.join()}`
  if (keys.has(known)) throw malformed(line, 'a key that stands above already')
  keys.add(known)
}

function keyOr<T>(line: number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof LedgerError) throw malformed(line, error.message)
    throw error
  }
}

/** Decimal, no leading zero; 0 for anything else. */
const thresholdOf = (text: string): number => (/^[1-9][0-9]{0,2}$/.test(text) ? Number(text) : 0)

const malformed = (line: number, why: string): LedgerError =>
  new LedgerError('policy_malformed', line === 0 ? `policy: ${why}` : `policy line ${line}: ${why}`)
