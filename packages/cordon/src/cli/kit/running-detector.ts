import { CordonError } from '@cordon/contract'
import { Config, Limits } from '../../config/schema.ts'
import { planOf } from '../../detectors/plan.ts'
import { readDefinition } from '../commands/directory.ts'
import type { OpenDetector, ThreadDetector } from '../deid/thread-detector.ts'

/**
 * The detector that a boundary with this `cordon.yaml` runs, a model of the site's own with it; Cordon's own without a file. What
 * is measured has to be what runs: its hash is compared. Throws `config_invalid` for a detector that cannot be loaded.
 */
export async function openRunningDetector(open: OpenDetector, file: string | undefined): Promise<ThreadDetector> {
  if (file === undefined) return open()
  const { detector, limits } = settingsIn(file)
  return open({ plan: planOf(detector), memoryMib: detector.memoryMib, callMs: limits.detectMs })
}

/** Of `cordon.yaml` only what is about the detector: the rest need not be there. */
function settingsIn(file: string) {
  const definition = readDefinition(file)
  const detector = Config.shape.detector.safeParse(definition.detector)
  const limits = Limits.safeParse(definition.limits ?? {})
  if (detector.success && limits.success) return { detector: detector.data, limits: limits.data }
  const at = [...(detector.error?.issues ?? []), ...(limits.error?.issues ?? [])][0]?.path.join('.')
  throw new CordonError('config_invalid', { at: `${file}: ${at}` })
}
