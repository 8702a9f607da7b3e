/** A stream of choices, the same for the same seed on every machine: mulberry32 over FNV-1a. */
export function createRandom(seed) {
  let state = hash(String(seed))
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const int = (least, most) => least + Math.floor(next() * (most - least + 1))
  const pick = (list) => list[int(0, list.length - 1)]
  return {
    next,
    int,
    pick,
    chance: (probability) => next() < probability,
    fork: (label) => createRandom(`${seed}/${label}`),
    pattern: (shape) => shape.replace(/[#@*]/g, (sign) => pick(SIGNS[sign])),
    shuffle: (list) => shuffled(list, int),
  }
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ'.split('')
const DIGITS = '0123456789'.split('')
const SIGNS = { '#': DIGITS, '@': LETTERS, '*': [...LETTERS, ...DIGITS] }

function shuffled(list, int) {
  const copy = [...list]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = int(0, i)
    ;[copy[i], copy[j]] = [copy[j], copy[i]]
  }
  return copy
}

export function hash(text) {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  return (h ^ (h >>> 13)) >>> 0
}
