import type { NoteKindTable } from './kind.ts'

export const historyPhysical: NoteKindTable = {
  title: 'History and physical',
  loinc: '34117-2',
  author: 'hospital medicine',
  settings: ['inpatient', 'ed'],
  lag: [0, 0],
  voices: [{}, { wrap: 82 }, { typos: 0.015 }, { letters: 'upper' }],
  asides: [
    'ORG',
    'FACILITY',
    'NAME',
    'CITY',
    'AGE90',
    'VEHICLE',
    'DATE',
    'DEVICE',
    'COUNTY',
    'OTHERID',
    'STREET',
    'PHONE',
  ],
  parts: {
    social: [
      'Lives in {city} with {his} {rel} {kin.first}; works at {org}; {=never smoked|quit smoking in 1998|half a pack a day}, {=no alcohol|two beers on Fridays|wine with dinner}.',
      'Born in {place}, retired from {org}. {kin.nickfull} ({rel}) shops and cooks.',
      'Alone at {street}. {His} {rel2} {kin2.first} calls daily from {kincity}, {kinstate}.',
      'Parishioner of {otherorg}. Wears dentures. Drives a {car}, {vehicle.plate}.',
    ],
    family: [
      'Mother {oldage.words} with dementia; father died of {=MI|stroke|Hodgkin lymphoma|"nerves"}.',
      '{rel2} {kin2.first} has {=Parkinson disease|Crohn disease|Graves disease|gout}.',
      'Unknown, adopted. FH otherwise negative for Marfan, von Willebrand and Lynch.',
      'Paternal uncle Huntington chorea. Mother breast cancer at 52.',
    ],
    source: [
      'Source: {pt.formal} and {kin.first} ({rel}); old chart {mrn}.',
      'Historian: {kin}, {rel}, by phone {kinphone}.',
      'History from the patient, reliable. PCP {pcp} reached {date.p}.',
      'Interpreter {id.interpreter}, {language}.',
    ],
  },
  layouts: [
    `HISTORY AND PHYSICAL
{fac}, {date} {time}
{pt.header} / {dob} / {age} {M} / MRN {mrn} / Acct {acct.account}
Attending {doc.sign}

CHIEF COMPLAINT: {reason}
{source}

HPI: {story} {?First noticed {date-12.v}.}
PMH: {history}
PSH/implants: {aside.device}
MEDICATIONS
{meds.dash}
ALLERGIES: {allergy}
FAMILY: {family}
SOCIAL: {social}
ROS: as above, otherwise negative in ten systems.

EXAM: {vitals}. {exam} {decoy}
DATA: {labs}

IMPRESSION: {assessment}
PLAN: {changes} {plan}
{aside}
{doc.sign}   {date.usshort} {time}`,
    `Admission note, {date.long}.

I was asked by {outsider} in the ED to see {pt}, {age}, a {man} from {city}, for {reason}. {story} {source}

Past history is {history}. {He} takes {meds} and is allergic to {allergy}. {social} {family}

On examination {vitals}. {exam} {decoy}

Results: {labs}.

I think: {assessment}
We will do this. {changes} {plan} {aside} {aside}
Code status discussed with {pt.formal} and {kin.first}: full.

{doc.sign}
pager {pager}`,
    `H&P (night float)
{pt.uppercomma} {age}{M} {mrn} rm {n.9}{n.9}{n.9}
cc {reason}
hpi {story}
pmh {problems.coded}
meds {meds}
nkda except {allergy}
sh {social}
fh {family}
pe {vitals} // {exam}
labs {labs}
a/p {assessment} {changes} {plan}
{decoy}
{aside}
d/w {lead.last} at {time}. {doc.initials} {pager}`,
  ],
}
