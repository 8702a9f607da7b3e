/**
 * Sentences in which identifiers stand without a cue, and sentences that only look so. `{N}` a whole name, `{F}` a given name, `{L}` a
 * surname, `{X}` a name in any written form, `{I}` initials, `{C}` a place, `{K}` a county, `{FAC}` `{ORG}` `{ST}` `{Z}` as they say, `{D}` a date,
 * `{ID}` a number or code, `{PH}` a phone, `{V}` a plate or VIN, `{A}` an age over 89; small letters stand for plain words; `[a|b]` chooses.
 * The cheapest place to add variety: add a line.
 */
const lines = (text) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

export const PEOPLE = lines(`
{F} [called|phoned|texted|rang|wrote] [back|again|twice|this morning|overnight] [about|re|regarding] {topic}.
{X} [was|is] [here|present|at bedside|in the room|on the phone|on the line|upset|tearful|reassured|fine with this|aware].
{F} [says|thinks|feels|hopes|worries|reports|denies|states] {complaint}.
[Spoke|Talked|Discussed|Reviewed] with {X} [and {X}|] about {topic}.
[per|Per] {X}, {complaint}.
{X} and {X} [came along|drove up|visited|will stay the weekend|share the care|disagree about {topic}].
{X} ({rel}) [brought|drove|called for|signs for|lives with|takes care of] [him|her|them|the patient].
{rel} {F} [helps|lives next door|works nights|is the decision maker|has the keys|manages the pillbox].
[His|Her|Their] {rel}, {X}, [is a nurse|lives abroad|died last year|is estranged|can be reached at {PH}].
[His|Her] {rel} {X} and [his|her] {rel} {X} [were present|attended|are listed].
Two [sons|daughters|children|kids]: {F} ([4|9|12|17|22]) and {F} ([2|7|14|19|31]; asthma).
[Children|Grandchildren|Siblings|Sisters|Brothers|Kids] {F}, {F} and {F} [visit|are well|live locally|take turns].
Attendance: {F} {i}., {F} {i}, {F}, {F} {i}., {F}. Absent: {F} (called).
[Group|Present|Team|Attendees|Participants]: {X}, {X}, {X} and {X}.
{F} stayed [quiet|late|calm|with her|overnight], then {complaint}.
{F} [laughed|cried|smiled|nodded|slept|ate well|refused lunch|wants to go home|did not show|got lost|fell again].
[Seen|Examined|Staffed|Precepted|Rounded] with {X} [and {X}|]; plan as below.
[Thanks|Thank you|thx|Best|Regards|Sincerely|Warmly|Cheers|ty], {X}
[Hi|Hello|Hey|Dear|hi|hey|yo|good morning] {F}, {question}
{F}, {question}
{F}: {chat}
{F} {i}.: {chat}
@{F} {chat}
{chat} [love|xo|-|–|—] {F}
{chat} fr {F}
[tell|ask|remind|let|text|call|page|ping] {F} [i am running late|to bring the card|about {topic}|that {complaint}]
is {F} [ok|there|on today|still in the ICU|coming home|allowed to eat]?
[last name|surname|family name] {L}[ like the {thing}|, spelled the usual way|]
[my name is|this is|it's|i'm|I am] {N} [calling about my {rel}|and I need a refill|, the new patient|]
[there's|There is] another [man|woman|patient|lady], {N}, born {D}.
[no|not] {N}, [sorry|I meant|i mean] {N}.
[Handoff|Signout|Sign-out|Covering|X-cover]: {X} from {X}, senior {X}.
{F} home, [do not text|call only for codes|back {D}].
{dept}: {X}. [Call|Pager|Ext] {PH}
[Technician|Tech|RN|Aide|CNA|Sitter|Driver|Interpreter|Chaplain|Witness|Bystander|Runner|Scribe|Perfusionist|Circulator|Scrub] {X} [was lovely|noted it|confirmed|signed|assisted|present].
[RD|PT|OT|SW|CM|RT|SLP|NP|PA|MD|RN] {X} [saw|evaluated|called|to follow|agrees|aware].
{X}, [MD|DO|RN|NP|PA-C|LCSW|PharmD|DPT|RD], [agrees|was paged|saw the patient|will follow].
[Dr|Dr.|Drs.] {L} [and {L}|] [recommends|agrees|will call|is off this week|did the [bypass|biopsy|delivery]].
[reviewed|dictated|typed|entered|signed|verified|checked|read|initialed] [by|] {I} {D}
{I}/{i}{i}
REVIEWED {I} {DP}
[logged|faxed|scanned|filed] {DP} {I}
{LF} {ID} {DP} {n}: {labs}
{room} {X} {age}[M|F|m|f] {ID} {dx}
{room}: {LF} [(real name)|] {age}[M|F] {ID} {dx}, {labs}
{bed} {LF} {age} yo {dx}. [NPO|ADAT|Full code|DNR].
row {n} | {ID} | {I} | [M|F] {age} | {labs}
{n}. {LF} [-|:] {dx}
{n}) {N} - {topic}
{N} {age} [M|F|male|female] [with|w/|c/o|hx of] {dx}
{N} is a[ pleasant|n anxious|] {age}-year-old [man|woman|farmer|teacher|welder|veteran|student|carpenter] with {dx}.
{N}, {age}, [he/him|she/her|they/them], [barista|welder|retired teacher|mechanic|clerk], {complaint}.
Pt {N} [seen|here|presents|arrives] for {topic}.
pt {n_lower} here [w|with] {rel} {f_lower} for {dx}
[Patient|Name|Pt|Client|Resident|Decedent|Mother|Infant|Donor|Insured|Subscriber|Guarantor|Claimant|Worker|Member|Student]: {X}
[Patient|Name|Pt|Client|Resident|Worker|Member|Employee]: {X}     [Age|Sex|DOB|Date|MRN]: {age}
[Attending|Surgeon|Assistant|Referring|PCP|Author|Provider|Anesthesia|Consultant|Therapist|Nurse|Requested by|Ordered by|Read by|Interpreter|Contact|Proxy|HCP|NOK]: {X}
[cc|CC|c.c.|Copy to|Distribution]: {X}; {X}
[aka|AKA|a.k.a.|goes by|Goes by|prefers|known as|nicknamed|née|formerly|alias] ["{F}"|{F}|{N}]
{F} "{F}" {L} [was|is|called|,] {complaint}
{L}, {F} {i}. [seen|cancelled|rescheduled|expired] {DP}.
[duplicate|wrong|merged|other] chart {ID} ({LF}) - do not post
[waste|witness|given|drawn|counted] [by|w/|with] {X}
[the|The] {L} [family|household|twins|baby|children|sisters|brothers|boy|girl] [is|are|want|wants|asked for] {topic}.
{L}'s [wound|daughter|mother|chart|labs|scan|car|shift|dog|house|insurance] [is|was|needs|looks] [fine|late|new|pending|clean].
[Mother|Father|Foster mother|Stepdad|Grandmother|Caregiver] is {X}[, {age}|].
[Our|our|The] [pastor|coach|neighbor|landlord|lawyer|teacher|principal|boss|supervisor|foreman|caseworker|social worker|sponsor], {X}, {complaint}.
a collector, {L}, [rang|called] [me|us|her] {n} times
{X} from {dept} [says|will come|called].
{X} at {FAC} [will see|declined|accepted|knows] [him|her|this patient].
{X} of {ORG} [asks|wrote|confirms] {topic}.
Call cardiology, {L}, regarding {topic}.
Consent [obtained from|signed by|given by] {X}[, {rel}|] [after|following|with] {topic}.
[Officer|Deputy|Detective|Ofc|Det.|Sgt|Judge|Trooper|Marshal|Agent|Attorney|Father|Fr.|Rabbi|Imam|Pastor|Sister|Chaplain|Coach|Nurse|Professor|Prof.|Capt.|Mr.|Mrs.|Ms.|Miss|Sra.|Sr.|Mx.] {X} [was notified|came by|took the report|gave the blessing|visited|asked for {topic}].
[I|We] [met|saw|examined|reviewed|operated on|interviewed|admitted] {N} [today|on {D}|in clinic|at {FAC}].
[She|He|They] [married|divorced|buried|lost|misses|cares for|lives with|fears|trusts] {F}[ {L}|] [in 2011|last year|years ago|].
[Summarise|Summarize|Rewrite|Translate|Draft|Write] [this|a letter|a note|the plan|discharge instructions] for {N}, [DOB {D}, |]{dx}.
what [should|can] i tell {F} about {topic}?
{N}'s {lab} [is|was|came back] {n}; [is that ok|should we worry|next step]?
Best approach for {N}, {age}-year-old with {dx}, [seen|treated|admitted] at {FAC} on {D} ([MRN|MRN:|ID|chart] {ID})?
[How|What|Which] [should I manage|would you advise for|is best for] {N} ({age}[F|M]) [from|living in|residing in] {C} with {dx} since {D}?
The {role} {X} [asked|noted|confirmed] that {complaint}.
{X} as {role}; {X} as {role}.
[no LOC|no chest pain|no falls|takes meds|ate ok] per {f_lower}, gf {n_lower} was passenger
home w/ {f_lower}. f/u {DP}
moms name is {n_lower} and my {rel} {f_lower} [will drive|can talk|has poa]
{f_lower}: {chat}
{n_lower} [called|needs refill|no show|late again|wants letter] {DP}
thx {f_lower}. {chat}
{LAB}: {N_CAPS} {age}Y [M|F] {D}
{N_CAPS} [WAS|IS] SEEN [WITH HIS {REL}, {N_CAPS}|] FOR {DX}.
HIS {REL}, {N_CAPS}, [DROVE HIM|CALLED|IS PRESENT|SIGNED THE FORM].
PT [STATES|REPORTS] {N_CAPS} [HIT HIM|HELPS AT HOME|GIVES THE PILLS].
{F} [may|will|can|should|might|could|must|does|did|would] [be reached at {PH}|call back|drive [him|her]|bring the forms|need a letter|not answer|sign for [him|her]|decide {DP}].
{X} [may|will|can] be [reached|paged|texted|emailed] [at {PH}|after {clock}|on weekends].
[Please|Kindly] [copy|notify|include|thank|greet] {X}[ and {X}|].
p.s. {F}, my {rel}, [sends regards|says hi|is better].
[husband|wife|mother|father|dtr|son|sis|bro|gf|bf|mom|dad|niece|nephew|ex|aunt] {X}[,| -|:|] {PH}
[Two|Three] [patients|people] named {L}: {N} and {N}[, one L no E|, no relation|].
[called|seen|escorted|driven|brought|found] by {X}, {rel} of {X}.
`)

