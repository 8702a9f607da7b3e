import type { NoteKindTable } from './kind.ts'

export const nursingNote: NoteKindTable = {
  title: 'Nursing note',
  loinc: '34746-8',
  author: 'nursing',
  settings: ['inpatient', 'ed', 'clinic'],
  lag: [0, 1],
  voices: [{}, { letters: 'lower' }, { typos: 0.03 }, { letters: 'upper' }, { wrap: 66 }],
  asides: ['BIOMETRIC', 'DEVICE', 'OTHERID', 'NAME', 'PHONE', 'VEHICLE', 'MRN', 'AGE90', 'IP', 'DATE', 'URL'],
  parts: {
    event: [
      'Family in: {kin.first} ({rel}) and {kin2.first}. Questions answered.',
      'Valuables: one ring, phone (IMEI {device.imei}), wallet with DL {driver}, given to {kin.full}.',
      'IV 20 g left forearm, day 2. Pump {device.pump} alarming, swapped for {device.tag}.',
      'Med cabinet override by {nurse.initials}, fingerprint {bio.finger}, witness {person.initial}.',
      'Report called to {aide.full} at {home}, {anyphone}.',
      'Refused supper. Took pills with applesauce. {rel} will bring soup.',
      'Up to chair x 2 with {person.first}, CNA. Gait belt. Morse 45, Braden 17.',
      'Chaplain {person} of {otherorg} visited.',
      'Bed alarm on. Foley out {date.p} at {time}, voided 250 mL.',
      'Blood consent on chart; unit {acct.specimen} hung with {person.initials}.',
      'MD {doc2.last} paged ({pager}) for BP {bp}, returned call in 6 min.',
    ],
  },
  layouts: [
    `{date.p} {time} {pt.header} rm {n.6}{n.9}{n.9}-{n.2}
{vitals}. {exam} {event} {event}
{aside}
{decoy} {doc.initials}`,
    `NURSING SHIFT NOTE 0700-1900 {date}
Patient: {pt.header}   MRN {mrn}   Age {age}   Allergy: {allergy}
{time} {event}
{time} {vitals}
{time} {event} {decoy}
{time} {aside}
{time} Labs back: {labs}. {lead.last} aware. {changes}
{time} {event}
{time} {aside} Signed {doc.sign}, badge {docbadge}`,
    `SBAR {date.usshort}
S: {pt.full}, {reason}
B: {problems}. {story}
A: {vitals}; {exam} {decoy}
R: {plan} {event}
{aside}
given by {doc.first} to {person.first} {time}`,
    `pt {pt.first} in room {n.20}. {event} {event} {aside} {event} teaching: {changes} {decoy} -{doc.backinitial}`,
  ],
}
