import { CordonError } from '@cordon/contract'
import { type After, createDetector, type Detector } from '@cordon/deid'
import { Config, Limits } from '../../config/schema.ts'
import { planOf } from '../../detectors/plan.ts'
import { openDetectorPool } from '../../detectors/pool.ts'
import { readDefinition } from '../commands/directory.ts'

/** A detector, the timer that cuts it, and how to end it. */
export interface RunningDetector {
  readonly detector: Detector
  readonly after: After
  readonly close: () => Promise<void>
}

/**
 * The detector that a boundary with this `cordon.yaml` runs, a model of the site's own with it; Cordon's own without a file. What
 * is measured has to be what runs: its hash is compared. Throws `config_invalid` for a detector that cannot be loaded.
 */
export async function openRunningDetector(file: string | undefined): Promise<RunningDetector> {
  if (file === undefined) return { detector: createDetector(), after, close: async () => undefined }
  const { detector, limits } = settingsIn(file)
  const pool = await openDetectorPool({
    plan: planOf(detector),
    threads: 1,
    memoryMib: detector.memoryMib,
    waitingMax: 1,
    callMs: limits.detectMs,
    after,
  })
  return { detector: pool, after, close: () => pool.close() }
}

/** A timer that keeps nobody's process alive. */
const after: After = (ms, late) => {
  const timer = setTimeout(late, ms).unref()
  return () => clearTimeout(timer)
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
