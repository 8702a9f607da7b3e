import { matchAt, type Reading } from '../evidence.ts'
import { type Rule, tokenAfter } from '../rule.ts'
import { addRun } from './add-run.ts'
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
  if (match === null) return
  const run = cuedRun(reading, tokenAfter(reading, k, start + match[0].length), false)
  if (run !== undefined) addRun(reading, run, 'name/signature', 0.85)
}

const SIGNED =
  /(?:electronically signed(?: by)?|e-signed(?: by)?|signed by|signed|dictated by|authenticated by|cosigned by|verified by|transcribed by|reviewed by|rounded by|s\/|sincerely|in sympathy|best regards|kind regards|regards|respectfully|thank you|thanks|cheers|xx)[,:]?[ \t]*\n{0,2}[ \t_]{0,60}(?=[\p{Lu}"])/iuy
