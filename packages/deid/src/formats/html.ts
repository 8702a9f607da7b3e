import { applyEdits } from './document.ts'
import type { Format } from './format.ts'
import { markupText } from './markup.ts'
import { readMarkup } from './markup-tokens.ts'

/** HTML, as browsers read it: what stands between tags, in comments and in attributes. */
export const html: Format = {
  name: 'html',
  sniff: (text) => /^\s*<(?:!doctype html|html|body|div|p|table)\b/i.test(text),
  open(text) {
    const { leaf, write } = markupText(text, readMarkup(text, false))
    return { leaves: [{ path: [], ...leaf }], rebuild: ([edits = []], way) => applyEdits(text, write(edits, way)) }
  },
}