export const PLACES = lines(`
[Lives|Resides|Living|Staying|Moved|Relocated] in {C}[ with {rel}| alone| since 2015|].
[lives|moved|stays|works] [in|near|outside|out by] {C}, [works|employed] at {ORG}
[Born|Raised|Grew up|Schooled] in {C}[, {state}|], [moved to {C}|came here in 1998|].
[Drove|Drives|Came|Flew|Travelled|Flown|Transferred|Bused] [in|over|up|down|] from {C}[ this morning| by ground|, two hours|].
moved in [May|Nov|June] from {C} in [Ireland|Mexico|Haiti|Nigeria|Poland] to {ST}
[weekend|vacation|wedding|funeral|fishing trip|conference|camping|visiting family|shift] [at|in|near] {C}
bikes to work ({C} to {C}, {n} mi)
[at|with] [sister|brother|aunt|cousin] {F}'s in {C}, no outlet
{FAC} [here|downtown|] ({C})
[he|she|they] [wants|prefer|would rather] [a doctor|care|rehab|placement|a bed] [in|near|closer to] {C}
[native|resident|citizen|mayor|veteran] of {C}
the {C} [office|clinic|fire|flood|shooting|plant|shelter|bus|reservation|route|crew] [closed|called|is nearest|stopped|]
in {C}, {K}, [behind|near|beside|across from] {ORG}
{ST}, {C}, {ST2} {Z}
{ST}, {C} {ST2} {Z}
{ST}[,|] {C}[,|] {state}[,| ] {Z}
{FAC} {bullet} {ST} {bullet} {C}, {ST2} {Z} {bullet} [Tel|Ph|T|Phone] {PH}
[Address|Home|Mailing address|Addr|Residence|Resides at|Lives at|Mail to|Send to|Deliver to]: {ST}, {C} {ST2} {Z}
[lives|living|home is|stay|im] at {st_lower} in {c_lower} [{state}|]
Send the [corrected statement|letter|card|forms|meds] to {ST}, {C}, {Z}, or fax it.
[went off|crashed on|fell at|found at|hit by car at|collapsed near|picked up at] {ST} [near|in|by] {C}
parked at {st_lower} cuz street sweeping
pharmacy moved to {st_lower} same phone
[Transferred|Transfer|Referred|Discharged|Admitted|D/c|Xfer|Sent|Flown|Accepted|Discharge] [to|from|at] {FAC} [on {D}|for {topic}|after {n} days|].
[s/p|had|underwent] [CABG|TKR|chole|ORIF|septal myectomy|PCI|bypass|delivery] at {FAC}[ in {D}| {D}|?|].
[Seen|Followed|Treated|Worked up|Diagnosed|Biopsied|Operated] at {FAC} [by {X}|for {dx}|since {D}|in {D}].
[Referred|Sent] after a brief stay at {FAC} that ended {DP}.
[wife|mom|daughter|he|she] [wants|requests] transfer to {fac_lower} where [her|his] {rel} is icu nurse
[txp eval|second opinion|infusions|dialysis TTS|rehab|pt|wound care|cath] [at|@|with] {FAC} [pending|done|declined|MWF|].
[resides|lives|resident|placed|bed|back] [at|in] {FAC}[ ({C})| since {D}|]
from {FAC}. [full code|no restraints|DNR|baseline demented]
[Fill|Filled|Rx sent|E-prescribed|Script|Meds] [at|to|through] {FAC} [on {DP}|, {C}|].
{FAC}
{FAC}, {C}
{FAC}   {ST}
{FAC} - {dept}
[Labs|Cultures|Path|Slides|Bloods|Films|Records|Outside records] [from|sent to|at|drawn at|requested from] {FAC}[, {C}|] [pending|reviewed|].
[Release|Body released|Remains] to {FAC}. [Autopsy declined|].
{FAC} [called|faxed|declined|has a bed|needs the form|will not take [him|her]|is full].
[Ambulance|EMS|Medic] [from|to] {FAC}; [arrived|left] {time}.
[Works|Worked|Employed|Retired|Laid off|Fired] [at|from|by|for] {ORG}[ since {D}| for {n} years| as a {job}|].
[{job}|retired {job}|Retired {job}] at {ORG}[, {C}|]
[i|he|she] [teach|teaches|teach second grade|drives|cooks|clean|cleans|work|works nights] at {org_lower}[ and my boss {f_lower} knows|]
[Attends|Goes to|Member of|Sings at|Volunteers at|Baptised at|Active in|Ushers at|Coaches at|Plays for] {ORG}[ in {C}|].
[Exposure|Injury|Fall|Accident|Burn|Incident] [at|while working at] {ORG}: {topic}.
[Patient|PT|Pt] reached at work, {ORG}. 
[Employer|Occupation|School|Church|Company|Job site|Work]: {ORG}
[Student|Junior|Freshman|Senior|Teacher|Custodian] at {ORG}
[Send|Needs] [two pay stubs from|letter to|clearance for|return-to-work form for|FMLA to] {ORG}[ and a utility bill|].
can't do [fine seams|night shift|lifting|stairs] at {ORG}.
[ride|lunch|shift|party|game|class|meeting|practice|mass|service] at {ORG} [{weekday}|on {DP}|]
[Donated|Fundraiser|Meals|Ride|Prayers] by {ORG}.
{ORG} [keeps|pays|insures|closed|laid off] [a defibrillator|the premium|the plant|{n} people].
{X}, {job} [at|with] {ORG}, [called|wrote|needs a note].
{FAC_CAPS}
{FAC_CAPS} {ST_CAPS} {C_CAPS} {ST2} {Z}
[DROVE HER|CAME|TRANSFERRED] FROM {C_CAPS} [TO THE EMERGENCY ROOM|BY GROUND|].
[DISCHARGED|ADMITTED|TRANSFER] [TO|FROM] {FAC_CAPS}.
[WORKS|EMPLOYED] AT {ORG_CAPS}. [LIVES IN {C_CAPS}|].
[seen|discharged] [at|from] {fac_lower} {DP}
works at {org_lower}, lives in {c_lower}
[County|Parish] [health dept|sheriff|coroner|APS]: {K}
[Reported|Referred] to {K} [Health Department|APS|CPS|Sheriff|coroner].
[ER|ED|Hosp|Adm|Admits|Urgent care] x{n}: {FAC} {DP} and {DP}; {drug}
[resides|lives|stays|boards|housed|admitted|seen|rehab|born] {FAC} [({C})|{DP}|]
[Dental home|Medical home|PCP office|Preferred pharmacy|Dialysis unit|Home agency|DME|Hospice|Lab]: {FAC}. {W} {w}
[requested|ordered|obtained|shipped|called|phoned|emailed|couriered] from {C}[ on {DP}|].
[staying|im|living|at my moms] [at|um|on|off] {st_spoken} in {c_lower} {state}
he lives at {st_spoken}
{ST}, app. {n}, {C} ({state}) [J8Z 0X7|H2X 1Y4|K1A 0B1]
[visit|referral|transfer|shuttle|bus] [between|from] {FAC} [and|to] {FAC}[, {C}|].
{rel} [works|volunteers|was born|died|is a patient] at {FAC}.
`)

