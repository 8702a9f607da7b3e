import type { NoteKindTable } from './kind.ts'

export const hl7Result: NoteKindTable = {
  title: 'HL7 v2 result message',
  loinc: '11502-2',
  author: 'lead',
  settings: ['clinic', 'ed', 'inpatient', 'phone'],
  lag: [0, 1],
  voices: [{}, { letters: 'upper' }],
  asides: ['MRN', 'IP', 'DEVICE', 'FAX', 'PHONE', 'URL', 'ACCOUNT', 'OTHERID', 'LICENSE', 'HEALTHPLAN', 'SSN'],
  parts: {
    nte: [
      'CRITICAL CALLED TO {nurse.full}, RN ({anyphone}) {date.usshort} {time}, READ BACK BY {nurse.initials}',
      'PT REACHED AT WORK, {org.upper}',
      'DRAWN BY {person.backinitial} AT {clinic.written}',
      '{rel} {kin.first} PICKED UP COPY {date.p}',
    ],
  },
  layouts: [
    `MSH|^~\\&|LIS|{laboratory.upper}|EHR|{clinic.upper}|{date.hl7}||ORU^R01|{id.message}|T|2.5.1
PID|1||{mrn.solid}^^^MR||{pt.hl7}||{dob.compact}|{M}|||{street.upper}^^{city.upper}^{state}^{zip.five}||{phone.solid}|||||||{ssn.solid}
NK1|1|{kin.hl7}|{rel}||{kinphone.solid}
PV1|1|O|||||{npi.npi}^{lead.hl7}
IN1|1|{group.written}|{member.written}|{insurer}
OBR|1|{acct.order}|{acct.accession}|24323-8^CMP^LN|||{date.hl7}
OBX|1|TX|||{labs}||||||F
NTE|1|L|{nte}
NTE|2|L|{assessment}
NTE|3|L|{decoy}
NTE|4|L|{aside}`,
    `MSH|^~\\&|ADT|{fac.upper}|HIE|{otherfac.upper}|{date.hl7}||ADT^A08|{id.message}|P|2.3
EVN|A08|{date.hl7}|||{clerk.hl7}
PID|||{mrn.written}||{pt.hl7}||{dob.compact}|{M}|||{street}^^{city}^{state}^{zip.solid}^^^{county.county}||{phone.tight}~{mobile.dashes}|{workphone.dots}
PD1||||{npi.npi}^{pcp.hl7}
AL1|1|DA|{allergy}
DG1|1||{icd}|{reason}
NTE|1||{nte}
NTE|2||{aside} {decoy}`,
  ],
}
