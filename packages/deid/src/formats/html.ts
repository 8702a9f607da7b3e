import type { Format } from './format.ts'
import { markupText } from './markup.ts'
import { readMarkup } from './markup-tokens.ts'

/** HTML, as browsers read it: what stands between tags, in comments and in attributes. */
export const html: Format = {
  name: 'html',
  sniff: (text) => /^\s*<(?:!doctype html|html|body|div|p|table)\b/i.test(text),
  open(text, breaks = []) {
    const { leaf, write } = markupText(text, readMarkup(text, false), breaks)
    return { leaves: [{ path: [], ...leaf }], rewrite: ([edits = []], way) => write(edits, way) }
  },
}
