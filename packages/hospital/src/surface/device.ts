import { createImei } from '../people/identifiers.ts'
import type { Surface } from './surface.ts'

/** Serials, UDIs, equipment tags, IMEIs and MAC addresses. */
export const DEVICE: Surface<null> = {
  type: 'DEVICE',
  forms: {
    serial: (_, random) =>
      random
        .pattern(
          random.pick([
            'PGR-####-####',
            '@@@######@',
            '###########',
            'CRTD ####-####@',
            '@@##-##########',
            'ZRV ### ####',
            '@###### ',
            'SNX######',
          ]),
        )
        .trim(),
    pump: (_, random) => random.pattern(random.pick(['PMP-#####', '@@#######', 'NG########@', '####-######'])),
    sensor: (_, random) => random.pattern(random.pick(['#@@###@@', '@@@###', 'SN@####', '########-@'])),
    udi: (_, random) => random.pattern(`(01)00${'#'.repeat(12)}(17)2#0###(10)@###*(21)######`),
    udishort: (_, random) => random.pattern(`(01)0${'#'.repeat(13)}(21)@#####`),
    imei: (_, random) => createImei(random),
    mac: (_, random) => random.pattern('~~:~~:~~:~~:~~:~~').toUpperCase(),
    macdashed: (_, random) => random.pattern('~~-~~-~~-~~-~~-~~'),
    macdotted: (_, random) => random.pattern('~~~~.~~~~.~~~~'),
    tag: (_, random) => random.pattern(random.pick(['BIO-#####', 'EQ####', 'A-######', 'BME ####-##', 'DME-######'])),
  },
}