export const NUMBERS = lines(`
{D} {clock}[ hrs|h|] [{W}|{cw}|RN {X}|{abbr} {n}|]
[DD|DT|TT|d|t|Dictated|Transcribed|Signed|Coll|Rec'd|Electronically signed]:? {DP} {clock}
[{clock}|{clock} {abbr}] {w} {w}, [{clock}|{n}] {cw}
{N}    [d.o.b.|DOB|dob|b.] {D}    [chart|MRN|#|no.] {ID}
[Ord|Req|Prov|Pt|Name|Tech]: {X}	[Coll|Rec|DOB|Acc|Loc|MRN] {D} {clock}	[Acc|#] {ID}
{LF}	{D}	{ID}	{abbr}	{n}
{N}   {age}{i}   {abbr}   {D}
{N_CAPS}, M.D.
[Report|report|Handoff] to {X} RN {clock}[, Rm {n}|]
{X} RN {clock}
[Mr|Mr.|Dr|Dr.|Mrs|Prof] {N} [FRCS|MD|FACS|MRCP|PhD|RN]
{dept}, {FAC}
[Pharmacy|Employer|School|Hospital|Lab|Church|Facility|Referring|Clinic] {FAC}. {W} {w}
[is|was] [mr|mrs|ms|dr] {l_lower} [short|late|in|here|ok] [of breath|today|for labs|]?
[Rabbi|Father|Sister|Dr|Mr|Imam] {L} [came|visited|prayed] {DP}[ until {DP}|].
[Seen|Admitted|Discharged|Operated|Born|Died|Delivered|Returned|Fell|Called|Signed|Dictated|Transcribed] [on|] {D}.
[DOB|dob|Born|born|D.O.B.|DOS|Date|date|Admit|D/C|LMP|EDD|EDC|Collected|Received|Reported|Printed|Onset|Surgery|Expires|Due]:? {D}
[f/u|f/u appt|rtc|RTC|next visit|recheck|return|sutures out|labs] [on|] {D}
{labs} ([{DP}|{DP}]), {labs} ({DP})
{DP}: {labs}
[since|until|from|before|after|around|by] {D}[ at the latest|]
[Symptoms|Pain|Rash|Cough|Fever] since {D}, worse {D}.
[missed|skipped|late] {DP} ([long weekend|snow|ride fell through])
[On|on] the [2nd|3rd|4th|5th|6th|7th|8th|9th|11th|12th|14th|16th|19th|21st|22nd|23rd|27th|30th] she {complaint}
{ORDINAL_DAY} [she|he] {complaint}
[badge|Badge|star|ID|id #|employee|case|ref|Ref|ticket|order|locker|tag|asset|unit|lot tag|jar|envelope|locker|claim|file|permit|inmate|booking] {ID}
[MRN|mrn|Acct|Chart|CSN|Encounter|Visit|Accession|Specimen|Policy|Member ID|Group|Sub ID|NPI|DEA|Lic|License|lic|Claim #|Case #|Auth|PA #|Rx|Study ID|Subject|Screening no.|Device|S/N|serial|SN|Serial no.|UDI|IMEI|template|finger scan|kiosk|login|user|handle|Plan ID|ID no]:?[#| #| |] {ID}
[pump|cuff|bed|monitor|pacer|lead|valve|stent|implant|scanner|wheelchair|walker|meter|CPAP|stockings|orthosis] ([serial|SN|unit|tag|asset|no.|S/N] {ID})
[silver|white|red|blue|black|old|his|her] [Civic|F-150|pickup|Camry|van|truck|sedan|Subaru|bike|Jeep], [plate|plates|tag|reg|license plate|lic plate|] {V}
[plate|tag|vanity plate|plates|license plate|VIN|vin|hull|registration|trailer] {V}
[tow yard|parking|valet|permit|gate pass|police] [for|on|has|billed me for] {V}
[Call|call|Reach|reach|cell|Cell|home|work|ph|pager|Pager|ext|x|fax|Fax] [at|is|#|] {PH}
[grandmother|great-aunt|neighbor|aunt|mother|father|roommate|uncle|landlady] [reached|lived to|is|turned|died at|, who is|aged] {A}
{A} [yo|y/o|year old|yr old|-year-old|F|M] [woman|man|] with {dx}
[now|aged|age|she is|he is] {A} [and lives alone|and still drives|]
`)

