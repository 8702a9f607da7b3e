import { createHash } from 'node:crypto'
import { CordonError } from '@cordon/contract'
import { createDetector as createBuiltIn, type Detector, type Span } from '@cordon/deid'
import type { BuiltInOptions } from '../built-in.ts'
import { readPacks } from '../packs.ts'
import { type LabelTable, type Meaning, readLabels } from './labels.ts'
import { type Model, openModel } from './model.ts'
import { spansOf, unionOf, type Verdict, verdictOf } from './spans.ts'
import { readTokenizer, type Token, type Tokenizer } from './tokenizer.ts'
import { windowsOf } from './windows.ts'

export interface OnnxOptions extends BuiltInOptions {
  /** With `model.onnx`, `tokenizer.json` and `config.json` in it. */
  readonly folder: string
  readonly labels: LabelTable
  /** Probability from which a token is taken for an identifier. */
  readonly threshold: number
  /** Where onnxruntime-node is; absent: beside Cordon. */
  readonly runtimeFolder?: string | undefined
}

/**
 * The module of a thread that runs Cordon's own detector and a customer's model: what either finds is found, and where
 * they overlap, the whole. The sweep is Cordon's own: it looks for what is known. Throws `config_invalid` with the place.
 */
export async function createDetector(options: OnnxOptions): Promise<Detector> {
  const builtIn = createBuiltIn({ packs: readPacks(options.packs) })
  const model = await openModel(options.folder, options.runtimeFolder)
  const meanings = readLabels(model.id2label, options.labels)
  const tokenizer = readTokenizer(model.tokenizer, model.vocabularySize)
  const classify = createReader(model, tokenizer, meanings, options.threshold)
  await tryOut(classify)
  return {
    version: `${builtIn.version}+onnx-${hashOf(model, options)}`,
    readsStanding: true,
    async find(texts, context) {
      const found = builtIn.find(texts, context)
      const both: Span[][] = []
      for (const [i, text] of texts.entries()) both.push(unionOf(found[i] ?? [], await classify(text)))
      return both
    },
    findKnown: (texts, known, standing) => builtIn.findKnown(texts, known, standing),
  }
}

/** Reads a text window by window; a token that two windows show is what either takes it for, the surer one's kind. */
function createReader(
  model: Model,
  { encode, before, after }: Tokenizer,
  meanings: readonly Meaning[],
  threshold: number,
): (text: string) => Promise<Span[]> {
  const size = model.tokensMax - before.length - after.length
  if (size < 1) throw new CordonError('config_invalid', { at: 'detector.onnx: config.json, max_position_embeddings' })
  return async (text) => {
    const tokens = encode(text)
    const verdicts: (Verdict | undefined)[] = tokens.map(() => undefined)
    for (const { from, to } of windowsOf(tokens.length, size)) {
      const outputs = await model.classify([...before, ...idsOf(tokens, from, to), ...after])
      for (let i = from; i < to; i++) {
        const verdict = verdictOf(outputs[before.length + i - from] ?? [], meanings, threshold)
        if (verdict !== undefined && verdict.score > (verdicts[i]?.score ?? -1)) verdicts[i] = verdict
      }
    }
    return spansOf(text, tokens, verdicts)
  }
}

function idsOf(tokens: readonly Token[], from: number, to: number): number[] {
  return tokens.slice(from, to).map(({ id }) => id)
}

/** A model that cannot read one word would refuse every request: better that nothing opens. */
async function tryOut(classify: (text: string) => Promise<Span[]>): Promise<void> {
  await classify('a').catch((cause: unknown) => {
    throw new CordonError('config_invalid', { at: 'detector.onnx: model.onnx does not classify', cause })
  })
}

/** Of everything that decides what is found. */
function hashOf({ hash }: Model, { labels, threshold }: OnnxOptions): string {
  const table = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([hash, table, threshold]))
    .digest('hex')
}
