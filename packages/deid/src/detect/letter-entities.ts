/**
 * The letters that HTML names (HTML Living Standard, section 13.5): nearly all are a letter and the name of its mark, `&ntilde;`,
 * `&Scaron;`; the others have a name of their own. Case tells `&Ntilde;` from `&ntilde;`.
 *
 * @example letterOf('ntilde') // 'ñ'
 */
export function letterOf(name: string): string | undefined {
  const [, letter = '', mark = ''] = /^([A-Za-z])([a-z]{3,6})$/.exec(name) ?? []
  const combining = Object.hasOwn(MARKS, mark) ? MARKS[mark] : undefined
  const composed = combining === undefined ? '' : (letter + combining).normalize('NFC')
  if (composed.length === 1) return composed
  return Object.hasOwn(OTHERS, name) ? OTHERS[name] : undefined
}

/** Combining characters of Unicode, by HTML's names. */
const MARKS: Readonly<Record<string, string>> = {
  grave: '\u0300',
  acute: '\u0301',
  circ: '\u0302',
  tilde: '\u0303',
  macr: '\u0304',
  breve: '\u0306',
  dot: '\u0307',
  uml: '\u0308',
  ring: '\u030a',
  dblac: '\u030b',
  caron: '\u030c',
  cedil: '\u0327',
  ogon: '\u0328',
}

const OTHERS: Readonly<Record<string, string>> = {
  AElig: 'Æ',
  aelig: 'æ',
  OElig: 'Œ',
  oelig: 'œ',
  IJlig: 'Ĳ',
  ijlig: 'ĳ',
  szlig: 'ß',
  Oslash: 'Ø',
  oslash: 'ø',
  Lstrok: 'Ł',
  lstrok: 'ł',
  Dstrok: 'Đ',
  dstrok: 'đ',
  Hstrok: 'Ħ',
  hstrok: 'ħ',
  Tstrok: 'Ŧ',
  tstrok: 'ŧ',
  Lmidot: 'Ŀ',
  lmidot: 'ŀ',
  ETH: 'Ð',
  eth: 'ð',
  THORN: 'Þ',
  thorn: 'þ',
  ENG: 'Ŋ',
  eng: 'ŋ',
  imath: 'ı',
  inodot: 'ı',
  kgreen: 'ĸ',
  napos: 'ŉ',
}
