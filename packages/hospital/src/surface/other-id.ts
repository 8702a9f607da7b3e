import type { Surface } from './surface.ts'

/** Any other number or code of a person: badge, portal user, study subject, prescription, court, passport. The value is a login name. */
export const OTHERID: Surface<string> = {
  type: 'OTHERID',
  forms: {
    user: (user) => user,
    handle: (user) => `@${user.replace(/[.]/g, '_')}`,
    badge: (_, random) => random.pattern(random.pick(['#####', 'B-####', 'EMP####', '@#####'])),
    subject: (_, random) => random.pattern(random.pick(['###-####', 'SUBJ-##-###', '@@@-0##-1##', 'R####'])),
    prescription: (_, random) =>
      random.pattern(random.pick(['#######', 'C2-######', 'RX ########', '##-#######'])).replace(/^RX /, ''),
    court: (_, random) => random.pattern(random.pick(['24-CV-####', 'D-###-MH-####', '2#JV#####', 'CR-##-#####'])),
    passport: (_, random) => random.pattern(random.pick(['#########', '@########', 'C0######*'])),
    student: (_, random) => random.pattern(random.pick(['STU######', '9########', 'S-#####'])),
    benefits: (_, random) =>
      random.pattern(random.pick(['1B#####', 'SNAP-#######', 'EBT ####', 'HCV-##-####'])).replace(/^EBT /, ''),
    wristband: (_, random) => random.pattern(random.pick(['WB######', 'W-@####', 'ID#######'])),
    job: (_, random) => random.pattern(random.pick(['J######', '#######', 'DICT-#####', 'Job####-@'])),
    interpreter: (_, random) => random.pattern(random.pick(['#####', '######', 'INT-####'])),
    message: (_, random) => random.pattern(random.pick(['MSG########', '~~~~~~~~-~~~~', 'TM-MSG-#######'])),
    tax: (_, random) => random.pattern('8#-#######'),
    military: (_, random) => random.pattern(random.pick(['USA########', 'C-########', '##########'])),
  },
}
