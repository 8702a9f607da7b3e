import { DeidError } from '../../errors.ts'
import { codePointOffsets, type ForeignLabel, type Imported, importLabels } from './label-types.ts'

/**
 * A note and its labels in brat's standoff form (https://brat.nlplab.org/standoff.html): a `T` line is id, type, offsets and
 * words, separated by tabs. Offsets count code points; a label in several pieces becomes one for each. Relations, events,
 * attributes and notes are no labels. Throws `DeidError` (`gold_invalid`) naming file and line.
 */
export function importBrat(text: string, annotations: string, id: string): Imported {
  const toUnits = codePointOffsets(text)
  const labels = annotations.split(/\r?\n/).flatMap((line, n) => {
    if (!line.startsWith('T')) return []
    return labelsOf(line, text, { toUnits, at: `${id}: line ${n + 1}` })
  })
  return importLabels(id, text, labels)
}

const LINE = /^T\S*\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)$/

function labelsOf(
  line: string,
  text: string,
  { toUnits, at }: { toUnits: (offset: number) => number | undefined; at: string },
): ForeignLabel[] {
  const [, type = '', written = '', words = ''] = LINE.exec(line) ?? []
  if (type === '') throw new DeidError('gold_invalid', `${at} is not a label`)
  const pieces = written.split(';').map((piece) => {
    const [start, end] = piece.split(' ').map((offset) => toUnits(Number(offset)))
    if (start === undefined || end === undefined || end <= start)
      throw new DeidError('gold_invalid', `${at} lies outside its text`)
    return { start, end, type, at }
  })
  const said = pieces.map(({ start, end }) => text.slice(start, end)).join(' ')
  if (bare(said) !== bare(words)) throw new DeidError('gold_invalid', `${at} does not hold what it states`)
  return pieces
}

function bare(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
