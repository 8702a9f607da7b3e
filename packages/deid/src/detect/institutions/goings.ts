import type { IdentifierKind } from '../../span.ts'
import { inCapsLine } from '../caps-line.ts'
import { add, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { BLANK, TITLE } from '../tokens.ts'
import { proper, properEnd } from './proper-name.ts'

const GOING = new Set('to at from facility pharmacy hospital clinic in via home drugstore by with eval'.split(' '))

/** Capitalised words after a word of going, staying or being treated: a place of care. */
export const goings: Rule = { starts: { words: GOING }, read: going }

const GOING_BEFORE =
  /\b(?:transfer(?:red|s)?|transferring|admitted|discharged?|discharged .{0,30}|stay(?:ing|ed)?|seen|referred|referral|sent|straight|presented|presenting|bed|drive|drove|going|goes|went|moved|resid(?:es|ing)|accepted|lives .{0,16}|rehab|returned?|transported|txp|taken|brought|evaluated|treated|follow(?:ed|s)?|attends?|visited?|team|cared for|filled|tonight|works|shift lead|nights|teaches|pupils|student|picnic|drugstore is|nearest \w+|dental|txp|receiving|admission|team|CNM|NP|MD|chart|ER|order|home|unaffected,|clinic|film|scope|study|imaging|Rx|script|prescri\w+|physiotherapy|therapy|cut|manager|barista|cook|cashier|line|mass|services|class|pharmacy)\W{1,2}(?:is |was |being )?(?:to |at |from |in |via |by |with |for )?$/i

/** Capitalised words after a word of going, staying or being treated: a place of care. */
function going(reading: Reading, k: number): void {
  const { tokens, text } = reading
  let i = k + 1
  if (tokens.lower[i] === ':' || tokens.lower[i] === 'is') i++
  const the = tokens.lower[i] === 'the' ? 1 : 0
  if (tokens.gap[i] !== BLANK || tokens.shape[i + the] !== TITLE || inCapsLine(reading, i)) return
  const start = tokens.start[k] ?? 0
  const place = /^(?:facility|pharmacy|hospital|clinic|home|drugstore|eval)$/.test(tokens.lower[k] ?? '')
  if (the && tokens.shape[i] !== TITLE) return
  const from = i + the
  const last = properEnd(reading, from)
  if (last < from || !proper(reading, from, last)) return
  if (
    place
      ? tokens.lower[k + 1] !== ':' && tokens.lower[k + 1] !== 'is' && tokens.lower[k] !== 'eval'
      : !GOING_BEFORE.test(text.slice(Math.max(0, start - 40), start))
  )
    return
  const kind: IdentifierKind =
    /(?:works|teaches|pupils|student|nights|shift lead|barista|cook|cashier|manager|line|cut|mass|services|class|picnic|goes)\W{0,3}$/i.test(
      text.slice(Math.max(0, start - 14), start),
    )
      ? 'ORG'
      : 'FACILITY'
  add(reading, tokens.start[the ? i : from] ?? 0, tokens.end[last] ?? 0, kind, `${kind.toLowerCase()}/going`, 0.67)
}
