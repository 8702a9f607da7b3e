import type { NoteKindTable } from './kind.ts'

export const deviceCheck: NoteKindTable = {
  title: 'Device and equipment check',
  loinc: '34139-6',
  author: 'lead',
  settings: ['clinic', 'inpatient'],
  lag: [0, 9],
  voices: [{}, { wrap: 80 }, { letters: 'upper' }, { typos: 0.01 }],
  asides: ['DEVICE', 'IP', 'OTHERID', 'URL', 'BIOMETRIC', 'PHONE', 'ACCOUNT', 'FACILITY', 'VEHICLE', 'EMAIL'],
  parts: {
    unit: [
      'Home cuff s/n {device.serial}, firmware 4.0.10.2, reads within 3 mmHg of ours.',
      'Glucose sensor {device.sensor}, transmitter {device.sensor}, 28/30 days worn.',
      'CPAP {device.serial}, modem {device.macdashed}, AHI 3.1, leak 19.4 L/min, version 2.3.1.',
      'Concentrator {device.tag}, 4,118 hours, filter changed {date-1.p}.',
      'Infusion pump {device.pump}, rate 12.5 mL/h, alarm log cleared.',
      'Wheelchair {device.tag}, brakes adjusted by {person.initial} of {otherfac}.',
      'Loaner phone IMEI {device.imei}, SIM replaced, user {user}.',
      'Hearing aids L {device.sensor} / R {device.sensor}, domes size M.',
      'Recall notice: {device.udi} is not affected.',
      'Scale MAC {device.mac} joined the home network at {ip.home}.',
    ],
  },
  layouts: [
    `DEVICE CHECK {date}   {pt.header}   {mrn}   DOB {dob}
{unit}
{unit}
{unit}
Seen by {person.full}, biomed, with {kin.first} ({rel}). BP {bp}. {decoy}
{aside}
Report to {lead}; upload {url.record}`,
    `Remote download, {date-30.usshort} to {date-1.usshort}, {pt.full} ({dob.whole}), account {user}
{unit} {unit}
Reason for monitoring: {reason}. {assessment}
Last sync {date-1.stamp} from {ip}. {decoy} {aside}
Reviewed {doc.sign}, {docphone}`,
    `DME delivery ticket {acct.order}
to {pt.comma}, {street}, {city}, {state} {zip}, {phone}
date {date.weekdayfull}, driver {person.first}, van {vehicle.plate}
items: {unit} {unit}
signed {kin.full} ({rel})
bill {insurer} {member}, auth {acct.authorization}
{decoy} {aside}`,
  ],
}
