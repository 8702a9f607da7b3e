/** From here to there in a text, in UTF-16 code units, `end` exclusive. */
export interface Range {
  readonly start: number
  readonly end: number
}

/**
 * What a page would not show of a text with markup in it: comments, scripts, and elements that are hidden. Styles go down to what is
 * inside, as in a browser: `display: none` hides all of it, while a size of nothing or `visibility` ends where an element inside sets
 * another. Colours hide nothing: white letters stand on dark cells. One pass, whatever it is given.
 */
export function unseenIn(text: string): Range[] {
  const found: Range[] = []
  const open: Element[] = []
  const take = (start: number, end: number): void => {
    const last = found.at(-1)
    if (last?.end === start) found[found.length - 1] = { start: last.start, end }
    else if (start < end) found.push({ start, end })
  }
  let from = 0
  for (let tag = tagFrom(text, from); tag !== undefined; tag = tagFrom(text, from)) {
    if (isUnseen(open.at(-1))) take(from, tag.start)
    from = tag.end
    if (tag.name === undefined) take(tag.start, tag.end)
    else if (tag.closes) {
      if (isUnseen(open.at(-1))) take(tag.start, tag.end)
      const at = open.findLastIndex(({ name }) => name === tag.name)
      if (at >= 0) open.length = at
    } else {
      endImplied(open, tag.name)
      const element = elementOf(tag.name, tag.attributes, open.at(-1))
      if (isUnseen(element)) take(tag.start, tag.end)
      if (!VOID.has(tag.name) && open.length < DEPTH_MAX) open.push(element)
    }
  }
  if (isUnseen(open.at(-1))) take(from, text.length)
  return found
}

/** Where what is seen begins: the end of the range that began before this place and goes beyond it, or this place. */
export function behind(ranges: readonly Range[], at: number): number {
  let low = 0
  for (let high = ranges.length; low < high; ) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.end ?? at) <= at) low = middle + 1
    else high = middle
  }
  const over = ranges[low]
  return over !== undefined && over.start < at ? over.end : at
}

/** Elements inside one another that are followed; deeper ones are taken for their parent. */
const DEPTH_MAX = 200

interface Element {
  readonly name: string
  /** Whatever stands in it. */
  readonly gone: boolean
  readonly sizeless: boolean
  readonly invisible: boolean
}

const isUnseen = (element: Element | undefined): boolean =>
  element !== undefined && (element.gone || element.sizeless || element.invisible)

interface Tag extends Range {
  /** Absent: nothing of it is shown, a comment or a script. */
  readonly name?: string
  readonly closes: boolean
  readonly attributes: string
}

function tagFrom(text: string, from: number): Tag | undefined {
  const pattern = /<!--|<(\/?)([a-z][a-z0-9-]{0,40})((?:[\s/](?:[^<>"']|"[^"]{0,2000}"|'[^']{0,2000}'){0,2000})?)>/gi
  pattern.lastIndex = from
  const found = pattern.exec(text)
  if (found === null) return undefined
  const [whole, slash, given, attributes = ''] = found
  const start = found.index
  const name = given?.toLowerCase()
  if (name === undefined) return { start, end: endOf(text, /--!?>/g, start + 2), closes: false, attributes }
  if (slash === '' && (name === 'script' || name === 'style'))
    return { start, end: endOf(text, new RegExp(`</${name}\\s*>`, 'gi'), start), closes: false, attributes }
  return { start, end: start + whole.length, name, closes: slash !== '', attributes }
}

/** Behind the next one, or the end: a browser shows nothing of what is not closed. */
function endOf(text: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : text.length
}

function elementOf(name: string, attributes: string, parent: Element | undefined): Element {
  let gone = parent?.gone === true || name === 'template'
  let sizeless = parent?.sizeless === true
  let invisible = parent?.invisible === true
  const { style, isHidden } = read(attributes)
  if (isHidden || (name === 'input' && /\btype\s*=\s*["']?hidden\b/i.test(attributes))) gone = true
  for (const declaration of style.split(';')) {
    const [property, value] = declaration.split(':', 2).map((part) => part.trim().toLowerCase())
    if (property === undefined || value === undefined) continue
    if (property === 'display' && value.startsWith('none')) gone = true
    if (property === 'opacity' && ZERO.test(value)) gone = true
    if (property === 'font-size') sizeless = ZERO.test(value)
    if (property === 'visibility') invisible = value.startsWith('hidden')
  }
  return { name, gone, sizeless, invisible }
}

/** `0`, `0px`, `0.0em`, and not `0.9em`. */
const ZERO = /^0*(?:0|\.0+|0\.0*)(?![.\d])/

/** A word `hidden` counts as the attribute only where everything else there has a value: `<x and hidden nodule>` is prose. */
function read(attributes: string): { style: string; isHidden: boolean } {
  const bare: string[] = []
  let style = ''
  for (const [, name = '', double, single, plain] of attributes.matchAll(ATTRIBUTE)) {
    const value = double ?? single ?? plain
    if (value === undefined) bare.push(name.toLowerCase())
    else if (name.toLowerCase() === 'style') style = value
    else if (name.toLowerCase() === 'hidden') bare.push('hidden')
  }
  return { style, isHidden: bare.length === 1 && bare[0] === 'hidden' }
}

const ATTRIBUTE = /([^\s"'<>/=]{1,100})(?:\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'<>]{1,2000})))?/g

/** An end tag may be left out of these: what opens ends what stands open, inside its own container. */
function endImplied(open: Element[], name: string): void {
  const ended = ENDED[name]
  if (ended === undefined) return
  const inside = open.findLastIndex((each) => CONTAINERS.has(each.name))
  const at = open.findIndex((each, n) => n > inside && ended.has(each.name))
  if (at >= 0) open.length = at
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))
const VOID = set('area base br col embed hr img input link meta source track wbr')
const CONTAINERS = set('table ul ol dl select div section article blockquote')
const ENDED: Readonly<Record<string, ReadonlySet<string>>> = {
  ...Object.fromEntries(
    'p div ul ol dl table h1 h2 h3 h4 h5 h6 hr pre section'.split(' ').map((each) => [each, set('p')]),
  ),
  li: set('li p'),
  dt: set('dt dd p'),
  dd: set('dt dd p'),
  option: set('option'),
  td: set('td th p'),
  th: set('td th p'),
  tr: set('tr td th p'),
  thead: set('tr td th p thead tbody tfoot'),
  tbody: set('tr td th p thead tbody tfoot'),
  tfoot: set('tr td th p thead tbody tfoot'),
}
