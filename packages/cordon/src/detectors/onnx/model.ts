import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { z } from 'zod'
import { loadRuntime, type Runtime, type Session } from './runtime.ts'

/** A token classifier in a folder: `model.onnx`, `tokenizer.json`, `config.json`, as Hugging Face's exporters write them. */
export interface Model {
  /** SHA-256 of the three files, in hexadecimal. */
  readonly hash: string
  readonly tokenizer: unknown
  readonly id2label: Readonly<Record<string, string>>
  readonly vocabularySize: number | undefined
  /** Tokens that it reads at once, those around the text included. */
  readonly tokensMax: number
  /** For each token the outputs of every label. Throws when the model gives anything else. */
  classify(ids: readonly number[]): Promise<Float32Array[]>
}

const Shape = z.object({
  id2label: z.record(z.string(), z.string().max(100)).refine((labels) => Object.keys(labels).length <= 1_000),
  max_position_embeddings: z.int().positive().default(512),
  model_type: z.string().default(''),
  vocab_size: z.int().positive().optional(),
})

/** Throws `config_invalid` with the file. What is hashed is what is loaded: each file is read once. */
export async function openModel(folder: string, runtimeFolder: string | undefined): Promise<Model> {
  const runtime = loadRuntime(runtimeFolder)
  const [model, tokenizer, config] = await Promise.all(FILES.map((file) => read(join(folder, file.name), file)))
  const shape = Shape.safeParse(json(config, 'config.json'))
  if (!shape.success) throw refused(`config.json, ${shape.error.issues[0]?.path.join('.') ?? 'shape'}`)
  const { id2label, vocab_size: vocabularySize } = shape.data
  const session = await openSession(runtime, model ?? Buffer.alloc(0))
  const hash = createHash('sha256')
  for (const bytes of [model, tokenizer, config]) hash.update(`${bytes?.length ?? 0}\n`).update(bytes ?? '')
  return {
    hash: hash.digest('hex'),
    tokenizer: json(tokenizer, 'tokenizer.json'),
    id2label,
    vocabularySize,
    tokensMax: Math.min(TOKENS_MAX, positionsOf(shape.data)),
    classify: createClassify(runtime, session, Object.keys(id2label).length),
  }
}

const FILES = [
  { name: 'model.onnx', bytesMax: 2_000_000_000 },
  { name: 'tokenizer.json', bytesMax: 64_000_000 },
  { name: 'config.json', bytesMax: 1_000_000 },
] as const

const TOKENS_MAX = 512

/** RoBERTa counts its positions from two on. */
function positionsOf({ max_position_embeddings: positions, model_type: type }: z.infer<typeof Shape>): number {
  return /roberta|camembert/.test(type) ? positions - 2 : positions
}

/** One thread of its own for each: how many work at once is Cordon's to decide. */
async function openSession({ InferenceSession }: Runtime, model: Uint8Array): Promise<Session> {
  const options = { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 }
  const session = await InferenceSession.create(model, options).catch((cause: unknown) => {
    throw new CordonError('config_invalid', { at: 'detector.onnx: model.onnx', cause })
  })
  const unknown = session.inputNames.find((name) => !(name in INPUTS))
  if (unknown !== undefined || !session.outputNames.includes('logits')) throw refused('model.onnx, inputs and outputs')
  return session
}

/** What a model may ask for, of one text: its tokens, that all of them count, and that they are of one segment. */
const INPUTS: Record<string, (id: number) => bigint> = {
  input_ids: (id) => BigInt(id),
  attention_mask: () => 1n,
  token_type_ids: () => 0n,
}

function createClassify({ Tensor }: Runtime, session: Session, labels: number): Model['classify'] {
  return async (ids) => {
    const feeds = Object.fromEntries(
      session.inputNames.map((name) => {
        const values = BigInt64Array.from(ids, INPUTS[name] ?? INPUTS.attention_mask ?? (() => 0n))
        return [name, new Tensor('int64', values, [1, ids.length])]
      }),
    )
    const { logits } = await session.run(feeds)
    const { dims = [], data } = logits ?? {}
    if (!(data instanceof Float32Array) || dims.join() !== `1,${ids.length},${labels}`)
      throw new TypeError('logits of another shape')
    return ids.map((_, i) => data.slice(i * labels, (i + 1) * labels))
  }
}

async function read(path: string, { name, bytesMax }: (typeof FILES)[number]): Promise<Buffer> {
  try {
    if ((await stat(path)).size <= bytesMax) return await readFile(path)
  } catch (cause) {
    throw new CordonError('config_invalid', { at: `detector.onnx: ${name}`, cause })
  }
  throw refused(`${name} is larger than ${bytesMax} bytes`)
}

function json(bytes: Buffer | undefined, name: string): unknown {
  try {
    return JSON.parse((bytes ?? Buffer.alloc(0)).toString('utf8'))
  } catch (cause) {
    throw new CordonError('config_invalid', { at: `detector.onnx: ${name}`, cause })
  }
}

function refused(what: string): CordonError {
  return new CordonError('config_invalid', { at: `detector.onnx: ${what}` })
}
