import type { NoteKindTable } from './kind.ts'

export const registrationForm: NoteKindTable = {
  title: 'Registration sheet',
  loinc: '74465-6',
  author: 'nursing',
  settings: ['ed', 'inpatient', 'clinic'],
  lag: [0, 0],
  voices: [{}, { letters: 'upper' }, { letters: 'lower' }],
  asides: ['BIOMETRIC', 'IP', 'COUNTY', 'OTHERID', 'VEHICLE', 'EMAIL', 'SSN', 'ZIP', 'DEVICE', 'ORG', 'AGE90'],
  parts: {
    arrive: [
      '{decoy}',
      'Advance directive: on file since {date-500.v}.',
      'Language {language}, interpreter {id.interpreter}.',
      'Photo taken; palm vein {bio.palm}.',
    ],
  },
  layouts: [
    `FACE SHEET                                   printed {date.us} {time} by {clerk.backinitial} @ {ip.ten}
{fac}

Name          {pt.comma}
Called        {pt.nick}
Birth date    {dob}                     Age {age}    Sex {M}
SSN           {ssn}
MRN / Acct    {mrn} / {acct.account}
Address       {street}
              {city}, {state}  {zip}
County        {county}
Home / Cell   {phone} / {mobile}
E-mail        {email}
Employer      {org}   {workphone}
Religion      {otherorg}
Next of kin   {kin.comma}, {rel}, {kinphone}
Also notify   {kin2.full}, {rel2}, {kin2phone}
PCP           {pcp.header}
Insurance 1   {insurer}  {member}  grp {group}
Guarantor     {kin.uppercomma}, {kinstreet}, {kincity} {kinstate} {kinzip}
Driver lic    {driver}         Plate  {vehicle.plate}
Reason        {reason}
{arrive}
{aside}`,
    `REG|{date.compact}|{pt.uppercomma}|{dob.compact}|{M}|{ssn.solid}|{mrn.solid}|{street.upper}|{city.upper}|{state}|{zip.five}|{phone.solid}|{kin.uppercomma}|{kinphone.solid}|{insurer}|{member.written}|{group.written}|{pcp.uppercomma}
note1|{arrive}
note2|{aside}
note3|{decoy}`,
    `New patient form (handwritten, transcribed by {clerk.full})
my name: {pt.middle}     but call me {pt.nick}
born: {dob.long}
i live at {street.again}, {city}, {state} {zip}
phone {mobile}  other {kinphone} ({kin.first}, {rel})
mail: {email}
work: {org}
insurance: {insurer} number {member}
social: {ssn}
my doctor is {pcp.full}, i get pills at {pharmacy}
why i come: {reason}
pills: {meds}
bad reaction: {allergy}
{arrive}
{aside}
signed {pt.full}  {date.usbare}`,
  ],
}
