import * as L from '../flags.ts'

/** Closed classes of words, each with the flag it sets. */
export const WORD_CLASSES: readonly (readonly [number, string])[] = [
  [
    L.TITLE_WORD,
    'dr drs doctor doc mr mrs ms miss mx mister missus sir dame rev reverend fr father pastor rabbi imam sister prof professor sgt capt captain lt col officer ofc det detective deputy sen senator judge hon coach sra srta sr senor senora madam madame mme mlle monsieur tio tia don dona bishop chaplain madanm msye ba nurse cpl maj pvt sheriff uncle aunt auntie grandma grandpa aunty trooper constable const garda cdr cmdr elder matron deacon granny gran gogo nanay tatay lola lolo kuya tita tito abouna sitti teta jiddo oma opa tante onkel herr frau pan pani dra dre hermano hermana padre madan dokte manman avo vovo alhaji alhaja ato chef cikgu tutu mzee bhai didi thatha paati',
  ],
  [
    L.CREDENTIAL,
    'md do rn np pa pa-c lpn lvn phd pharmd dds dmd dpm od msw lcsw lmsw licsw lmft lpc psyd dpt pt ot otr slp rd rdn crna cnm cns aprn fnp fnp-c dnp cnp crnp pmhnp nnp facs facp faap frcpc frcs faasm mba mph bsn msn mbbs mbchb emt emt-b emt-p ma cma rt rrt rph cadc cadc-ii ccds rdcs esq jd dvm anp agnp acnp arnp pnp whnp rdms lac dc atc cct cst',
  ],
  [
    L.RELATION,
    'dtr-in-law sis-in-law bro-in-law sons daughters brothers sisters parents children kids cousins son daughter wife husband mother father mom mum mommy mama papa dad brother sister aunt uncle cousin niece nephew grandmother grandfather grandson granddaughter grandma grandpa grandniece grandnephew great-aunt great-uncle great-nephew great-niece stepfather stepmother stepson stepdaughter step-father step-motherther half-sister son-in-law daughter-in-law mother-in-law father-in-law brother-in-law sister-in-law spouse partner fiance fiancee boyfriend girlfriend bf gf friend roommate neighbor neighbour caregiver guardian twin sibling child baby widow widower ex-wife ex-husband dtr granddtr g-grandson g-granddaughter gma gpa hcp poa parent sitter aide caretaker great-grandmother great-grandfather great-grandson great-granddaughter stepdad stepmom step-dad step-mom mam nan hubby missus bro sis sibs kid gran granny grandparents fiances flatmate carer hija hijo hijas hijos esposa esposo abuela abuelo madre nieta nieto sobrina sobrino prima primo suegra cunada comadre compadre padrino madrina mere pere fille fils soeur frere mari mutter vater tochter sohn schwester bruder ehefrau ehemann babcia dziadek ciocia zona corka syn hooyo aabo ayeeyo amma appa nali shimasani twins triplet',
  ],
  [
    L.PARTICLE,
    'van von der den de del della dela di da das dos du la le los las el al bin ibn ben abu st ter ten te af av y e ni nic',
  ],
  [
    L.MONTH,
    'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre fevriye',
  ],
  [
    L.WEEKDAY,
    'monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun lunes martes miercoles jueves viernes sabado domingo',
  ],
  [
    L.STREET_END,
    'street st avenue ave road rd boulevard blvd drive dr lane ln court ct place pl way terrace ter trail trl circle cir highway hwy parkway pkwy pike square sq loop lp alley aly plaza plz run row path walk crescent cres close grove gardens mews turnpike tpke expressway expy crossing xing bend cove point pt ridge hill hollow landing wharf pass commons heights view vista estates calle avenida camino chemin rue',
  ],
  [
    L.FACILITY_END,
    'hospital hospitals hosp hospice clinic clinics pharmacy pharmacies apothecary infirmary sanatorium polyclinic polyclinique dispensary drugs drugstore pediatrics dermatology imaging radiology orthopedics orthopaedics podiatry laboratory laboratories hospitalists rehab surgery dental dentistry cardiology oncology',
  ],
  [
    L.ORG_END,
    'elementary academy university college school church chapel temple synagogue mosque cathedral ministry ministries inc inc. llc corp corporation company co-op industries logistics brothers bros associates partners unified montessori primary tabernacle parish mission congregation rotary union',
  ],
  [
    L.PERSON_VERB,
    'says said saying states stated reports reported denies denied complains complained tolerated tolerates presented presents returned returns was is has had who will would can could called phoned rang texted asked asks wants wanted needs lives lived works worked underwent received takes took drives drove came comes went goes arrived attended visited visits agrees agreed agreeable declined refuses refused understands verbalized noted notes reviewed recommended recommends advised signed consented explained describes described developed felt feels appears appeared remains remained admits admitted endorses endorsed continues continued died passed brought gave told opened answered doubted disclosed walked stayed laughed thinks believes hopes plans smokes drinks sleeps eats weighs turned',
  ],
  [
    L.ROLE,
    'bystander co-worker coworker sitter witness classmate housemate landlord facilitator rn lpn cna scribe spt driver investigator nurse physician doctor surgeon attending resident intern fellow hospitalist pcp cardiologist oncologist neurologist provider therapist counselor counsellor psychiatrist psychologist pharmacist technician tech midwife dentist interpreter chaplain aide caregiver worker social-worker adjuster coordinator teacher principal coach lawyer attorney foreman supervisor boss manager clerk director anesthesiologist radiologist pathologist consultant specialist prosthetist dietitian paramedic officer secretary receptionist lawyer investigator pi sitter crc liaison perfusionist sonographer doula chaperone volunteer phn nnp cnm mortician undertaker trooper scrub circulator phlebotomist dietician cma keyworker',
  ],
  [
    L.PREPOSITION,
    'in on at by from to with for of since until till before after during through thru via near per about around between and or under over against',
  ],
  [
    L.NUMBER_WORD,
    'zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth double triple',
  ],
  [L.GENERATION, 'jr sr ii iii iv'],
]
