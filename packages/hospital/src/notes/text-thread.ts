import type { NoteKindTable } from './kind.ts'

export const textThread: NoteKindTable = {
  title: 'Text messages of carers, exported',
  loinc: '89601-9',
  author: 'nursing',
  settings: ['clinic', 'phone', 'inpatient', 'ed'],
  lag: [1, 10],
  voices: [{ letters: 'lower' }, { typos: 0.04 }, { letters: 'lower', typos: 0.04 }, {}],
  asides: [
    'VEHICLE',
    'SSN',
    'DEVICE',
    'STREET',
    'PHONE',
    'EMAIL',
    'ORG',
    'URL',
    'DATE',
    'AGE90',
    'OTHERID',
    'CITY',
    'HEALTHPLAN',
  ],
  parts: {
    line: [
      '{kin.first}: did {pt.nick} take the new pill',
      '{kin2.first}: yes at {time} 👍 sugar 141, bp {bp}',
      '{kin.first}: doc {lead.last} called, said: {assessment}',
      '{kin2.first}: 😬 can u pick up at {pharmacy}',
      '{kin.first}: who has the walker\n{kin2.first}: in my {anycar}, {vehicle.lower}, by {street.crossing}',
      '{kin3.first}: they want {his} ssn for the form\n{kin.first}: DONT text it\n{kin3.first}: {ssn.spaced} 🤦🏽',
      '{aide.first}: hi all {aide.first} from {home} 👋 call me {anyphone.dashes}',
      '{kin2.first}: appt moved to {date+6.partial} {time}, tell {kin3.nick}',
      '{kin.first}: lol {he} told the nurse {he} is {oldage.digits} 😂',
      '{kin3.first}: insurance id is on the fridge, {member.written}',
      '{kin2.first}: {kin3.first} pls send the pacemaker card\n{kin3.first}: s/n {device.serial}',
      '{kin.first}: pastor from {otherorg} comes sundays, may stay for lunch, will see',
    ],
  },
  layouts: [
    `[group: "Team {pt.nick} 💙"] exported {date.partialshort}
{line}
{line}
{line}
{line}
{aide.first}: {aside}
{line}
{kin.first}: {changes}
{kin2.first}: {decoy}`,
    `Messages with {kin.full} ({rel}), {kinphone}, {date.whole}
{line}
{line}
{line}
nurse {doc.first}: {plan} {changes}
{line}
{aside}
nurse {doc.first}: {decoy}`,
  ],
}
