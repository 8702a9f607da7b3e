import { add, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, GIVEN, SURNAME, WORDLIKE } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, LINE, LOWER, MARK, MIXED, NUMBER, WORD } from '../tokens.ts'

/** `by bhaldane at 203.0.113.19`, `(user mdubicki)`: a user name without digits, told by what stands on both sides. */
export const logUsers: Rule = {
  starts: { words: ['by', 'user', 'username', 'login', 'op', 'operator', 'uid', 'requester', 'scribe'] },
  read: user,
}

function user(reading: Reading, k: number): void {
  const { tokens } = reading
  let i = k + 1
  if (/^[:=]$/.test(tokens.lower[i] ?? '')) i++
  if ((tokens.gap[i] ?? LINE) > BLANK || !isInvented(reading, i) || !ends(reading, i, tokens.lower[k] === 'by')) return
  add(reading, tokens.start[i] ?? 0, tokens.end[i] ?? 0, 'OTHERID', 'handle/log', 0.75)
}

/** `2026-03-02 09:14 kmistry opened from`: a user name after the time of an entry and before what it did. */
export const entryUsers: Rule = {
  starts: {
    words: [
      'opened',
      'viewed',
      'accessed',
      'printed',
      'exported',
      'edited',
      'signed',
      'merged',
      'from',
      'rang',
      'logged',
      'updated',
      'created',
      'deleted',
      'released',
      'cosigned',
    ],
  },
  read: entry,
}

function entry(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k - 1] ?? 0
  if (k < 2 || tokens.gap[k] !== BLANK || !isInvented(reading, k - 1)) return
  if (/\d\d:\d\d(?::\d\d)?[Z\]]? $/.test(text.slice(Math.max(0, start - 12), start)))
    add(reading, start, tokens.end[k - 1] ?? 0, 'OTHERID', 'handle/log', 0.7)
}

/** `10.8.200.41 - jqadvocate [09/Mar/2026:06:15:02`: the user in a web server's log. */
export const webUsers: Rule = { starts: { words: ['['] }, read: web }

function web(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  if (k < 2 || tokens.type[k + 1] !== NUMBER || tokens.gap[k] !== BLANK) return
  if (!/^\[\d\d\/[A-Z][a-z]{2}\/\d{4}:/.test(text.slice(start, start + 13))) return
  const user = / - ([\w.@\\-]{2,40}) $/.exec(text.slice(Math.max(0, start - 48), start))?.[1]
  if (user !== undefined && user !== '-')
    add(reading, start - 1 - user.length, start - 1, 'OTHERID', 'handle/log', 0.85)
}

/** Five small letters or more that are no word and no name; digits may end them. */
function isInvented({ tokens }: Reading, i: number): boolean {
  const length = (tokens.end[i] ?? 0) - (tokens.start[i] ?? 0)
  if (tokens.shape[i] !== LOWER || length < 5 || length > 20 || tokens.word[i] !== 0) return false
  if (tokens.type[i] === MIXED) return /^[a-z]+\d{1,4}$/.test(tokens.lower[i] ?? '')
  return tokens.type[i] === WORD && ((tokens.flags[i] ?? 0) & (COMMON | CLINICAL | WORDLIKE | GIVEN | SURNAME)) === 0
}

const MACHINE = /^(?:till|ws|workstation|pc|station|kiosk|tablet|terminal|cart|laptop|host)$/

/** What follows closes the entry: a bracket, the end of the line, or an address or machine after `at`, `from`, `on`. */
function ends({ tokens }: Reading, i: number, strict: boolean): boolean {
  const next = i + 1
  const lower = tokens.lower[next] ?? ''
  if (/^(?:at|from|on|via)$/.test(lower))
    return (
      tokens.type[next + 1] === NUMBER ||
      tokens.type[next + 1] === MIXED ||
      lower === 'from' ||
      MACHINE.test(tokens.lower[next + 1] ?? '')
    )
  if (strict) return false
  if (next >= tokens.count || (tokens.gap[next] ?? 0) >= LINE) return true
  return tokens.type[next] === MARK && /^[).,;|\]]$/.test(lower)
}
