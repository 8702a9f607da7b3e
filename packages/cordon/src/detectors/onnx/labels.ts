import { CordonError } from '@cordon/contract'
import type { IdentifierKind } from '@cordon/deid'

/** What one output of the model means. `outside` is no identifier, and so is a label that the table maps to `none`. */
export type Meaning =
  | { readonly kind: 'outside' }
  | { readonly kind: IdentifierKind; readonly label: string; readonly begins: boolean }

/** From a model's label, without its prefix, to Cordon's kind; `none`: the site decided that it identifies nobody. */
export type LabelTable = Readonly<Record<string, IdentifierKind | 'none'>>

/**
 * The meaning of each output, by its index. Understands BIO, BIOES and BILOU prefixes, and plain labels. Throws
 * `config_invalid` for a label that the table does not name: an identifier that nobody mapped would leave in silence.
 */
export function readLabels(id2label: Readonly<Record<string, string>>, table: LabelTable): Meaning[] {
  return Object.keys(id2label).map((_, id) => {
    const label = id2label[id]
    if (label === undefined) throw refused('config.json: id2label is not 0, 1, 2, …')
    return meaningOf(label, table)
  })
}

function meaningOf(label: string, table: LabelTable): Meaning {
  if (label === 'O') return { kind: 'outside' }
  const [, prefix = '', name = label] = /^([BIESLU])[-_](.+)$/.exec(label) ?? []
  const kind = Object.hasOwn(table, name) ? table[name] : undefined
  if (kind === undefined) throw refused(`labels: ${name} is not mapped`)
  return kind === 'none' ? { kind: 'outside' } : { kind, label: name, begins: 'BSU'.includes(prefix) && prefix !== '' }
}

function refused(what: string): CordonError {
  return new CordonError('config_invalid', { at: `detector.onnx: ${what}` })
}
