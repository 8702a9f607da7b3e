import type { NoteKindTable } from './kind.ts'

export const toolResult: NoteKindTable = {
  title: 'Tool result in JSON',
  loinc: '34109-9',
  author: 'lead',
  settings: ['clinic', 'phone', 'ed', 'inpatient'],
  lag: [0, 10],
  voices: [{}],
  asides: ['IP', 'OTHERID', 'URL', 'DEVICE', 'EMAIL', 'PHONE', 'ACCOUNT', 'COUNTY', 'ORG', 'ZIP', 'VEHICLE'],
  parts: {
    comment: [
      '{plan}',
      'Brought by {kin.first} ({rel}).',
      'May need a lift; march in place x 2 min.',
      'Merge with {mrn.written} declined {date-80.usshort}.',
      'Prefers {language}.',
      'seen by {doc2.full} {prev.iso}',
    ],
  },
  layouts: [
    `{lb}
  "tool": "search_patient",
  "query": {lb} "last": "{pt.last}", "dob": "{dob.iso}" {rb},
  "results": [
    {lb}
      "name": "{pt.comma}", "nick": "{pt.nick}", "dob": "{dob.compact}", "mrn": "{mrn.written}",
      "address": {lb} "line": "{street.written}", "city": "{city.written}", "state": "{state}", "zip": "{zip.written}" {rb},
      "phone": "{phone}", "email": "{email.written}",
      "insurance": {lb} "carrier": "{insurer}", "id": "{member.written}", "group": "{group.written}" {rb},
      "pcp": "{pcp.uppercomma}", "last_visit": "{prev.iso}",
      "note": "{comment} {aside}"
    {rb}
  ],
  "hint": "{decoy}",
  "server": {lb} "version": "9.2.0.7", "node": "{ip.ten}" {rb}
{rb}`,
    `{lb}"resourceType":"Encounter","id":"{id.message}","status":"finished","subject":{lb}"display":"{pt.full}"{rb},"participant":[{lb}"individual":{lb}"display":"{lead.full}","identifier":{lb}"system":"http://hl7.org/fhir/sid/us-npi","value":"{npi.npi}"{rb}{rb}{rb}],"period":{lb}"start":"{visit.stamp}"{rb},"reasonCode":[{lb}"text":"{reason}"{rb}],"location":[{lb}"location":{lb}"display":"{fac}"{rb}{rb}],"note":[{lb}"text":"{assessment} {changes}"{rb},{lb}"text":"{comment}"{rb},{lb}"text":"{aside} {decoy}"{rb}]{rb}`,
    `[
  {lb}"type": "demographics", "text": "{pt.uppercomma} | {dob.us} | {M} | {street.upper} | {city.upper} {state} {zip.five} | {phone.solid}"{rb},
  {lb}"type": "care_team", "text": "{pcp.full}; {lead.full}; {nurse.full}"{rb},
  {lb}"type": "contact", "text": "{kin.full} ({rel}) {kinphone.dashes}, {kinemail.written}"{rb},
  {lb}"type": "results", "text": "{labs}"{rb},
  {lb}"type": "summary", "text": "{assessment} {changes} {comment}"{rb},
  {lb}"type": "misc", "text": "{aside} {decoy}"{rb}
]`,
  ],
}
