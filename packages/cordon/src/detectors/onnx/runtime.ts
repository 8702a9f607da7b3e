import { createRequire } from 'node:module'
import { CordonError } from '@cordon/contract'

/** What is used of onnxruntime-node. It is an optional peer: 290 MB that nobody needs who runs no model. */
export interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<Session>
  }
  readonly Tensor: new (type: 'int64', values: BigInt64Array, dims: readonly number[]) => unknown
}

export interface Session {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  run(feeds: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, Output>>>
}

export interface Output {
  readonly dims: readonly number[]
  readonly data: unknown
}

/** From a folder, or from beside Cordon. Throws `config_invalid` when it is not there. */
export function loadRuntime(folder: string | undefined): Runtime {
  const name = 'onnxruntime-node'
  try {
    return createRequire(import.meta.url)(folder ?? name) as Runtime
  } catch (cause) {
    throw new CordonError('config_invalid', { at: `detector.onnx: ${name} is not installed`, cause })
  }
}
