import type { Surface } from './surface.ts'

/** An address of a machine, from documentation and private ranges. */
export const IP: Surface<null> = {
  type: 'IP',
  forms: {
    documentation: (_, random) => `198.51.100.${random.int(1, 254)}`,
    documentation2: (_, random) => `203.0.113.${random.int(1, 254)}`,
    ten: (_, random) => `10.${random.int(0, 255)}.${random.int(0, 255)}.${random.int(1, 254)}`,
    home: (_, random) => `192.168.${random.int(0, 20)}.${random.int(2, 254)}`,
    middle: (_, random) => `172.${random.int(16, 31)}.${random.int(0, 255)}.${random.int(1, 254)}`,
    port: (_, random) => `192.0.2.${random.int(1, 254)}`,
    v6: (_, random) => random.pattern('2001:db8:~~:~~::~~~~'),
    v6long: (_, random) => random.pattern('2001:0db8:~~~~:~~~~:~~~~:~~~~:~~~~:~~~~'),
    v6upper: (_, random) => random.pattern('2001:db8::~~:~~~').toUpperCase(),
    local: (_, random) => random.pattern('fe80::~~~~:~~ff:fe~~:~~~~'),
  },
}
