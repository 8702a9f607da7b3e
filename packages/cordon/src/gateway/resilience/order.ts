import type { RandomBytes } from '../../kernel/random.ts'
import type { Route } from '../../policy/agreements/recipients.ts'

/**
 * The routes in the order in which they are tried. Without weights that is the application's order of preference; with them the
 * first is drawn by its share and the others follow in their order. None is added: all were allowed by one decision.
 */
export function inOrder(
  routes: readonly Route[],
  shares: Readonly<Record<string, number>> | undefined,
  random: RandomBytes,
): readonly Route[] {
  if (shares === undefined || routes.length < 2) return routes
  const shareOf = ({ vendor }: Route): number => shares[vendor.id] ?? 0
  const whole = routes.reduce((sum, route) => sum + shareOf(route), 0)
  let left = (Buffer.from(random(4)).readUInt32BE() / 2 ** 32) * whole
  const first = routes.find((route) => {
    left -= shareOf(route)
    return left < 0
  })
  return first === undefined ? routes : [first, ...routes.filter((route) => route !== first)]
}