export const PLAIN = lines(`
{dx} [stable|improved|worse|controlled|resolved|suspected|ruled out].
[No|no|Denies|denies|neg for] {dx}, {dx} or {dx}.
{lab} {n}, {lab} {n}.{n}, {lab} {n}.
{drug} {dose} [daily|BID|TID|qHS|PRN|weekly|q6h]; {drug} {dose}.
[Start|Stop|Hold|Increase|Taper|Continue|Resume|Wean] {drug} [{dose}|to {dose}|for {n} days|].
[Allergies|Meds|Plan|A/P|Assessment|HPI|PMH|Exam|ROS|Social|Labs|Imaging]: {drug}, {drug}, {dx}
{Heading}
{HEADING}
{Heading}:
{test} [negative|positive|equivocal|normal|pending|not done|{n}/{n}].
{epo} [sign|test|score|disease|syndrome|maneuver|criteria|catheter|scale|fracture|classification|index|procedure|clamp|retractor|law|triad|reflex] [negative|positive|reviewed|used|noted|absent|present].
[{epo}'s|{epo}] [disease|syndrome|lymphoma|palsy|sign|contracture|esophagus|thyroiditis] [in remission|since 2014|on {drug}|per chart].
[No|no] {epo}, {epo} or {epo} [sign|signs].
{epo} and {epo} [clamps|retractors|forceps|scissors] [used|counted|removed].
[Used|Placed|Removed|Changed] a {epo} [catheter|drain|tube|filter|dressing].
{Title} [consulted|to see|signed off|recommends {drug}|following].
[Admit|Transfer|Move] to [ICU|MICU|CCU|step-down|telemetry|Floor 6|4 West|7 North|Ward 3|Bed 12|Room 412B|PACU|L&D|NICU].
[Discussed|Reviewed] [with|w/] [patient|family|the team|nursing|pharmacy|case management|the attending|the resident].
[Insurance|Payer|Payor|Plan|Coverage]: {ins}
[Covered by|Has|Switched to|Denied by|Appeal to] {ins}[ since last year|].
[Epic|Cerner|MyChart|Meditech|Omnicell|Pyxis|Vocera|Zoom|Teams] [was down|message sent|downtime form used|alert fired].
[Travel|Recent travel|Back from|Born in|Family in|Immigrated from]: {country}
[Travelled to|From|Moved from|Served in] {country} [in 2004|years ago|as a child].
Speaks {lang}[ and {lang}|]; [interpreter used|video interpreter|reads at home].
[{lang}|{country}] [food|dance|class|movie|coffee|roast|doctor phrasebook].
[FDA|CDC|NIH|WHO|CMS|ADA|AHA|ACOG|NICE|KDIGO|USPSTF|GOLD|NCCN] [guideline|warning|alert|label|criteria|recommendation] [reviewed|cited|applies].
[Vaccines|Given|Due]: [Shingrix|Prevnar 20|Tdap|MMR|Fluzone|Moderna|Pfizer|Havrix|Gardasil 9|Boostrix] [x1|left deltoid|0.5 mL IM|].
[What|How|Why|When|Which|Can|Does|Is] {question_plain}
[Explain|Summarize|Compare|Describe|List|Discuss] {dx} [vs|and|versus|in light of] {dx}[ in a table| for a lay reader|].
[A|An] {age}-year-old [man|woman|boy|girl|patient|male|female] [with|presents with|has] {dx} and {dx}. [Management?|Next step?|What is the dose of {drug}?]
{age}[F|M|yo M|yo F|y/o male] [w|with|c] {dx}, {lab} {n}. [thoughts?|ddx?|plan?]
[Pt|Patient] [will|may|can|should] [march|mark|bill|grant|hope|rest|bend|walk|shift|reach] [in place|as able|slowly|with help].
[May|Will] need [a walker|oxygen|rehab|a sitter|surgery] [soon|in 2025|if worse].
[ICD-10|CPT|HCPCS|NDC|LOINC|SNOMED|DRG] [I10|99214|E11.22|0069-1530-41|2160-0|38341003|291|J0585]
[BP|HR|RR|T|SpO2|Wt|Ht|BMI] {n}/{n} {n} {n}.{n}
[Apgars|APGAR|GCS|NIHSS|Braden|Morse|CIWA|COWS|PHQ-9|GAD-7|MoCA|MMSE|ASA|Mallampati] {n}[/{n}|].
[L4-5|C5-C6|T1-T2|S1|V5-V6|II, III, aVF|2/6 SEM|5/5 strength|20/40 OU|1/2 tab|3 x 10|q 2-4 h] [noted|stable|unchanged|reviewed].
[mon|Mon|MWF|TTS|Tuesdays|weekends|every Friday|Thursdays] [dialysis|shift|clinic|group|off].
[in 2014|since 2009|2018|in the 1990s|from 2001 to 2006] {dx}, {drug}.
[today|yesterday|tomorrow|tonight|last week|next month|in 2 weeks|x 3 days|POD 2|HD 4] {complaint}
[he|she|they|pt] {complaint} and {complaint}.
{complaint} after {drug}; [denies|no] {complaint}.
[Home|Stable|Discharge|Follow up] [with|w/] [services|hospice|PT|family|oxygen] [and {drug}|].
Past [medical|surgical|family|social] history: {dx}, {dx}; [father|mother|uncle] had {dx}.
- {drug} {dose}
* {dx}
{n}. {dx}: {drug}, {lab} in {n} days
[Return|Call|Go to the ER] [if|for] {complaint}, {complaint} or fever > 101.
[The|This|Our] [hospital|clinic|pharmacy|school|church|lab|county|city|nursing home|emergency room|facility|office] [is closed|called|will fax|needs the form|told us].
[Medical Center|Emergency Department|Nursing Home|Home Health|Physical Therapy|Social Work|Urgent Care|Primary Care|Same Day Surgery] [policy|referral|visit|eval|note|form] [reviewed|placed|done].
[at|in|from|to] the [hospital|urgent care|ED|nursing home|pharmacy|rehab|ICU|outside hospital|OSH|VA|SNF|group home|clinic|school|gym|church|office|farm|shop].
[room|Room|Bed|Ward|Unit|Floor|OR|Suite|Bay] {n}[A|B|-2|]
`)

