import { clientClosed } from '../../kernel/limit.ts'

/** The only fault of a provider in process: nobody is waiting any more. Throws `client_closed`. */
export function stopIfGone(signal: AbortSignal): void {
  if (signal.aborted) throw clientClosed(signal)
}
