import { describe, expect, it } from 'vitest'
import { createMetrics } from './metrics.ts'

describe('metrics of the detector', () => {
  it('say how its threads fare, with labels from closed sets', async () => {
    const metrics = createMetrics()
    const status = { threads: 4, waiting: 2, refused: { detector_busy: 5, detector_failed: 1 } }
    metrics.detector({ ...status, alive: 4, replaced: 0 })
    metrics.detector({ ...status, alive: 3, replaced: 1 })
    const said = (await metrics.text()).split('\n').filter((line) => line.startsWith('cordon_detector'))
    expect(said).toEqual([
      'cordon_detector_threads{state="alive"} 3',
      'cordon_detector_threads{state="configured"} 4',
      'cordon_detector_waiting 2',
      'cordon_detector_threads_replaced_total 1',
      'cordon_detector_refused_total{code="detector_busy"} 5',
      'cordon_detector_refused_total{code="detector_failed"} 1',
    ])
  })
})
