/** Changes to a document that keep its gold right: letters, line breaks, punctuation, typos, and other values in place of the generator's. */

/** Other names, places and institutions in place of those that the generator's own lists gave. Every mention of a value changes alike. */
export function swapped({ text, spans }, invent, random, rate) {
  const people = new Map()
  const others = new Map()
  return rebuilt(text, spans, (value, type) => {
    if (type === 'NAME') return random.chance(rate) || people.size > 0 ? swapName(value, people, invent, random) : value
    const make = NUMBERED.has(type) ? () => renumbered(value, random) : MAKERS[type]
    if (make === undefined || !random.chance(rate)) return value
    const known = others.get(value.toLowerCase())
    const made = known ?? make(invent, random)
    others.set(value.toLowerCase(), made)
    return likeCase(made, value)
  })
}

const MAKERS = {
  CITY: (invent, random) => invent.city(random),
  FACILITY: (invent, random) => invent.facility(random),
  ORG: (invent, random) => invent.org(random),
  STREET: (invent, random) => invent.street(random),
  COUNTY: (invent, random) => invent.county(random),
}

const NUMBERED = new Set('PHONE FAX SSN MRN HEALTHPLAN ACCOUNT LICENSE VEHICLE DEVICE BIOMETRIC OTHERID ZIP'.split(' '))

/** Other digits, and now and then other capitals between them: the form stays. */
function renumbered(value, random) {
  const letters = random.chance(0.4)
  return value.replace(/\d|(?<![a-z])[A-Z](?![a-z])/g, (char) => {
    if (/\d/.test(char)) return String(random.int(0, 9))
    return letters ? 'ABCDEFGHJKLMNPQRSTUVWXYZ'[random.int(0, 23)] : char
  })
}

/** Word by word, so that forms, order, initials and punctuation stay. */
function swapName(value, people, invent, random) {
  return value.replace(/[\p{L}'’]{3,}/gu, (word) => {
    if (/^(?:van|von|der|del|della|bin|ibn|iii|jnr|snr)$/i.test(word)) return word
    const key = word.toLowerCase()
    if (!people.has(key)) people.set(key, otherName(word, invent, random))
    return likeCase(people.get(key), word)
  })
}

/** Now and then somebody bears the name of a disease or an everyday word; not where small letters would hide that it is a name. */
function otherName(word, invent, random) {
  const roll = random.next()
  if (roll < 0.1 && word !== word.toLowerCase()) return roll < 0.06 ? invent.eponym(random) : invent.homograph(random)
  return (random.chance(0.5) ? invent.first(random) : invent.last(random)).split(' ')[0]
}

/**
 * The same line about another eponym, at every mention: what stands around it makes it a disease or a person, not the word. Where the word is
 * an everyday one only the person changes.
 */
export function renamed({ text, spans, ...rest }, invent, random) {
  const changes = new Map()
  const other = (word) => {
    const key = word.toLowerCase()
    if (!changes.has(key))
      changes.set(key, random.chance(0.7) ? invent.eponym(random) : invent.last(random).split(' ')[0])
    return likeCase(changes.get(key), word)
  }
  const between = (part) =>
    part.replace(/(?<![\p{L}-])[\p{Lu}][\p{L}]{3,}(?![\p{L}]|-[\p{Ll}])/gu, (word) =>
      invent.eponyms.has(word.toLowerCase()) ? other(word) : word,
    )
  const everyday = (value) => !invent.eponyms.has(value.toLowerCase().split(/[ ,]/)[0])
  return {
    ...rest,
    ...rebuilt(
      text,
      spans,
      (value) => (everyday(value) && /^\p{Lu}\p{Ll}+$/u.test(value) ? invent.homograph(random) : between(value)),
      between,
    ),
  }
}

function likeCase(made, model) {
  if (model === model.toUpperCase() && /\p{L}{2}/u.test(model)) return made.toUpperCase()
  return model === model.toLowerCase() ? made.toLowerCase() : made
}

function rebuilt(text, spans, change, between = (part) => part) {
  let out = ''
  let from = 0
  const moved = []
  for (const { start, end, type } of spans) {
    out += between(text.slice(from, start))
    const value = change(text.slice(start, end), type)
    moved.push({ start: out.length, end: out.length + value.length, type })
    out += value
    from = end
  }
  return { text: out + between(text.slice(from)), spans: moved }
}

/** As somebody else would type it. Lengths never change, so spans stay. */
export function retyped({ text, spans }, random) {
  const roll = random.next()
  let changed = text
  if (roll < 0.14) changed = sameLength(text, (part) => part.toLowerCase())
  else if (roll < 0.24) changed = sameLength(text, (part) => part.toUpperCase())
  else if (roll < 0.32)
    changed = byLine(text, (line) =>
      random.chance(0.3)
        ? sameLength(line, (part) => (random.chance(0.6) ? part.toUpperCase() : part.toLowerCase()))
        : line,
    )
  if (random.chance(0.1)) changed = wrapped(changed, random.int(50, 100))
  if (random.chance(0.1)) changed = changed.replace(/[.,](?=\s)/g, (mark) => (random.chance(0.5) ? ' ' : mark))
  if (random.chance(0.1))
    changed = changed.replace(/(?<=[a-z])([a-z])([a-z])(?=[a-z])/g, (pair, a, b) =>
      random.chance(0.02) ? b + a : pair,
    )
  if (random.chance(0.03)) changed = misread(changed, random)
  return { text: changed, spans }
}

/** As a scanner reads it: look-alikes, one for one. */
function misread(text, random) {
  return text.replace(/[oOlISBeg]/g, (char) => (random.chance(0.15) ? (LOOK_ALIKES[char] ?? char) : char))
}

const LOOK_ALIKES = { o: '0', O: '0', l: '1', I: 'l', S: '5', B: '8', e: 'c', g: '9' }

function sameLength(text, change) {
  const changed = change(text)
  return changed.length === text.length ? changed : text
}

const byLine = (text, change) => text.split('\n').map(change).join('\n')

function wrapped(text, columns) {
  return byLine(text, (line) => {
    let out = ''
    let rest = line
    while (rest.length > columns && !/ {2}|\||\t/.test(rest)) {
      const blank = rest.lastIndexOf(' ', columns)
      if (blank <= 0) break
      out += `${rest.slice(0, blank)}\n`
      rest = rest.slice(blank + 1)
    }
    return out + rest
  })
}