export const HEADINGS = lines(`
History of Present Illness|Past Medical History|Review of Systems|Physical Examination|Hospital Course|Discharge Instructions|Assessment and Plan|Chief Complaint|Family History|Social History|Home Medications|Operative Findings|Estimated Blood Loss|Gross Description
Final Diagnosis|Clinical Impression|Treatment Plan|Problem List|Advance Directives|Nursing Note|Progress Note|Discharge Summary|Consultation Report|Prior Authorization Request|Letter of Medical Necessity|After Visit Summary|Statement of Account|Incident Report|Vital Signs
Medication Administration Record|Intake and Output|Care Team|Emergency Contact|Next of Kin|Release of Information|Informed Consent|Time Out|Safety Plan|Group Therapy Note|Case Management|Telephone Encounter|Result Note|Patient Message|Plan of Care|Range of Motion|Gait and Balance
Explanation of Benefits|Proof of Delivery|Order Set|Radiology Report|Impression|Findings|Technique|Comparison|Indication|Specimen|Microscopic|Comment|Addendum|Attestation|Interval History|Subjective|Objective|Birth History|Developmental Milestones|Immunizations|Exposure History|Work Status
`).flatMap((line) => line.split('|'))

/** Clinical text of every shape with words and numbers that no list holds: what a tagger must leave alone. */
export const CLINICAL = lines(`
{W} {w} {w}, {w} {w}.
{W}, {w}, {w} {w}. {W} {w} {cw}.
{W}: {cw} {w}, {cw}.
{W} {cw} [in|with|of|for|after] {cw}. {abbr} {cw}, {abbr} {w}.
[S|O|A|P]: "{w} {w} {w}." {W} {cw}. {abbr} {n}.
{abbr} {n}, {abbr} {n}.{n}, {abbr} {fraction}, {abbr} {w}.
{abbr} {abbr}, {w} {w}. {abbr} {range}. {abbr} @ {clock}.
{abbr}: {w}, {abbr} {w}, {cw}
{W} {w}: {fraction}, {fraction}, {range}
{Pdrug} [{dose}|] [daily|IV|PO|weekly|q8h|q4w|prn], {pdrug} {dose}.
[on|On|tried|failed|started|stopped|switched to|allergic to] {Pdrug}[ and {Pdrug}| ({range})|].
[Pfizer|Medtronic|Stryker|Zimmer|Abbott|Boston Scientific|Philips|GE|Siemens|Dexcom|ResMed] {Pdrug}[ {n}| {abbr}| XT], model {model}
[generator|lead|stem|cup|pump|mask|stent|mesh|device|machine|meter]: {Pdrug} {abbr}, model {model}, size {n}
{Pdx} [syndrome|disease|sign|phenomenon|lesion|nodes|anomaly|score|criteria|classification|fracture|maneuver|reflex|test|stage|grade|index|staging|technique|procedure|repair|forceps|clamp|retractor|tube|catheter|stain|bodies|cells|virus|fever] [{n}|noted|absent|neg|positive|II|suspected|].
[not|no|No|r/o|?|Possible|possible|h/o|Known|{abbr} since 2018 (] {Pdx}[ or {Pdx}|, {Pdx}|].
{Pdx}-{Pdx} [grade|type|class|score] [1|2|3a|IV].
{Pdx} & {Pdx} [{n}|stage {n}|grade II].
[ddx|DDx|Differential|Consider|Think of|think]: {Pdx}, {Pdx}, {Pdx}, {dx}[, {Pdx} fever|].
[add|send|Send|order] {Pdx} [serology|PCR|titer|antibodies|IgM|culture]; [with|and] {abbr} {w}.
{Pdx} [pneumoniae|coli|aureus|psittaci|burgdorferi|albicans|difficile] {w}, {abbr} {n}/{n}.
[E. coli|S. aureus|K. pneumoniae|C. diff|H. pylori|P. jirovecii|T. pallidum] [pan-S|neg|x2|grew].
{pdx} [and|or|with|w/] {pdx}; {cw} {cw}.
{pdx}, {pdx}, {cw} {w}.
[A|B|C|D]. {W}, [left|right] {cw}, {cw}
[A|B|C]. {W} in {w} labeled {w}.
[{n}) |{n}. |- |* |]{W} {w} {w} {w}[?|.|]
[CPT|HCPCS|ICD|ICD-10|NDC|LOINC|SNOMED|RxNorm|ATC|DRG|CVX|taxonomy|payer|BIN|PCN|modifier|POS|code|codes] {vocab}[, {vocab}|; {vocab}| / {vocab}| with {vocab}| same foot| x2|].
Units {n} each. {vocab} x{n}, {vocab} x{n}.
"[code|cpt|icd10|loinc|system|version|model|unit|status|type|use|display|category]": "{vocab}"{brace}
{brace}"{w}": "{w}", "{w}_{w}": ["{vocab}", "{vocab}"]{brace}
OBX|{n}|[NM|ST|TX|CWE]|{loinc}^{WORD}^LN||{n}.{n}|[mg/dL|mmol/L|%|]|{range}|[H|L|N|]|||F
[PID|PV1|OBR|ORC|NTE|MSH|IN1|NK1|DG1|AL1]|{n}||{abbr}^{abbr}|{abbr}|{abbr}|||{WORD} {WORD}
[SV1|NM1|CLM|REF|HI|DTP|SBR|PRV|LX|CAS]*{abbr}*[HC:{vocab}|{abbr}]*{n}*[UN|MJ|]*{n}~
{gene} {variant}, [class 3|pathogenic|VUS|likely benign], {abbr}-L1 {n}%.
[IND|protocol|NCT|IRB|DOI|lot|firmware|build|version] [{vocab}|{n}.{n}.{n}], p = .{vocab}
(HR 0.{n}, 95% CI 0.{n}-{n}.{n}, p = 0.00{n}), n = {vocab}, {yearrange}
[wt|Wt|ht|IOP|VP|AP|CVP|MAP|PAP|PEEP|FiO2|Pplat|ABG|VBG|TcB|Kt/V|URR] {fraction}[ {fraction}|]. {abbr} {range}, {abbr} {w}.
[DISP|ENR|ONS|TX|AT|CLR|Odometer] {clock} / [ENR|ONS] {clock} [- {clock}|]
[Presented|Arrived|arr|Intubated|pushed|given|D10|Transport|Given|DTV by|Time out|Cut|Closed] {clock}[ with {w}| {w}|, clear].
[mm|cm] {n} x {n} x {n}; images {range}, series {n}; {fraction}, unchanged.
[MMT|Strength|Reps|Sets|HEP|BFR|SLS|ROM|AROM] [quad|bicep|hip|knee] {fraction}, {fraction}+, {n} x {n} s, {n}/{n}/{n}.
{n} [3/7|2/7|1/7|6/7] weeks, G{n}P{n}, {abbr} {w}
about [1/3|1/2|2/3|3/4] of {cw} [seen|healed|eaten]
[A&Ox3|AAOx4|A&O x 3|PERRLA|VSS|NAD|RRR|CTAB|NTND|WNL|NKDA|NKA|A1c|SOB] [{w}|{abbr}|].
[I'm|I've|don't|can't|she's|he's|daughter's|isn't|it's] {w} {w} [{w}|].
"{W} {w}?" {w} {w}
[lmao|lol|omg|pls|idk|tbh|wtf|ugh|ok|haha] {w} {w} 😂
{W} [{w} |]to [confirm|cancel|stop], [R|C|STOP|HELP] to [end|rebook]. Msg&data rates may apply.
[Team|Group|Room|Unit|Ward|Track|Module|Chapter|Section|Stage|Phase|Level|Step|Plan|Option|Line] [A|B|{n}|{Common}]
[John Doe|Jane Doe|the patient|PATIENT NAME|[FIRST LAST]] [{w}|].
[Department|Division|Section|Chief|Service|Chair] of {Title}[, {w}|]
{HEADING}: {cw}
[PARAMETERS|LABS|ARRIVED|SKIN|PAIN|TUBES|LINES|GAIT|MOOD|SLEEP|DIET|CONSULT|GROSS|SYSTEM|EMPLOYER|ALLERGIES|VITALS|TRANSPORT|CONTACTS|ORDERS]
[Su|El|La|Los|Una|Para|Con|Por] [expediente|operación|dolor|cita|medicina|hija|fiebre] [es|de la|en el|con] [vesícula|brazo|corazón|mañana|noche].
[¿|]Me duele la cabeza y tengo fiebre desde ayer. Tome la pastilla con comida.
Li ka manje griyo? Pran medikaman an chak maten.
[Le|La|Un|Une] [patient|douleur|fièvre|dossier|toux] [est|depuis|avec|sans] [trois jours|le matin|la nuit].
[If|When|After|Before|Unless|Although|Because|While|Since|Once] {w} {w} {w}, {w} {w} {w}.
[She|He|They|We|It|This|That|Someone|Nobody] {w} {w} the {w} {cw} [and|but|or|so] {w} {w}.
[Please|Kindly|Would you|Could you|Also|Then|Next|Finally|First] {w} the {w}, {w} {w} [?|.|]
the {Common} [{Common}|] [protocol|pathway|trial|study|method|program|questionnaire|approach|model|guide|app|handout|video|brochure] [was|is] {w}.
[Rocky Mountain|West Nile|St. Louis|Lyme|Ebola|Marburg|Hanta|Norwalk|Coxsackie|Zika|Lassa|Japanese|German|Spanish|Hong Kong|Asian] [spotted fever|virus|encephalitis|measles|flu|disease].
{Pdrug}, {Pdrug}, {Pdrug}.
{Pdrug}, {Pdrug}, {Pdrug}, {Pdrug}[, {Pdrug}|, {Pdrug}, {Pdrug}|].
{Pdrug}; {Pdrug}; {Pdrug}[; {Pdrug}|; {Pdrug}; {Pdrug}|].
{Pdrug} {n}, {Pdrug}, {Pdrug} {dose}, {Pdrug}.
{Pdrug}[ Plus| XR| Faspro| SC| HCT| Forte| Kit|] {n}[/{n}| TID| weekly| at {n}|], {Pdrug}, {drug}.
[Changed|Switched|Rotated|Converted] to {Pdrug}.
{Genus} {species}, MIC 0.{n} to {pdrug}
{Genus}, {Genus}, {Genus}, {Genus}.
[grew|Grew|PCR pos for|Think of] {Genus}[ {species}| spp.| and {Genus} {species}|].
{GENUS} {SPECIES}, {n} CFU
[q.h.s.|p.r.n.|b.i.d.|t.i.d.|q.i.d.|N.P.O.|p.o.|a.c.|G.I.|E.D.|W.B.C.|R.B.C.|J.P.|I.V.|U.S.|D.C.|H.I.V.|P.T.|O.R.|E.N.T.] [{w}|{cw}|{abbr} {n}|and p.r.n.|, q.h.s., b.i.d.|consult|drain|high, R.B.C. low].
{i}.{i}.{i}. {w}, {i}.{i}. {cw}
{Pdx} [I|II|III|IV|2|3|{n}|1B|0-IIa|IIIs|2a], {Pdx} [III|IV|{n}|{n}/{n}], {abbr} {n}.
{Pdx}, {Pdx} {n}/{n}.
{Pdx} [parent|teacher|child|adult|short form] [positive|{n}|negative], {Pdx} T {n}.
{Pdx}'s[:| at {n} degrees,| traction| solution| stent| ring| line| space| pouch| node| triangle| insoles| salt] [{w}|{cw} {n}|{abbr} {n}].
[{abbr}|{Pdx}|{cw}] with {Pdx}'s.
[Circle|Duct|Sphincter|Fossa|Angle|Canal|Ligament|Tetralogy|Triangle|Foramen|Ampulla|Bundle|Valve] of {Pdx} [intact|{w}|dominant] [on {abbr}|].
[Status post|s/p|S/p] {Pdx}, {Pdx} and {Pdx} [stages|procedures|repairs].
[Positive|Negative|Equivocal] ({Pdx}); {Pdx} and {Pdx} [positive|negative].
{Pdx} {cw} and {Pdx}-{Pdx} [retractors|sutures|needles|dressings].
[Dr.|Mrs.|Mr.|Uncle|Aunt] [Scholl's insoles|Dash instead of salt|Pepper|Bronner's soap|Clean wipes|Ben's rice|Potato Head|Jemima]
{WORD} [trial|enrolled {n}|study|and {WORD} enrolled {w} {w}]. {WORD}-{n}; {WORD}; {WORD}
[the|The|under the|per the] {Pdx} [Act|Amendment|rule|program|decision|principles|law|report|standard|memo|Commission].
[Declaration|Treaty|Convention|Oath|Code] of [Geneva|Helsinki|Oviedo|Istanbul|Hippocrates]
[42 CFR Part 2|45 CFR 164.514|42 U.S.C. 1395dd|21 CFR 11|Title 22|Section 1557|Form I-693|DS-3025|SF-36|EMTALA|HITECH|FERPA]
[GPT-4o|Gemini 1.5 Pro|Claude 3.5|Llama 3|Mistral Large 2|Qwen2.5-72B|DeepSeek|Copilot|Whisper] [drafted this|summary|says {w}|vs {w}].
[R-CHOP|ABVD|FOLFOX6|FOLFIRINOX|BEP x3|hyper-CVAD|TCHP|CAPOX|7+3|VRd] [cycle {n}|C{n}D1|x{n}|planned].
[Toronto|Chapel Hill 2012|Oxford|Banff 1B|Maastricht VI|Kyoto|Bethesda III|Lugano|Sydney|Tokyo 2018|Baveno VII|Atlanta|Paris|Vienna|Rome IV|Berlin|Boston|Milan|Rotterdam|Seattle] [criteria|classification|grade {n}|consensus|protocol|system|definition|{n}].
{n}.{n} uncuffed, {n} cm at the [gum|lip|teeth]
[mass|node|lesion] at [the {n} o'clock position|{n}:00], {n} cm FN, at least {n}
{n}-week-old with {cw} {cw}
[Gets|got] [meds|care|labs|shots] [from|at|through] [VA|the VA|the county|a clinic|mail order|CVS|work].
Ehlers-Danlos, Beighton {n}/9. Loeys-Dietz excluded. Pancoast tumor with Horner's.
{Pdx}-{Pdx} [was excluded by|confirmed by|, {abbr}|vs {Pdx}-{Pdx}] [{gene} sequencing|{abbr} {n}|biopsy].
{gene}/{n} {w}, {w} {Pdx} [shift|screen|panel].
[No|Recent|Last|Any] travel [outside|to|in|through] [the United States|{country}|{state}|Europe|Southeast Asia][ since {n}/20{n}|; BCG as a child|].
[Born|Raised|Trained|Served|Camping|Fishing|Vacation|Deployed] in {country}[; {w}|, {w} {w}|].
[Camping|Snowbird|winters|summers|Hunting|hiking|Visited|moved from|family] in {state}[, tick removed|, summers in {state}|].
[Race|Ethnicity|Religion|Language]: [Black or African American|White|Asian|Hispanic or Latino|Native Hawaiian|American Indian|Jehovah's Witness, no blood products|Seventh-day Adventist|Roman Catholic|Southern Baptist|Sunni Muslim|Orthodox Jewish|{lang}]
[Watches|Reads|Likes|Enjoys|Plays|Follows|streams] {Common} {Common}[ and {Common}|] [and|,] {w} {w}.
[Drinks|Smokes|Vapes|Chews|Eats|Uses] {Common} {Common}[, {Common} {Common}|'s], [a fifth|2 packs|one can|half a pint] a day.
[Smokes|Drinks] [Marlboro Reds|Camel Lights|Newports|Jack Daniel's|Jim Beam|Bud Light|Johnnie Walker|Copenhagen|Juul|White Claw|Jose Cuervo]: {w}.
[MassHealth|Husky D|Badger Care Plus|Apple Health|Medigap Plan G|Medicare Part D|Peach State|Healthy Blue|Sunshine Health|Superior HealthPlan|Hoosier Healthwise|Partnership HealthPlan][, {ins}|, {Common} Care|, {Common} Health Plan].
[Fitbit|Apple Watch|KardiaMobile|Garmin|Oura|Alexa|FreeStyle Libre|Omnipod|Tandem|Hoyer|Sara Stedy|Barton chair|Broda|Miami J|Aspen|Philadelphia collar|Zoll|LifePak|Lucas|Alaris|Hospira|Baxter|B. Braun|Masimo|Nellcor|Littmann|Welch Allyn] [{n}|ECG|R series|{w}|ordered|in place|alarms].
[Zimmer|Stryker|DePuy|Smith & Nephew|Biomet|Arthrex|Exactech|Synthes|Globus] {Common}[; Stryker {Common}| {n}|, size {n}].
{Common} {Common} [questionnaire|Study|Initiative|Report|Code|Trial|Registry|Index|Inventory|scale][; {Common} {Common} Study|].
[Hong Kong flu|A/Victoria|A/Darwin|B/Phuket|A/Victoria/4897/2022 (H1N1)pdm09-like virus|Ebola Zaire|Sin Nombre|Rift Valley fever|Crimean-Congo fever|Nipah|Hendra|Hantaan]; {Genus} {species}.
Grip {n} lb R, {n} lb L. [R|L] {n}, [R|L] {n}.
[Stage|Type|Class|Grade|Group|Plan|SCAI|Part|Level|Gustilo|Denver] [A|B|C|D|G|II|IIIA].
{abbr} [at|@] {n}[#|"|'|%|mcg|mL|cm H2O] [{n}x{n}|x {n}|], {cw} {range} {w}
[take|Take] your [water pill|shot|tablet|inhaler] [Monday, Wednesday, Friday|every Monday|Mondays and Thursdays|Tues/Thurs|on Sundays].
sats {range}, {clock}-{clock}, {clock}: {cw} {w}
[MAP|RR|HR|pulse|weight|bpm|percentile|sat] {n}, [92|96|94|one ninety eight], {fraction}, {n}% . I/O {n}/{n}
[REV|CPT|VISIT LEVEL {n}|ROOM & BOARD {n} DAY REV {vocab}]    {vocab}    {n}.{n}    -{n}.{n}
urn:oid:{n}.{n}.840.1.{vocab}.{n}.{n} http://terminology.hl7.org/CodeSystem/v{n}-020{n}
[improvement|decrease|increase|change|reduction|role|derangement|agreement|differences|interest|rise|involved] in {w} {cw}[ and {w}|] [was|were|is] {w}.
The {cw} of {cw} in {w} {cw} was [demonstrated|measured|evaluated|assessed] [by|with] the {Common} {Common} [Scale|Questionnaire|Index|Inventory|Test|Survey].
[between|among|across|within|despite|versus] {w} {cw} and {w} {cw}, {w} {w} [in|of|at|from|to] {w} {w}.
We [studied|reviewed|compared|enrolled|followed] {n} {w} {cw} [in|from|across] [{country}|Southern {country}|New England|the Midwest|the {w} region|{n} centers|two villages|rural {country}].
[Prospective|Retrospective|Randomized|Multicenter|Observational] {w} {w}. [Single community hospital|Tertiary care center|University hospital|A teaching hospital|General practices|Level I trauma center|Outpatient clinic].
{W} {w} [in|at|from|to|near|of|by|with|for] {w} {cw} [{w}|] {w}[; {w} {w} in {cw}|].
[lives|works|moved|came|goes|sent|seen|transferred|admitted] [in|at|to|from|for|with] [the|a|his|her|this|their|your|our] {w} {cw}.
([{Common}|{Genus}|{Pdx}] et al., 20{n}) {w} {w} in {cw}.
`)
