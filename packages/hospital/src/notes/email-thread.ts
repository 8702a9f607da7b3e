import type { NoteKindTable } from './kind.ts'

export const emailThread: NoteKindTable = {
  title: 'E-mail between clinicians',
  loinc: '34109-9',
  author: 'lead',
  settings: ['clinic', 'inpatient', 'phone', 'ed'],
  lag: [1, 9],
  voices: [{}, { letters: 'lower' }, { typos: 0.02 }, { wrap: 72 }],
  asides: ['EMAIL', 'PHONE', 'URL', 'IP', 'NAME', 'FACILITY', 'DATE', 'OTHERID', 'MRN', 'CITY', 'AGE90', 'BIOMETRIC'],
  parts: {
    open: [
      '{pcp.first},',
      'Hi {pcp.first} and {doc2.first},',
      'Dear all',
      '{nurse.first} -',
      'Quick one about {pt.formal}:',
      'Colleagues,',
    ],
    chat: [
      'I ran into {his} {rel} {kin.first} at {otherorg} and said nothing, of course.',
      'Can {clerk.first} move {him} from {date+3.p} to {date+5.p}?',
      '{outsider.last} at {otherfac.written} wants the images, {url.image}.',
      'Is {person.full} covering on {date+1.weekdaynum}? Pager {pager}.',
      'Wrong {pt.last} in the list this morning: ours is {mrn.written}, born {dob.usbare}.',
      '{pt.nick} asked whether the {dx} runs in the family; {kin2.first} has been coughing, nothing more.',
      'Password for the file is the usual. Not {his} birthday ({dob.partial}) this time.',
    ],
    bye: [
      '{doc.first}',
      'Best, {doc.full}',
      '--\n{doc.sign}\n{clinic}\n{docphone} | fax {anyfax} | {docemail}',
      '{doc.lowerinitials}',
      'Thanks, {doc.dotted}',
    ],
  },
  layouts: [
    `From: {doc.full} <{docemail}>
To: {pcp.full} <{anyemail.written}>
Cc: {nurse.full}
Date: {date.weekdayfull} {time}
Subject: {pt.last} / {reason}

{open}

{story} {assessment} {changes} {chat}

{chat} {aside} {decoy}

{bye}`,
    `> On {date-1.partialshort}, {pcp.full} wrote:
> what happened with {pt.formal}? {chat}

{open} {assessment} {changes} {plan}
{chat} {aside}
{decoy}
{bye}
Message-ID: <{id.message}>  Received: from {ip}`,
  ],
}
