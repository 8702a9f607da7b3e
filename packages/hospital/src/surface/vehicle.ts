import { createVin } from '../people/identifiers.ts'
import type { Surface } from './surface.ts'

/** Plates, VINs, hull and frame numbers. The value is the person's plate. */
export const VEHICLE: Surface<string> = {
  type: 'VEHICLE',
  forms: {
    plate: (plate) => plate,
    lower: (plate) => plate.toLowerCase(),
    solid: (plate) => plate.replace(/[\s-]/g, ''),
    dashed: (plate) => plate.replace(' ', '-'),
    vanity: (_, random) =>
      random.pick([
        'GR8NANA',
        'FISHN 4',
        '2HOT4U',
        'BEE KPR',
        'RN4LIFE',
        'LUV2SKI',
        'NO1 PAPA',
        'KAYAKR',
        'TRUKN',
        'GO DUX',
      ]),
    vin: (_, random) => createVin(random),
    vinlast: (_, random) => createVin(random).slice(-8),
    hull: (_, random) => random.pattern('@@@######@###'),
    scooter: (_, random) => random.pattern(random.pick(['ATV-#####@', 'SCTR ####-##', 'TR######', 'SB 0###'])),
  },
}
