import { matchAt, type Reading } from '../evidence.ts'
import { WORDLIKE } from '../flags.ts'
import { type Rule, tokenAfter } from '../rule.ts'
import { LINE } from '../tokens.ts'
import { addRun } from './add-run.ts'
import { lowerRun } from './lower-run.ts'
import { cuedRun } from './name-run.ts'

const SIGNING = new Set([
  'electronically',
  'e-signed',
  'signed',
  'dictated',
  'authenticated',
  'cosigned',
  'verified',
  'transcribed',
  'reviewed',
  'rounded',
  's',
  'sincerely',
  'in',
  'best',
  'kind',
  'regards',
  'respectfully',
  'thank',
  'thanks',
  'cheers',
  'xx',
])

/** The name after `Electronically signed by`, `Sincerely,`, `s/`. */
export const signatures: Rule = { starts: { words: SIGNING }, read: signature }

function signature(reading: Reading, k: number): void {
  const start = reading.tokens.start[k] ?? 0
  const match = matchAt(SIGNED, reading.text, start)
  if (
    match === null ||
    SERIAL.test(match[0] + reading.text.slice(start + match[0].length, start + match[0].length + 2))
  )
    return
  const run = cuedRun(reading, tokenAfter(reading, k, start + match[0].length), false)
  if (run !== undefined) addRun(reading, run, 'name/signature', 0.85)
}

/** `thanks, wanjiru` and nothing more in the line. */
export const smallSignatures: Rule = {
  starts: { words: ['thanks', 'thank', 'regards', 'cheers', 'sincerely', 'best', 'ty', 'thx'] },
  read: smallSignature,
}

function smallSignature(reading: Reading, k: number): void {
  const { tokens } = reading
  let first = tokens.lower[k + 1] === 'you' || tokens.lower[k + 1] === 'regards' ? k + 2 : k + 1
  if (/^[,!.–—-]$/.test(tokens.lower[first] ?? '')) first++
  else if ((tokens.gap[first] ?? 0) < LINE) return
  const run = lowerRun(reading, first)
  if (run === undefined || (tokens.flags[first] ?? 0) & WORDLIKE) return
  const after = tokens.lower[run.last + 1] === '.' ? run.last + 2 : run.last + 1
  if (after >= tokens.count || (tokens.gap[after] ?? 0) >= LINE) addRun(reading, run, 'name/signature', 0.78)
}

/** `S/N`, a serial number; `S/L`, under the tongue. */
const SERIAL = /^s\/[a-z](?![a-z.])/i

const SIGNED =
  /(?:electronically signed(?: by)?|e-signed(?: by)?|signed by|signed|dictated by|authenticated by|cosigned by|verified by|transcribed by|reviewed by|rounded by|s\/|sincerely|in sympathy|best regards|kind regards|regards|respectfully|thank you|thanks|cheers|xx)[,:]?[ \t]*\n{0,2}[ \t_]{0,60}(?=[\p{Lu}"])/iuy
