import { CordonError } from '@cordon/contract'
import type { Call, Frame } from './ask.ts'
import { recordAround } from './documents/record-around.ts'
import type { Trail } from './trail.ts'

/**
 * A call of an endpoint that vendors have and this boundary does not offer. Somebody who is known tried to leave a record, a
 * file or a batch at the vendor: the attempt stands in the journal, its body is not read. `call.route` is the name of the
 * endpoint in a table, never the path that came, which may hold anything.
 */
export function createNotOffered({ begin }: { readonly begin: (call: Call) => Trail }) {
  return (call: Call): AsyncGenerator<Frame, void> =>
    recordAround(call, begin, () => Promise.reject(new CordonError('endpoint_not_offered', { at: call.route })))
}
