import type { IdentifierKind } from '../../span.ts'

/** What may stand after a label: a code with a digit in it, an inventory tag (a code that no measure looks like), a user name (no digit needed), digits only, or a licence plate (may be words). */
export type ValueShape = 'code' | 'tag' | 'user' | 'digits' | 'plate'

/** Label phrases, lower case, words separated by one blank, marks left out; alternatives by `|`. The longest phrase that matches wins. */
export const LABELS: readonly (readonly [IdentifierKind, ValueShape, string])[] = [
  [
    'MRN',
    'code',
    'mrn|medical record number|medical record no|medical record|medical rec|med rec|med record|mr number|mr no|chart number|chart no|chart|hosp no|hospital no|hospital number|hospital id|rec|record number|record no|record|unit number|dossier|expediente|historia clinica|patient id|patient number|patient no|patient identifier|pt id|pt no|pt number|emr|newborn mrn|hb-mrn|mrns|empi|epi|case record|temporary mrn|id no|outside id',
  ],
  [
    'HEALTHPLAN',
    'code',
    'member id|member number|member no|member|mbi|medicare number|medicare id|medicare no|medicare|medicare part b|medicaid id|medicaid number|medicaid no|medicaid|subscriber id|subscriber number|subscriber|sub id|policy number|policy no|policy id|policy|group number|group no|group id|group|grp|rx grp|plan id|plan number|plan no|health plan id|health plan number|health plan|health insurance|health insurance id|health insurance number|insurance id|insurance number|insurance no|insurance policy|insurance member|insurance card|insurance plan|insurance|beneficiary id|beneficiary number|beneficiary|ramq|hicn|co-pay card|copay card|masshealth|bcbs|blue cross|blue shield|aetna|cigna|humana|anthem|kaiser|premera|ohp|uhc|uhc-grp|united healthcare|unitedhealthcare|tricare|wellcare|molina|medi-cal|tenncare|soonercare|badgercare|chip|va id|tarjeta del plan|hmo id|ppo id|plan|ins|the card says|card says|payer member|nhs no|nhs number',
  ],
  [
    'ACCOUNT',
    'code',
    'run|account number|account no|account|acct number|acct no|acct|accession number|accession no|accession|acc no|acc|acc pre-assigned|encounter number|encounter no|encounter id|encounter|csn|claim number|claim no|claim id|claim|carrier claim|auto claim|case number|case no|case id|case|me case|wcb case|authorization number|authorization no|authorization|auth number|auth no|auth|prior auth|prior authorization|pa|ref no|reference number|reference no|reference|reference id|ref|specimen label|specimen number|specimen id|specimen|container|tube|block|barcode|invoice|invoice number|statement|visit number|visit id|visit no|fin|har|icn|pcr|run number|confirmation number|confirmation|conf|kit|jar|scan|study number|psg study|iban|routing number|card ending|card number|card ending in|checking|checking account|savings account|bank account|cup|slip|lab slip|send out|ccf|billing number|billing id|billing account|transaction|transaction id|payment id|receipt number|check number|case ref|lab order|order number|guarantor acct|guarantor account|hospital account|patient acct|patient account|credit card|debit card|bag|t and s|request number|requisition|lab no|lab number|lab id|sample id|slide|study|dictation|nbs|card',
  ],
  [
    'LICENSE',
    'code',
    'license number|license no|license|licence number|licence no|licence|lic no|lic|medical license|med lic|state lic|rn lic|npi number|npi no|npi|dea number|dea no|dea|dea on pad|driver license|driver licence|drivers license|drivers licence|driver s license|driver s licence|dl|dln|dl no|state id|state card|photo id|id card|certificate number|certificate no|certificate|pilot certificate|gmc|nmc|gdc|cdl|permis|permit|permit number|upin|license plate holder|board certification|lic number|attending npi|billing npi',
  ],
  [
    'VEHICLE',
    'plate',
    'plate|plates|license plate|hull|frame number|placard form filled for|placard for|licence plate|license plate number|plate number|plate no|vanity plate|disabled plate|tag number|vehicle tag|vin|vin number|vehicle id|vehicle identification number|vehicle|registration|reg no|hull id|hull number|hin|handicap hanger|placard',
  ],
  [
    'DEVICE',
    'code',
    'wheelchair|concentrator|transmitter|glucose sensor|infusion pump|pump|swapped for|walker tag|home cuff|hearing aids l|hearing aid l|hearing aid r|scooter frame number|unit|serial number|serial no|serial|serials|ser no|ser|s n|sn|serialnumber|udi|udi-di|imei|mac address|mac|device id|device serial|device number|device|asset tag|asset number|asset no|asset|asset id|equipment tag|hugs tag|pump serial|machine|pacemaker serial|tracker|unit no|unit s n|tablet|glucometer|meter|equipment id|implant id|implant|isolette|receiver|hearing aid|monitor|lead|valve serial|tag',
  ],
  [
    'BIOMETRIC',
    'code',
    'fingerprint|fingerprint id|finger scan|fingerprint scan|finger print|thumbprint|palm scan|palm|palms enrolled|palm vein|palm print|iris scan|iris image|iris|voiceprint|voice print|voice profile|voice signature|voice id|voice consent|face template|facial template|facial match|face id|facial recognition|face|retina scan|retinal scan|retina|template|biometric|biometric id|biometric template|enrolment|enrollment|afis|fbi ucn|hand geometry|vein scan|gait signature|capture|dna profile|dna id|tmpl',
  ],
  [
    'OTHERID',
    'code',
    'badge|badge number|badge no|staff badge|study id|study no|subject|subject id|subject no|subject number|participant id|participant|participant number|screening no|screening number|screening id|randomization|randomization no|randomization number|rx|rx number|rx no|prescription number|prescription no|prescription|passport|passport number|passport no|student id|student number|student no|student|tax id|taxpayer id|tin|ein|itin|employee id|employee number|employee no|staff id|personnel number|interp id|interpreter id|interpreter|agent|job|job number|job no|band|wristband|wristband id|docket|docket no|docket number|cause|cause no|court case|protective order|police report|report number|incident number|incident no|incident report|order no|rma|unos|snap case|benefits case|ticket|ticket number|trace number|message id|control number|dod id|military id|va file|alien number|visa number|immigration number|donor id|donor number|registry id|registry number|registry code|enrollee id|viewer id|quick-pay code|pay code|tissue-bank referral|star|star no|our ref|your ref|deployment id|confirmation code|unique id|unique identifier|identifier|id number|id|registry|enroll with code|voter id|membership number|dictation job|dictation no|session id',
  ],
  [
    'OTHERID',
    'user',
    'user|username|user name|user id|userid|login|log-in|logins|log-ins|portal login|portal user|app login|app user|patient app login|portal username|account name|screen name|handle|twitter|instagram|facebook|tiktok|telegram|witness|venmo|cash app|skype|snapchat|alias profile|reddit|portal id|signed in as|logged in as|posts as|goes by the handle|login is|portal account|account user',
  ],
  [
    'SSN',
    'digits',
    'ssn|social security number|social security no|social security|soc sec|soc sec no|social|ss number|ss no|ssn last4|ssn ending|ssn ending in|last four|last four of ssn|last four of social|last 4 of ssn|last 4 ssn|ssn last four|ssn last 4|ssa|ss|itin',
  ],
  [
    'FAX',
    'digits',
    'fax|fx|facsimile|fax number|fax no|fax to|telefax|telec|fax copy|faxed|faxed to|fax face sheet|office fax',
  ],
  [
    'PHONE',
    'digits',
    'phone|tel|telephone|cell|cell phone|mobile|pager|pgr|paged|beeper|ext|extension|extn|ph|home phone|work phone|home|work|call|call back|callback|call-back|phone number|contact number|tel no|text|text line|direct line|desk|landline|hotline|whatsapp|vrs only|best number|extensión|extension number|hospitalist|line|number|fone|reach|reached at|contact',
  ],
]
