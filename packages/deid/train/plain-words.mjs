/** What fills the small-letter slots: ordinary clinical words, none of which identifies anybody. */
const list = (text) => text.trim().split(/\s*[|\n]\s*/)

export const SLOTS = {
  drug: list(`apixaban|Eliquis|Lasix|metformin|Toprol XL|Keppra|Norco|Ativan|lisinopril|Humira|Coumadin|amiodarone|Zofran|Synthroid|vancomycin|Entresto|Ozempic|Zosyn|Rocephin|Lantus|Humalog|Depakote|Abilify|Zoloft|Wellbutrin XL|Suboxone|Narcan|Flonase|Symbicort|Spiriva
  Advair|albuterol|prednisone|Medrol Dosepak|Keytruda|Opdivo|Rituxan|Taxol|cisplatin|tamoxifen|Arimidex|Lupron|Xarelto|Plavix|ASA|Tylenol|Motrin|oxycodone|Percocet|fentanyl|gabapentin|Lyrica|Cymbalta|Seroquel|Haldol|lithium|Camila|Yasmin|Heather|Mirena|Nexplanon|Depo|Augmentin|Bactrim|Cipro|Flagyl
  doxycycline|Valtrex|Descovy|Biktarvy|Paxlovid|Mircera|Epogen|Soma|Xanax|Lortab|tacrolimus|CellCept|Prograf|levothyroxine|HCTZ|losartan|carvedilol|digoxin|spironolactone|atorvastatin|Crestor|Jardiance|Farxiga|Trulicity|Mounjaro|Nexium|Protonix|famotidine|Colace|Miralax|Senna|D5W|LR|NS`),
  dx: list(`COPD|CHF|CKD 3b|ESRD|T2DM|HTN|afib|CAD|NSTEMI|STEMI|PE|DVT|CVA|TIA|sepsis|pneumonia|UTI|pyelonephritis|cellulitis|osteomyelitis|asthma|OSA|GERD|PUD|cirrhosis|hepatitis C|pancreatitis|cholecystitis|appendicitis|SBO|diverticulitis|IBS|Crohn disease|UC|celiac disease|anemia|ITP|sickle cell disease|multiple myeloma
  Hodgkin lymphoma|breast cancer|NSCLC|colon cancer|melanoma|prostate cancer|Parkinson disease|Alzheimer dementia|MS|ALS|epilepsy|migraine|neuropathy|depression|PTSD|bipolar disorder|schizophrenia|opioid use disorder|alcohol withdrawal|RA|lupus|gout|osteoporosis|hip fracture|rotator cuff tear|low back pain|psoriasis|eczema
  Graves disease|Hashimoto thyroiditis|Addison disease|Cushing syndrome|preeclampsia|gestational diabetes|PCOS|endometriosis|otitis media|croup|RSV|cleft palate|autism|ADHD|cataract|glaucoma|chest pain|syncope|dyspnea|abdominal pain|headache|dizziness|fatigue|weight loss|rash|fever|fall|GSW|MVC|burn`),
  epo: list(`Babinski|Romberg|Murphy|McBurney|Kernig|Brudzinski|Tinel|Phalen|Finkelstein|Lachman|Homans|Virchow|Foley|Swan-Ganz|Hickman|Jackson-Pratt|Penrose|Dobhoff|Kocher|Allis|Babcock|Balfour|Bovie|Mayo|Kelly|Glasgow|Apgar|Braden|Morse|Wells|Ranson|Child-Pugh|Gleason|Breslow|Clark|Duke|Framingham|Hunt-Hess
  Parkinson|Alzheimer|Crohn|Hodgkin|Graves|Addison|Cushing|Bell|Dupuytren|Barrett|Raynaud|Sjogren|Marfan|Wilson|Huntington|Paget|Colles|Bennett|Jones|Lisfranc|Salter-Harris|Weber|Gustilo|Karnofsky|Kegel|Trendelenburg|Valsalva|Heimlich|Epley|Dix-Hallpike|Whipple|Billroth|Nissen|Hartmann|Roux|Ross|Fontan|Bentall
  Maze|Hoehn and Yahr|Chvostek|Trousseau|Osler|Janeway|Roth|Kussmaul|Cheyne-Stokes|Beck|Cullen|Grey Turner|Rovsing|Levine|Austin Flint|Still|Carey Coombs|Charcot|Reynolds|Whipple|Lasegue|Spurling|Hawkins|Neer|Thomas|Ober|Gower|Moro|Ortolani|Barlow|Galeazzi|Tanner|Bishop|Leopold|McRoberts|Hegar`),
  lab: list(
    `Na|K|Cr|BUN|Hgb|WBC|plt|INR|A1c|TSH|BNP|troponin|lactate|glucose|albumin|AST|ALT|bilirubin|ferritin|CRP|ESR|PSA|CA-125|vit D|B12|folate|LDL|HDL|Mg|Phos|Ca|pH|pCO2|ANC|CD4|viral load|UDS|EtOH|HbA1c|eGFR`,
  ),
  labs: list(
    `wbc 12.1|Hgb 8.9, plt 92|Cr 1.4|K 5.1|A1c 8.2|INR 2.4|Na 129|BNP 1840|lactate 4.1|EF 28|MELD 29|wt 91|BP 132/78|SpO2 94% RA|LVEF 35%|anc 0.9|TSH 0.01|glucose 311|T 38.2|GCS 14`,
  ),
  dose: list(
    `5 mg|10 mg|20 mg|40 mg|81 mg|500 mg|1 g|12.5 mcg|2 puffs|0.5 mL|10 units|1/2 tab|25 mg BID|7.5/325|80 mg IV`,
  ),
  test: list(
    `CXR|CT head|MRI brain|EKG|ECG|Echo|TTE|TEE|EEG|EMG|LP|UA|BMP|CBC|LFTs|PFTs|DEXA|PET|V/Q|Holter|Bruce protocol|ABI|colonoscopy|EGD|bronch|biopsy|rapid strep|RPR|HIV|Monospot|Quantiferon|Pap|mammogram|Cologuard|FAST|Schirmer|Snellen|Ishihara|Weber|Rinne|Coombs|Western blot|Gram stain`,
  ),
  rel: list(
    `son|daughter|wife|husband|mother|father|mom|dad|sister|brother|aunt|uncle|cousin|niece|nephew|grandmother|grandson|granddaughter|partner|spouse|fiancée|girlfriend|boyfriend|friend|roommate|neighbor|caregiver|stepfather|mother-in-law|daughter-in-law|twin|guardian|ex-husband|great-aunt|foster mother|sponsor`,
  ),
  role: list(
    `nurse|surgeon|hospitalist|resident|intern|fellow|pharmacist|therapist|interpreter|chaplain|case manager|social worker|midwife|dietitian|paramedic|tech|coordinator|cardiologist|oncologist|PCP|attending|supervisor|teacher|principal|coach|scrub tech|circulating nurse|proceduralist`,
  ),
  dept: list(
    `Cardiology|Neurology|Oncology|Surgery|Medicine|Pediatrics|Emergency|Radiology|Pathology|Billing|Registration|Pharmacy|Social Work|Case Management|Nutrition|Physical Therapy|Palliative Care|ID|GI|Renal|Ortho|ENT|Urology|Psych|L&D|ICU|MICU|OR|PACU|HIM|IT|Transplant`,
  ),
  topic: list(
    `the refill|the biopsy|the fall|the bill|hospice|the MRI|goals of care|code status|the rash|school forms|the ride|placement|the new dose|side effects|surgery|the wound|labs|the appeal|insulin teaching|the disability form|transport|the feeding tube|pain control|the car seat|smoking|the denial|work restrictions|chemo`,
  ),
  complaint:
    list(`the pain is worse at night|she slept poorly|he vomited twice|the cough is better|no appetite|missed two doses|wants to stop the statin|cannot afford the inhaler|feels dizzy on standing|the leg is swollen|fell in the shower|the rash is spreading|walked 200 feet|was confused overnight|ate half of lunch|the tremor is worse
  has not had a bowel movement|is afraid of surgery|drinks six beers|stopped smoking|takes the pills late|complained of headache|denied chest pain|had a good week|used the walker|declined physical therapy|had a 12-beat run of NSVT|bled from the stoma|spiked a fever|was extubated`),
  chat: list(`running late, save my spot|bp was 150 over 90 is that bad|thank you so much|can i take tylenol with it|on my way|ok will do|the ramp was icy|is the test back yet|she ate all her dinner|no fever since last night|pls call me|did u get the fax|yes that works|so sorry to hear that|need the note for work|he is asleep now|got it 👍|Tylenol only, no ibuprofen
  can someone check bed 4|code cart restocked|transport is here|family is in the waiting room|need a second RN for blood|discharge is ready`),
  question: list(
    `can you send the refill?|please find the results attached.|did the lab call?|thank you for seeing this patient.|how is the wound today?|I hope you are well.|we need the signed form.|your test is normal.|the appointment is moved.|what time should I come?|I am writing about the bill.`,
  ),
  question_plain: list(
    `is the usual dose in renal failure?|the first-line treatment?|long should I hold anticoagulation before surgery?|does the score predict mortality?|it safe in pregnancy?|do we taper steroids?|the sensitivity of the test?|would you add next?|many refills are allowed?|about driving after a seizure?|are the side effects?`,
  ),
  job: list(
    `teacher|welder|nurse|cook|driver|machinist|farmer|clerk|cashier|carpenter|plumber|pilot|organist|line cook|foreman|janitor|barista|tuner|seamstress|roofer|electrician|guard|butcher|librarian|mechanic|deckhand`,
  ),
  thing: list(`animal|bird|tree|color|month|flower|car|river|day|coin|stone|singer`),
  ins: list(
    `Aetna|Humana Gold|BCBS PPO|UnitedHealthcare|Cigna|Medicare Part B|Medicaid|Tricare|Kaiser|Molina|MassHealth|Oscar|Ambetter|Anthem|Medicare Advantage|WellCare|Blue Cross|Blue Shield|Workers Comp|Medi-Cal|TennCare|Silver Sneakers|Delta Dental|VSP|Optum|Express Scripts|Part D`,
  ),
  state: list(
    `Ohio|Texas|Maine|Iowa|Oregon|Florida|Georgia|Nevada|Utah|Kansas|Idaho|Montana|Vermont|Illinois|Michigan|Minnesota|Wisconsin|Missouri|Kentucky|Tennessee|Alabama|Mississippi|Louisiana|Arkansas|Oklahoma|New Mexico|New York|New Jersey|New Hampshire|North Carolina|South Dakota|West Virginia|Rhode Island|Puerto Rico|Washington|California|Virginia|Maryland|Delaware|Pennsylvania|Arizona|Colorado|Alaska|Hawaii|Wyoming|Nebraska`,
  ),
  country: list(
    `Mexico|Haiti|Ireland|Poland|Nigeria|Ghana|Kenya|Somalia|Ethiopia|Egypt|Jordan|Lebanon|Syria|Iraq|Iran|India|Pakistan|Nepal|China|Japan|Korea|Vietnam|Laos|Philippines|Guam|Samoa|Brazil|Peru|Colombia|Cuba|Jamaica|Honduras|Guatemala|El Salvador|Puerto Rico|Canada|England|Scotland|France|Germany|Italy|Spain|Portugal|Greece|Turkey|Russia|Ukraine|Afghanistan|Vietnam|Europe|Africa|Asia`,
  ),
  lang: list(
    `Spanish|French|Haitian Creole|Vietnamese|Tagalog|Mandarin|Cantonese|Korean|Japanese|Arabic|Somali|Amharic|Swahili|Polish|Russian|Ukrainian|Portuguese|Italian|German|Navajo|Hmong|Khmer|Burmese|Nepali|Hindi|Urdu|Punjabi|Farsi|English|ASL`,
  ),
  weekday: list(`Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|mon|tues|Fri`),
  ST2: list(
    `AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|PR`,
  ),
  bullet: list(`·|-|,|*|/|•|–`),
  Title: list(
    `Cardiology|Neurology|Nephrology|Infectious Disease|Palliative Care|Pain Service|Wound Care|Psychiatry|Physical Therapy|Speech Therapy|Respiratory Therapy|Social Work|Interventional Radiology|Vascular Surgery|Pharmacy|Heme/Onc|Ethics`,
  ),
}
