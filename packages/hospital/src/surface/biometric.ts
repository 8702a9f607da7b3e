import type { Surface } from './surface.ts'

/** Identifiers of stored finger, palm, iris, face, vein, voice and hand templates. */
export const BIOMETRIC: Surface<null> = {
  type: 'BIOMETRIC',
  forms: {
    finger: (_, random) => random.pattern(random.pick(['FP-####-@#', 'FNGR#######', 'R-IDX-#####', 'fp_~~~~~~~~'])),
    palm: (_, random) => random.pattern(random.pick(['PALM-######', 'PV-##-#####', 'palmvein:~~~~~~'])),
    iris: (_, random) => random.pattern(random.pick(['IRIS-L-####@', 'IR########', 'iris/~~~~-~~~~'])),
    face: (_, random) => random.pattern(random.pick(['FACE-~~~~~~~~', 'FID####-##', 'FR-TPL-######'])),
    voice: (_, random) =>
      random.pattern(random.pick(['VP-#######', 'VSIG-###-####-@', 'voiceprint ~~~~~~~~'])).replace(/^voiceprint /, ''),
    hand: (_, random) => random.pattern(random.pick(['HG-####', 'HAND-GEO-#####'])),
    retina: (_, random) => random.pattern('RET-##-@####'),
    template: (_, random) => random.pattern('T~~~~~~~~-~~~~-4~~~'),
  },
}
