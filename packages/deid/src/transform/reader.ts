import { DeidError } from '../errors.ts'
import { delimiterOf, readShape, type TableShape, tableRows } from '../formats/csv.ts'
import type { Format } from '../formats/format.ts'
import { createFormats } from '../formats/formats.ts'
import { joined } from './pieces.ts'
import type { StreamFormat, StreamRecord } from './records.ts'

/** How the text of a batch is read. Of a table the first batch shows the columns; the others have no names of their own. */
export interface Reader {
  formatFor(batch: readonly StreamRecord[]): Format
}

export function createReader(format: StreamFormat): Reader {
  if (format === 'csv' || format === 'tsv') return createTableReader(format)
  const whole = createFormats()[format]
  return { formatFor: () => whole }
}

function createTableReader(name: 'csv' | 'tsv'): Reader {
  let shape: TableShape | undefined
  return {
    formatFor(batch) {
      shape ??= shapeOf(name, batch)
      return tableRows(shape, batch[0]?.number === 1)
    },
  }
}

/** From the first rows that are of one width: a row that is not is refused when its turn comes, by its number. */
function shapeOf(name: 'csv' | 'tsv', batch: readonly StreamRecord[]): TableShape {
  const delimiter = delimiterOf(name, textOf(batch))
  const shape = tryShape(batch, delimiter)
  if (typeof shape !== 'number') return shape
  const sound = tryShape(batch.slice(0, shape - 1), delimiter)
  return typeof sound === 'number' ? { delimiter, width: 0, roles: [], named: false } : sound
}

/** The number of the row that is of another width, or cannot be read. */
function tryShape(batch: readonly StreamRecord[], delimiter: string): TableShape | number {
  try {
    return readShape(textOf(batch), delimiter)
  } catch (error) {
    return Number(/\d+/.exec(error instanceof DeidError ? (error.at ?? '') : '')?.[0] ?? 1)
  }
}

/** For the columns only: bytes that are not UTF-8 are refused where the rows are read. */
function textOf(batch: readonly StreamRecord[]): string {
  return new TextDecoder().decode(joined(batch.map(({ bytes }) => bytes)))
}
