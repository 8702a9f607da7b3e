import { generateNotes } from '@cordon/hospital'
import { renamed, retyped, swapped } from './augment.mjs'
import { createComposer } from './compose.mjs'
import { createInvention } from './invent.mjs'
import { createRandom } from './random.mjs'

/** Documents {text, spans} to learn from: the hospital's notes with other names and places in them, and composed sentences. */
export function makeCorpus({ seed, notes, composed, half, lexicon, swapRate, written = [], copies = 0 }) {
  const invent = createInvention(lexicon, half)
  const compose = createComposer(invent)
  const random = createRandom(`tagger/${seed}/${half}`)
  const hospital = generateNotes({ seed: seed * 2 + (half === 'train' ? 0 : 1), count: notes }).map((note, i) => {
    const own = random.fork(`note/${i}`)
    return retyped(own.chance(swapRate) ? swapped(note, invent, own, 0.9) : note, own)
  })
  const sentences = Array.from({ length: composed }, (_, i) => {
    const own = random.fork(`composed/${i}`)
    return retyped(compose(own), own)
  })
  return random.fork('order').shuffle([...hospital, ...sentences, ...copied(written, copies, invent, random)])
}

/** Each written note as it is, and often with other people, places and numbers in it. Lines with a person of a disease's name come oftener. */
function copied(written, copies, invent, random) {
  return written.flatMap((note) => {
    const own = random.fork(note.id)
    const length = note.line && note.spans.length > 0 ? LINES_OFTENER * copies : copies
    const others = Array.from({ length }, (_, i) => changed(note, invent, own.fork(`copy/${i}`)))
    return [note, ...others].map((one) => ({ ...one, written: true, fold: note.fold }))
  })
}

const LINES_OFTENER = 3

/** A written text about others, in other letters. */
export function changed(note, invent, random) {
  const other = note.line && random.chance(0.7) ? renamed(note, invent, random) : swapped(note, invent, random, 0.9)
  return retyped(other, random)
}
