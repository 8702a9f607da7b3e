/** Character references of XML and HTML (HTML 4.01, section 24): how a text is written between tags. */

/** What `raw` says, and where each of its UTF-16 units stands. An unknown entity says itself. */
export function decodeEntities(raw: string): { said: string; rawAt: number[] } {
  const rawAt: number[] = []
  let said = ''
  const say = (text: string, at: number): void => {
    for (let i = 0; i < text.length; i++) rawAt.push(at)
    said += text
  }
  for (let at = 0; at < raw.length; ) {
    ENTITY.lastIndex = at
    const [written = ''] = raw.charAt(at) === '&' ? (ENTITY.exec(raw) ?? []) : []
    const text = written === '' ? undefined : entityText(written)
    if (text === undefined) rawAt.push(at)
    if (text === undefined) said += raw.charAt(at)
    else say(text, at)
    at += text === undefined ? 1 : written.length
  }
  return { said, rawAt }
}

/** The text of one reference, for example `&#39;`; `undefined` when it is none that we know. */
export function entityText(written: string): string | undefined {
  const name = written.slice(1, -1)
  if (!name.startsWith('#')) return NAMED.get(name)
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return isCharacter ? String.fromCodePoint(code) : undefined
}

/** The name of a Latin-1 character, for example `&eacute;`; `undefined` for others. */
export function entityOf(char: string): string | undefined {
  const name = LATIN_1[char.charCodeAt(0) - 160]
  return char.length === 1 && name !== undefined ? `&${name};` : undefined
}

const ENTITY = /&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});/y

/** Of the characters 160 to 255, in order. */
const LATIN_1: readonly string[] = (
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para ' +
  'middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave ' +
  'Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc ' +
  'Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc ' +
  'iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'
).split(' ')

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['ndash', '\u2013'],
  ['mdash', '\u2014'],
  ['lsquo', '\u2018'],
  ['rsquo', '\u2019'],
  ['ldquo', '\u201c'],
  ['rdquo', '\u201d'],
  ['bull', '\u2022'],
  ['hellip', '\u2026'],
  ...LATIN_1.map((name, i): [string, string] => [name, String.fromCharCode(160 + i)]),
])
