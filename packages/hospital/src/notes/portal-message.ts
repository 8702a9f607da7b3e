import type { NoteKindTable } from './kind.ts'

export const portalMessage: NoteKindTable = {
  title: 'Patient portal message',
  loinc: '89601-9',
  author: 'lead',
  settings: ['clinic', 'phone', 'inpatient', 'ed'],
  lag: [2, 9],
  voices: [{}, { letters: 'lower' }, { typos: 0.04 }, { letters: 'lower', typos: 0.03 }],
  asides: ['EMAIL', 'PHONE', 'ORG', 'URL', 'OTHERID', 'VEHICLE', 'DATE', 'CITY', 'IP', 'ZIP', 'DEVICE'],
  parts: {
    hello: [
      'Hi Dr. {lead.last},',
      'Hello,',
      'Dear Doctor {lead.last}',
      'hey doc',
      'Good morning {nurse.first} and Dr {lead.last},',
      'To whom it may concern',
    ],
    bye: [
      'Thanks, {pt.first}',
      'Thank you so much\n{pt.nickfull}\n{mobile}',
      '- {pt.initials}',
      '{pt.full}, DOB {dob.usshort}',
      'sent from my phone, {pt.nick}',
      'Sincerely, {kin} (for my {parent} {pt.first})',
    ],
    worry: [
      'I saw {labs} on the portal and got worried.',
      'The pharmacy ({pharmacy}) says they never got the new script.',
      'Since {date-4.p} I feel about the same, maybe a bit better.',
      'My {rel} {kin.first} says I should ask about the pills you changed.',
      'Is it ok to travel to {place} from {date+8.p} till {date+15.p}?',
      'I had to miss work at {org} on {date-2.p} and need a note, they can fax it, {anyfax}.',
    ],
    reply: [
      '{changes} {plan}',
      'Good question. {assessment} {changes}',
      'Please keep to what we agreed: {plan} {changes}',
      'Nothing alarming there. {assessment}',
    ],
  },
  layouts: [
    `From: {pt.full} <{email}>
To: {lead.full}
Date: {date.stamp}
Subject: {reason}

{hello}
{worry} {aside}
{bye}

---- reply {date+1.p} ----
{pt.formal}, {reply} {decoy}
{lead.sign}`,
    `[portal thread {id.message}] {date} {time}
{pt.full}: {worry} {worry}
{nurse.first} RN: got it {pt.first}, asking {lead.last}
{lead.last}: {reply}
{pt.full}: ok. also {aside}
{nurse.first} RN: {decoy}`,
    `{hello}

{worry} {aside} {aside}

{bye}
--
Auto-footer: sent {date.whole} {time} by user {user} from {ip}; proxy {kin.full}
Staff note: {reply} {decoy} {nurse.initials}`,
  ],
}
