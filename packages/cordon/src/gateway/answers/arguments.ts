import { createJsonRestorer, type Restored, type Restorer, restoreJsonText } from '@cordon/deid'
import type { Restoring } from '../dialects/dialect.ts'
import { whole } from './scan.ts'

/** Arguments of a tool call: looked through, and given their values back where the tool is inside the boundary. */
export function createArguments({ book, scan }: Pick<Restoring, 'book' | 'scan'>, isInside: boolean): Restorer {
  const restorer = isInside ? createJsonRestorer({ book }) : UNTOUCHED
  const filter = scan.json()
  return {
    ...restorer,
    push: (chunk) => restorer.push(filter.push(chunk)),
    end: () => restorer.push(filter.end()) + restorer.end(),
  }
}

/** A tool outside gets codes, and nothing of it is remembered. */
const UNTOUCHED: Restorer = {
  push: (chunk) => chunk,
  end: () => '',
  restored: () => undefined,
  unknown: () => 0,
}

/** The same of arguments that are there; undefined: they stay as they came. */
export function restoreArguments(
  text: string,
  { book, scan }: Pick<Restoring, 'book' | 'scan'>,
  isInside: boolean,
): Restored | undefined {
  whole(scan.json(), text)
  return isInside ? restoreJsonText(text, book) : undefined
}
