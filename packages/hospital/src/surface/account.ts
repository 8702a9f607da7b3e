import type { Random } from '../random.ts'
import type { Surface } from './surface.ts'

/** Numbers of accounts, claims, encounters, accessions, specimens, authorisations and orders. The value is the day's two-digit year. */
export const ACCOUNT: Surface<string> = {
  type: 'ACCOUNT',
  forms: {
    account: (_, random) =>
      random.pattern(random.pick(['########', '4########', 'G-#######', '##-#####-#', 'GA#####', '########-01'])),
    encounter: (_, random) =>
      random
        .pattern(random.pick(['E##########', 'V#########', '#########', 'CSN ########', 'FIN#######']))
        .replace(/^CSN /, ''),
    claim: (year, random) =>
      random.pattern(
        random.pick([`CLM-${year}-######`, `${year}###########`, 'ICN#############', 'C########', '@@@######']),
      ),
    accession: (year, random) =>
      random.pattern(
        random.pick([`S${year}-#####`, `QS${year}-######`, `${year}-###-#####`, `ACC#######`, `${year}:C######@`]),
      ),
    imaging: (year, random) =>
      random.pattern(random.pick([`XR-${year}-#####`, 'RA########', `CT${year}#####`, '#######.001'])),
    specimen: (year, random) =>
      random.pattern(random.pick([`M${year}-####`, '@####', `BC-${year}-####-A`, 'T####-####-@'])),
    authorization: (_, random) =>
      random.pattern(random.pick(['PA########', 'A#########', '##-######', 'AUTH-######-@', 'REF####*##'])),
    order: (_, random) => random.pattern(random.pick(['ORD####-##', '#########', 'PO-######', 'RQ######'])),
    run: (year, random) => random.pattern(random.pick([`${year}-######`, 'M##-####', 'INC#######'])),
    bank: (_, random) =>
      random.pattern(random.pick(['#### #### #### ####', 'xxxx-xxxx-xxxx-####', '##########', 'xxxx####'])),
  },
}

/** The two digits that such numbers begin with. */
export function accountYear(year: number, random: Random): string {
  return String(random.chance(0.9) ? year : year - 1).slice(2)
}
