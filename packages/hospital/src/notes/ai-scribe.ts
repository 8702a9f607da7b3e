import type { NoteKindTable } from './kind.ts'

export const aiScribe: NoteKindTable = {
  title: 'Ambient scribe summary of a visit',
  loinc: '51848-0',
  author: 'lead',
  settings: ['clinic', 'phone'],
  lag: [0, 0],
  voices: [{}, { letters: 'lower' }, { wrap: 90 }, { letters: 'lower', typos: 0.01 }],
  asides: ['PHONE', 'EMAIL', 'SSN', 'DATE', 'AGE90', 'CITY', 'URL', 'IP', 'ORG', 'ZIP', 'VEHICLE', 'NAME', 'BIOMETRIC'],
  parts: {
    small: [
      'PT: my {rel} {kin.first} {=drove me|says hi|is in the car}, we came from {place}.\nDR: how is {kin.first}?\nPT: {=busy with|still at} {otherorg}.',
      'DR: confirm your birthday for me\nPT: {dob.spoken}\nDR: and the best number\nPT: {mobile.spoken}',
      'DR: still living on {street.bare}?\nPT: yes, {street.lower}, and the zip is {zip.spoken}',
      'PT: can you mail it, i mean e-mail, {email.spoken}\nDR: sure',
      "PT: i turned in the papers on {date-3.feast}, to a {person.first} something\nDR: that's {person.full}, she runs the front desk",
      'DR: spell your last name for the microphone\nPT: {pt.spelled}',
      'PT: they asked the last four, {ssn.last4}, and my mother is {oldage.words} you know\nDR: wow',
    ],
    meta: [
      '[recording {id.message}, {date.iso} {time}, client {ip}]',
      '(ambient note, room {url.meeting})',
      'Auto-generated {date.stamp}; voice profile {bio.voice}; please review.',
      '<session user={user} device={device.macdashed}>',
    ],
  },
  layouts: [
    `{meta}
DR {doc.upperlast}: hi {pt.first}, what brings you in
PT: {story}
{small}
DR: let me listen. {exam}
{small}
DR: so your numbers, {labs}. {assessment}
DR: {changes} {plan}
PT: ok thank you doctor {doc.last}
--- summary ---
{pt.full}, {age}, {reason}. {assessment} {changes}
{decoy} {aside}`,
    `AI SCRIBE DRAFT (not verified)
Patient: {pt.full} | {dob.whole} | Clinician: {doc.full}
The patient, who asked to be called {pt.nick}, came with {his} {rel}, {kin.first}. {story} {He} mentioned that {aside.city}
Exam: {exam} {decoy}
Orders: {changes} {plan}
Transcript excerpt:
{small}
{small}
{meta} {aside}`,
    `{meta}
Visit summary for {pt.formal}: we talked about {reason} on {date.weekday}. {assessment}
What changes for you: {changes}
What to do: {plan} Questions? Call {facphone} or write {docemail}.
{aside}
{decoy}
Speakers: {doc.full} (81%), {pt.first} (17%), {kin.first} (2%).
{small}`,
  ],
}
