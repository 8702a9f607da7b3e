/**
 * What a scanner misread, put right for reading: `O936 5l8` is 0936 518, `Ph0ne` is Phone. One character for one, so that offsets stay.
 * Only in a text that shows such misreadings several times; elsewhere `O2`, `B12`, `I-131` and `A1c` mean what they say.
 */
export function reread(text: string): string {
  if (!isMisread(text)) return text
  const out: string[] = []
  let last = 0
  for (const match of text.matchAll(/[A-Za-z\d]+/g)) {
    const token = match[0]
    const put =
      token.length === 1
        ? alone(text, match.index)
        : isNumeric(text, token, match.index)
          ? digits(token)
          : letters(token)
    if (put === token) continue
    out.push(text.slice(last, match.index), put)
    last = match.index + token.length
  }
  out.push(text.slice(last))
  return out.join('')
}

/** Misreadings that make a text a scanned one. */
const SIGNS_MIN = 4

const SIGN =
  /[A-Za-z]0[A-Za-z]{2}|[a-z]{2}1[a-z]{2}|[A-Z]{2}l[A-Z]{2}|\d[Ol]\d|(?:^|[ (/:-])[Ol]\d{2}|\d{2}[Ol](?![\w])/g

function isMisread(text: string): boolean {
  SIGN.lastIndex = 0
  let signs = 0
  for (let match = SIGN.exec(text); match !== null; match = SIGN.exec(text)) {
    if (/\d[Ol]|[Ol]\d/.test(match[0]) || isWordWithDigit(text, match.index)) signs++
    if (signs >= SIGNS_MIN) return true
  }
  return false
}

/** A word of letters with one or two noughts and ones in it; a code of hexadecimal digits is none. */
function isWordWithDigit(text: string, at: number): boolean {
  let start = at
  while (start > 0 && at - start < 20 && /[A-Za-z\d]/.test(text.charAt(start - 1))) start--
  const token = /^[A-Za-z\d]{4,20}/.exec(text.slice(start, start + 24))?.[0] ?? ''
  return /^[A-Za-z]*[01]?[A-Za-z]+[01]?[A-Za-z]*$/.test(token) && !/a1c$/i.test(token) && /[g-z]/i.test(token)
}

/** A single letter between digits: `l O 6 2`. */
function alone(text: string, at: number): string {
  const char = text.charAt(at)
  if (char !== 'O' && char !== 'l' && char !== 'I') return char
  const before = /[\dOl] ?[-/.]? ?$/.test(text.slice(Math.max(0, at - 4), at))
  const after = /^ ?[-/.]? ?[\dOl]/.test(text.slice(at + 1, at + 5))
  const digit = char === 'O' ? '0' : '1'
  return (char === 'I' ? before && after : before || after) ? digit : char
}

const MISREAD: Readonly<Record<string, string>> = { O: '0', o: '0', l: '1', I: '1', i: '1', Z: '2', S: '5', B: '8' }

/** Digits and letters that look like them; a lone O before a digit only where a number goes on beside it. */
function isNumeric(text: string, token: string, at: number): boolean {
  if (!/^[\dOolIZSB]+$/.test(token)) return false
  const digit = /\d/.test(token)
  if (digit && /^[\dl]/.test(token)) return true
  if (!/^[OlIZ]/.test(token) || (!digit && token.length > 4)) return false
  if (digit && token.length > 2 && token.startsWith('O')) return true
  return (
    /[\dOl] ?[-/.:] ?$/.test(text.slice(Math.max(0, at - 4), at)) ||
    /^ ?[-/.:] ?[\dOl]/.test(text.slice(at + token.length, at + token.length + 4)) ||
    /\d $/.test(text.slice(Math.max(0, at - 2), at))
  )
}

const digits = (token: string): string => token.replace(/[OolIZSB]/g, (char) => MISREAD[char] ?? char)

/** Words of letters with noughts and ones: after their neighbours' case. */
function letters(token: string): string {
  if (/^[A-Z]+l[A-Z]+$|^l[A-Z]+$|^l[bcdfgkmnpqrstvwxz][a-z]{3}/.test(token)) return token.replace('l', 'I')
  if (
    /[2-9]/.test(token) ||
    token.replace(/[01]/g, '').length * 2 <= token.length - 1 ||
    /^[A-MO-Za-mo-z]\d$/.test(token)
  )
    return token
  if (!/[01]/.test(token))
    return LABELS[token.toLowerCase()] === undefined ? token : cased(token, LABELS[token.toLowerCase()] ?? token)
  const caps = !/[a-z]/.test(token)
  const plain = token
    .replace(/^0/, 'O')
    .replace(/0/g, caps ? 'O' : 'o')
    .replace(/1/g, caps ? 'I' : 'l')
  return cased(plain, LABELS[plain.toLowerCase()] ?? plain)
}

const cased = (token: string, plain: string): string =>
  /^[A-Z]/.test(token) ? plain.charAt(0).toUpperCase() + plain.slice(1) : plain

/** Words of labels in which an i was read as l. */
const LABELS: Readonly<Record<string, string>> = {
  medlcare: 'medicare',
  medlcal: 'medical',
  medlcaid: 'medicaid',
  llc: 'lic',
  llcense: 'license',
  zlp: 'zip',
  clty: 'city',
  emall: 'email',
  maii: 'mail',
  vehicie: 'vehicle',
  vln: 'vin',
  parlsh: 'parish',
  clinlc: 'clinic',
  cllnic: 'clinic',
  vlsit: 'visit',
}
