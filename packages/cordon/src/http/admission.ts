import { CordonError } from '@cordon/contract'

/** Bounds the requests in work, and stops taking new ones while the boundary shuts down. */
export interface Admission {
  /** Throws `overloaded` or `shutting_down`. The returned function is called once, when the request has ended. */
  enter(): () => void
  readonly draining: boolean
  /** Aborts with the boundary: every request in work hears it. */
  readonly closing: AbortSignal
  /** Takes nothing new; resolves when all in work have ended, aborting what still runs after `graceMs`. */
  drain(graceMs: number): Promise<void>
}

export function createAdmission({ requestsAtOnceMax }: { requestsAtOnceMax: number }): Admission {
  const controller = new AbortController()
  let inWork = 0
  let draining = false
  let onEmpty: () => void = () => undefined

  return {
    closing: controller.signal,
    get draining() {
      return draining
    },
    enter() {
      if (draining) throw new CordonError('shutting_down')
      if (inWork >= requestsAtOnceMax) throw new CordonError('overloaded')
      inWork++
      let left = false
      return () => {
        if (left) return
        left = true
        inWork--
        if (inWork === 0) onEmpty()
      }
    },
    async drain(graceMs) {
      draining = true
      if (inWork === 0) return
      const empty = new Promise<void>((resolve) => {
        onEmpty = resolve
      })
      const timer = setTimeout(() => controller.abort(), graceMs)
      await empty
      clearTimeout(timer)
    },
  }
}
