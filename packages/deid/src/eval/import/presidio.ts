import { DeidError } from '../../errors.ts'
import { codePointOffsets, type ForeignLabel, type Imported, importLabels } from './label-types.ts'

/**
 * One sample in the form of Presidio: `{"full_text","spans":[{"entity_type","start_position","end_position","entity_value"}]}` of
 * its evaluator, or `text` with the analyzer's `{"entity_type","start","end"}` under `spans`, `entities` or `results`. Offsets
 * count code points, as Python does. Throws `DeidError` (`gold_invalid`) naming the place.
 */
export function importPresidio(sample: unknown, id: string): Imported {
  const fields = (typeof sample === 'object' && sample !== null ? sample : {}) as Record<string, unknown>
  const text = fields.full_text ?? fields.text
  if (typeof text !== 'string') throw new DeidError('gold_invalid', `${id}: full_text`)
  const spans = fields.spans ?? fields.entities ?? fields.results
  if (!Array.isArray(spans)) throw new DeidError('gold_invalid', `${id}: spans`)
  const toUnits = codePointOffsets(text)
  const labels = spans.map((span: unknown, n) => labelOf(span, text, { toUnits, at: `${id}: spans[${n}]` }))
  return importLabels(id, text, labels)
}

function labelOf(
  span: unknown,
  text: string,
  { toUnits, at }: { toUnits: (offset: number) => number | undefined; at: string },
): ForeignLabel {
  const fields = (typeof span === 'object' && span !== null ? span : {}) as Record<string, unknown>
  const { entity_type: type, entity_value: stated } = fields
  if (typeof type !== 'string') throw new DeidError('gold_invalid', `${at}: entity_type`)
  const start = toUnits(Number(fields.start_position ?? fields.start))
  const end = toUnits(Number(fields.end_position ?? fields.end))
  if (start === undefined || end === undefined || end <= start)
    throw new DeidError('gold_invalid', `${at} lies outside its text`)
  if (typeof stated === 'string' && text.slice(start, end) !== stated)
    throw new DeidError('gold_invalid', `${at} does not hold what it states`)
  return { start, end, type, at }
}
