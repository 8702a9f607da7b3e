import { HOUR, MINUTE, SECOND } from '../../kernel/clock.ts'
import type { EgressLimits } from '../../kernel/egress.ts'

/** The bounds of one exchange with a place. One file of a backup may be many gigabytes and take long. */
export const PLACE_LIMITS: EgressLimits = {
  upstreamConnectMs: 5 * SECOND,
  upstreamHeadersMs: MINUTE,
  upstreamIdleMs: 30 * SECOND,
  upstreamMs: 6 * HOUR,
  upstreamBytesMax: 160_000_000_000,
  upstreamConnectionsMax: 8,
}
