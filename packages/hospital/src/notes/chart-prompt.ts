import type { NoteKindTable } from './kind.ts'

export const chartPrompt: NoteKindTable = {
  title: 'Prompt to an assistant with pasted chart',
  loinc: '34109-9',
  author: 'lead',
  settings: ['clinic', 'inpatient', 'ed', 'phone'],
  lag: [1, 8],
  voices: [{}, { letters: 'lower' }, { typos: 0.03 }, {}],
  asides: [
    'EMAIL',
    'PHONE',
    'OTHERID',
    'DATE',
    'ORG',
    'VEHICLE',
    'DEVICE',
    'SSN',
    'FAX',
    'URL',
    'CITY',
    'AGE90',
    'LICENSE',
  ],
  parts: {
    ask: [
      'Summarise this for the family in five plain sentences and keep the dates.',
      'draft a reply to the patient below, 8th grade level, do not mention {kin.first}',
      'Write the after-visit summary. Address {him} as {pt.formal}.',
      "what's the differential here, and is the dose right?",
      'Turn the following into SOAP format, please.',
      'Translate the plan for {pt.first} into {language}.',
      'Act as a case manager. What is still missing before we can send {pt.full} to {home}?',
      'You are a billing assistant. Which code fits, and what must the letter say?',
    ],
    sep: ['---', '"""', '=== pasted ===', '>>>', '~~~'],
    also: [
      'Also: is Dr {outsider.last} the right person to copy, or {doc2.last}?',
      "PS last time you called {him} the wrong name, it's {pt.nickfull}.",
      'Sign it {doc.full}, {docphone}.',
      'And remind {him} about {date+10.p} at {time}.',
      'thx, {doc.first}',
    ],
  },
  layouts: [
    `{ask}
{sep}
{pt.header}	{dob}	{mrn}	{age} {M}
{reason}, seen {visit}. {story}
{labs}
{assessment} {changes}
{plan} {aside}
{decoy}
{sep}
{also}`,
    `{also} {ask} Patient {pt.full}, {age}, from {city}; {reason}; {meds}; {labs}; {assessment} {aside} {decoy}`,
    `User: {ask}
Pt Name	{pt.uppercomma}
Pref name	{pt.nick}
MRN	{mrn}	CSN	{acct.encounter}
DOB/Age	{dob.us} ({age} yrs)
Addr	{street} {city}, {state} {zip}
H	{phone}	M	{mobile}
Emerg	{kin.commashort} ({rel})	{kinphone}
PCP	{pcp.uppercomma}
Payor	{insurer}	Sub ID	{member}	Grp	{group}
{story} {changes}
Assistant: Here is a draft for {pt.formal}: {assessment} {plan}
User: {also} {aside} {decoy}`,
  ],
}
