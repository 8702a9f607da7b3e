import { HospitalError, type Piece } from '../gold.ts'
import { at, type Random } from '../random.ts'

/**
 * A template is text with slots in braces:
 * `{pt}` a slot, `{pt.last}` a slot in one form, `{date-3.long}` a slot moved by days, `{=seen|reviewed {date}}` one of
 * several, `{?A sentence.}` a part that is there half of the time. Slots are looked up in a table, so an unknown one throws.
 */
export interface SlotCall {
  readonly name: string
  /** Days to add, for dates. */
  readonly shift: number
  readonly form: string | undefined
}

/** Resolves a slot: a piece to write, or a template to fill in its turn (`{ template }`). */
export type Resolve = (call: SlotCall) => Piece | { readonly template: string }

const DEPTH_MAX = 24
const SLOT = /^([A-Za-z]\w*)([+-]\d+)?(?:\.([\w.-]+))?$/

/** Fills a template. Throws HospitalError `unbalanced_template` or what `resolve` throws. */
export function fill(template: string, resolve: Resolve, random: Random, depth = 0): Piece[] {
  if (depth > DEPTH_MAX) throw new HospitalError('unbalanced_template', 'templates nest too deeply')
  const pieces: Piece[] = []
  let from = 0
  for (;;) {
    const open = template.indexOf('{', from)
    if (open < 0) return [...pieces, template.slice(from)]
    const close = closing(template, open)
    pieces.push(template.slice(from, open), ...filled(template.slice(open + 1, close), resolve, random, depth))
    from = close + 1
  }
}

function filled(inside: string, resolve: Resolve, random: Random, depth: number): Piece[] {
  if (inside.startsWith('=')) return fill(random.pick(alternatives(inside.slice(1))), resolve, random, depth + 1)
  if (inside.startsWith('?')) return random.chance(0.5) ? fill(inside.slice(1), resolve, random, depth + 1) : []
  const found = resolve(callOf(inside))
  return isTemplate(found) ? fill(found.template, resolve, random, depth + 1) : [found]
}

function callOf(inside: string): SlotCall {
  const match = SLOT.exec(inside)
  if (match === null) throw new HospitalError('unknown_slot', inside)
  return { name: at(match, 1), shift: Number(match[2] ?? 0), form: match[3] }
}

function isTemplate(found: Piece | { readonly template: string }): found is { readonly template: string } {
  return typeof found === 'object' && 'template' in found
}

function closing(template: string, open: number): number {
  let depth = 0
  for (let i = open; i < template.length; i++) {
    if (template[i] === '{') depth++
    else if (template[i] === '}' && --depth === 0) return i
  }
  throw new HospitalError('unbalanced_template', template.slice(open, open + 40))
}

function alternatives(inside: string): string[] {
  const found: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i < inside.length; i++) {
    if (inside[i] === '{') depth++
    else if (inside[i] === '}') depth--
    else if (inside[i] === '|' && depth === 0) {
      found.push(inside.slice(from, i))
      from = i + 1
    }
  }
  return [...found, inside.slice(from)]
}
