import type { IdentifierKind } from '../../span.ts'
import type { ValueShape } from './labels.ts'

/** Labels of other countries, of registries, prisons, shelters and the road, in the form of `LABELS`. */
export const MORE_LABELS: readonly (readonly [IdentifierKind, ValueShape, string])[] = [
  [
    'MRN',
    'code',
    'hosp|hosp nr|hosp number|hospital nr|mr|nhi|nhi no|nhi number|uhid|umr|crn|ur no|ur number|pat nr|patienten nr|patientennummer|fallnummer|ip no|op no|opd no|ipd no|folder|folder no|folder number|file|file no|file number|file nr|our file|your file|our|hn|ipp|numero de dossier|no dossier|no de dossier|numero de expediente|no expediente|no de expediente|num expediente|nhc|nuhsa|cr no|medrec|mrno|chart id|chi|chi no|chi number|hospital file|clinic no|clinic number|clinic id|old chart|paper chart|archive no|jacket|jacket no',
  ],
  [
    'HEALTHPLAN',
    'code',
    'fund number|fund no|fund|bic|supplement|secondary|primary|2nd|nhia|nhis|nhis no|health card|health card no|health card number|ohip|phn|philhealth|philhealth pin|philhealth no|amerigroup|regence|horizon|hmsa|wellmark|arbcbs|fidelis|healthfirst|ucare|ahcccs|ambetter|oscar|centene|caresource|carefirst|highmark|excellus|emblemhealth|empire|florida blue|geisinger|upmc|medica|healthpartners|priority health|harvard pilgrim|tufts|fallon|mvp|scan health|travel policy|policy cert|cert|cert no|bupa|allianz|axa|vhi|laya|versichertennummer|versicherten nr|kvnr|mutuelle|carte vitale|poliza|numero de poliza|no de poliza|numero de afiliacion|nss|imss|issste|afiliado|irn|dva|dva no|medical card|medical card no|hap|bcbstx|bcbsil|bcbsm|hipic|discovery|medical aid|medical aid no|scheme no|member nr|membership no|dependent id|medicare supplement|medigap|part d|hicn no|patient plan|eligibility id|cin|recipient id|recipient number|recipient|medicaid cin|wcb no|mhcp|forwardhealth|husky|peach state|superior|insurer|insured id',
  ],
  [
    'ACCOUNT',
    'code',
    'incident|inc|ris|micro no|lab id|order|debit|chain|chain of custody|coc|ubrn|preauth|pre auth|preauthref|pre authorization|precert|precert no|precertification|auth request|acc45|acc 45|enc|visit|purchase order|po|claim control|work comp|wc claim|wcb claim|comp claim|renters policy|auto policy|rad no|exam no|exam number|order id|sample no|sample number|lab ref|path no|histology no|biopsy no|case no path|rrl|bac|sort code|bsb|prepaid|corp card|visa|mastercard|amex|card no|episode|episode no|spell no|admission no|admission number|adm no|facture|no de facture|rechnung|rechnung nr|nda|numero de admision|folio',
  ],
  [
    'LICENSE',
    'code',
    'licencia|licence de conduire|permis de conduire|fuhrerschein|driving licence|driving licence no|driving license|odl|cedula profesional|cedula prof|ced prof|colegiado|num colegiado|no colegiado|registration no|registration number|reg number|mcnz|imc|hcpc|cmq|rpps|adeli|tnmc|tnmc reg|mci reg|mdcn|ahpra|gphc|hpcsa|prc|prc no|ascp|lcsw|lmsw|lmft|lpcc|psy|rpsgt|rrt|lvn|lpn|cna|bcba|rph|nrcme|nrcme no|niosh|niosh no|bar no|bar number|bar|nurse pin|nmc pin|pin|lanr|big nr|cpso|cpsbc|crnbc|opq|oiiq|medical council|medical council no|provider no|provider number|prescriber no|prescriber number|usdot med|notary|commission no|registro medico|cmp|crm',
  ],
  [
    'VEHICLE',
    'plate',
    'plak|plaque|placas|placa|tablilla|kennzeichen|immatriculation|rego|tail|tail no|tail number|n reg|car tag|car reg|taxi reg|truck reg|veh reg|veh|reg|tag no|vin ends|vin ending|vin ends in|vin last|handicap tag|disabled tag|handicap placard|handicapped placard|parking tag|hearse tag|plate was|plate is|plates are|plate on file|plate on file for lot|plate for lot|numberplate|number plate|chassis|chassis no|hull vin|vehicle for parking|trailer plate|temp tag|dealer plate|tribal plate|tribal tag|vanity',
  ],
  [
    'DEVICE',
    'tag',
    'kiosk|workstation|wkstn|ws|station|host|pc|laptop|ae|aet|ae title|station name|cart|wow|sensor|probe|alarm|bed alarm|chair alarm|vest|recorder|recorder number|recorder no|charger|modem|cooler|vent|ventilator|pumps|check in pad|pad|fleet no|fleet number|tablet number|ipad|scanner|camera|stretcher|etiqueta|glucometro|numero de serie|no de serie|serie|seriennummer|numero de serial|dialysis machine|cpap|bipap|defib|defibrillator|aed|lifeline button|pendant|button|ring|beacon|terminal|printer|analyzer|analyser|batt|battery|controller|programmer|handset|handheld|equipment|equip|equip no|biomed|biomed no|biomed tag|hearing aids|leads|chair tablet|device no|device name|computer|computer name|hostname|client name|console|freezer|fridge|incubator|warmer|scope|endoscope|hand piece|handpiece|dn',
  ],
  [
    'BIOMETRIC',
    'tag',
    'finger|finger ok|thumb|print id|bioid|bio id|huella|face match|face unlock|selfie match|face code|facial geometry|fingerprint hash|photo hash|sign hash|signature hash|sig hash|iris token|iris code|iris reg image|iris camera|voice stamp|voice token|voice code|voice|palm reader|palm id|palm token|palm code|palm enrolled|thumb capture|thumb scan|thumb print|hand scan|hand print|handprint|footprint|footprints|ear print|gait|gait id|keystroke profile|profile|facial|hand reader|geometry|vein|vein id|vein map|biometrics|bio template|face hash|face map|face vector|embedding|enrolled as|empreinte|fingerabdruck|gesichtsscan|rostro|iris id|retinal image|face match code|finger match|finger token|finger code',
  ],
  [
    'OTHERID',
    'code',
    'nin|nino|national insurance|national insurance number|national insurance no|ni number|ni no|national id|national id no|national id number|aadhaar|aadhar|pan|pps|pps no|pps number|ppsn|kt|kennitala|curp|rfc|clave de elector|cedula|cedula de identidad|dni|nie|nif|matricula consular|consular|mcas|ghana card|ssnit|tfn|abn|acn|sin|bsn|personnummer|codice fiscale|steuer id|crownweb|hmis|calworks|calfresh|ebt|snap|wic|sid|fbi|fbi no|fbi number|booking|booking no|booking number|adc|inmate|inmate no|inmate number|custody no|custody number|custody record|pnc|collar|collar no|collar number|shoulder no|shoulder number|exhibit|exhibits|cas|saps|seal|seal no|receipt|fob|fob no|caseload|emp no|emp number|emp id|employee|service number|service no|svc no|green card|uscis|a number|visa|senior id|pwd id|envelope|env|voucher|voucher no|census|family no|family number|pedigree no|cand|candidate|candidate no|psls|datix|crash|crash no|crash report|trooper unit|unit trooper|state file|session|sess|session token|certified mail|tracking|tracking number|tracking no|call id|ori|work order|wo|badge id|case worker no|surveillance disc no|item|item no|property bag|property tag|evidence bag|biobank id|biobank ids|biobank|roi log|log no|log number|interp|interp no|study subject|crf|case file|court file|file ref|warrant|warrant no|citation|citation no|complaint no|summons|parole no|probation no|detainee no|member of crew|crew id|loyalty no|frequent flyer|library card|locker|league id|bib|bib no|race no|permit holder|parking permit|booking ref|confirmation no|pass no|pass number|season pass|gate code|unhcr|unhcr no|refugee no|asylum no|ration card|voter card|voter no|tribal id|tribal enrollment|enrollment no|enrolment no|cdib|census no|band no|treaty no|status card|status no|job id|dictation id|doc id|document id|document no|document number|doc no|transcript no|form serial|request id|correlation id|trace id|transaction no|msg id|message no|batch id|batch no|run id|event id|log id|case manager id|worker id|worker no|officer no|unit id|medic no|medic|crew no|pager id|dept id|intake no|intake number|referral no|referral number|referral id|referral|application no|application number|appeal no|appeal number|grievance no|complaint',
  ],
  [
    'OTHERID',
    'user',
    'viewer user|export by|exported by|op|requester|edi|edrs user|scribe|operator|operator id|user ids|entered by|keyed by|acting user|run by|pulled by|opened by|accessed by|updated by|modified by|created by|charted by|author id|initiator|uid|os user|ad user|ldap|account id|sam account|principal|gamertag|discord|signal|wechat|line id|kik|onlyfans|youtube|twitch|xbox|psn|steam|strava|zelle|paypal|cashtag|insta|ig|fb|snap handle',
  ],
  [
    'SSN',
    'digits',
    'ssn4|last 4|last4|social ends|soc|sec soc|s s|s s no|ss last 4|ss last four|last 4 of social|last 4 of the social|last four of the social|last four of social security|last 4 of ss|last four ssn|last 4 social|last four social|social last 4|social last four|social security ending|social ends in|ssn ends in|ssn last|seguro social|numero de seguro social|no de seguro social|nas|nir|num secu|numero de securite sociale|securite sociale|no securite sociale|social insurance number|last 4 of social on file|last four on file',
  ],
  ['FAX', 'digits', 'autofax|secure fax|telecopie|telecopieur|telefaks|fax nr|fax line|efax|e fax|fax back|return fax'],
  [
    'PHONE',
    'digits',
    'mob|mobil|gsm|telefon|telefono|celular|cel|movil|poste|durchwahl|bleep|bleep no|page|pagers|rang|ring|rung|called|phoned|dial|ring on|called on|phone no|phone nr|phones|ph no|call me|call us|call her|call him|text me|text her|number is|cell no|cell number|mobile no|mobile number|home no|wk|hm|telehealth line|voicemail|vm|vocera|spectralink|vrs|tty|tdd|intercom|hotline no|switchboard|switch|emergency contact|ice|direct|direct dial|reception|front desk|callback number|call back number|contact no',
  ],
]

/** Abbreviations that are labels only in capitals: `IMC 302771`, `PIN 12K0881S`, not a pin. */
export const CAPITAL_LABELS: ReadonlySet<string> = new Set(
  'lcsw|lmsw|lmft|lpcc|psy|rpsgt|rrt|lvn|lpn|cna|bcba|rph|mr|nhi|bic|pin|imc|cmq|prc|big nr|crm|cmp|pan|pps|sin|sid|cas|adc|fob|pnc|abn|acn|tfn|nin|rfc|cin|hap|mvp|axa|nss|irn|dva|hn|ipp|chi|snap|wic|ebt|ori|wo|coc|ris|bac|po|ae|dn|ws|pc|edi|nas|nir|ascp|ice|tk|wow|our|ss|signal|bar|op no|ip no|medica|oscar|empire|superior|horizon'.split(
    '|',
  ),
)
