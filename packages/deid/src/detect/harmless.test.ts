import { describe, expect, it } from 'vitest'
import { createDetector } from './create-detector.ts'

/** Sentences that name nobody: eponyms, drugs, laboratory values, scores, units, codes, verbs that are also names. All invented. */
const HARMLESS = `
Known Parkinson disease, on carbidopa-levodopa 25/100 three times daily.
No evidence of Huntington disease or Wilson disease in this family.
Crohn's disease in remission on infliximab 5 mg/kg.
Graves disease treated with radioiodine in 1998.
Hashimoto thyroiditis with TSH 8.4.
Foley catheter removed at 0600, due to void by noon.
A Swan-Ganz catheter was not placed.
Babinski sign absent bilaterally, Romberg negative.
Murphy sign positive, McBurney point tender.
Glasgow coma scale 15, GCS 15 on arrival.
Apgar scores were 8 and 9.
Apgars 8/9 at one and five minutes.
Wells score 4.5, Geneva score 11.
CHA2DS2-VASc score of 3 and HAS-BLED of 2.
Braden scale 15, Morse fall scale 55.
Ranson criteria 2, BISAP 1.
Gleason 3+4 in two of twelve cores.
Breslow depth 0.7 mm, Clark level III.
NYHA class III heart failure with EF 25-30%.
Child-Pugh class B cirrhosis with MELD 18.
Trousseau sign and Chvostek sign were both present.
Dix-Hallpike maneuver reproduced the vertigo.
Epley maneuver performed with relief.
Kernig and Brudzinski signs absent.
Lachman test 1A, McMurray test negative.
Phalen test positive, Tinel sign positive at the wrist.
Finkelstein test positive on the right.
Trendelenburg gait, Thomas test negative.
Weber test midline, Rinne test normal.
Schirmer test 4 mm in both eyes.
Snellen acuity 20/40 in the right eye and 20/25 in the left.
Visual acuity 20/200 OD and 20/30 OS.
Goldmann tonometry 17/15.
Kayser-Fleischer rings were not seen.
Lewy body dementia was considered.
Creutzfeldt-Jakob disease is unlikely.
Guillain-Barré syndrome after campylobacter infection.
Raynaud phenomenon with cold exposure.
Sjögren syndrome with positive SSA.
Behçet disease with oral ulcers.
Kawasaki disease with coronary aneurysm.
Henoch-Schönlein purpura, resolved.
Wegener granulomatosis is now called GPA.
Hodgkin lymphoma stage IIA in 2011.
Non-Hodgkin lymphoma with B symptoms.
Burkitt lymphoma was excluded by biopsy.
Ewing sarcoma of the femur.
Kaposi sarcoma lesions on the palate.
Wilms tumor resected in infancy.
Barrett esophagus without dysplasia.
Meckel diverticulum found incidentally.
Mallory-Weiss tear after retching.
Zenker diverticulum on barium swallow.
Whipple procedure planned for next week.
Billroth II reconstruction without leak.
Nissen fundoplication in 2014.
Roux-en-Y gastric bypass five years ago.
Hartmann procedure for perforated diverticulitis.
Kocher clamp and Penrose drain used.
Allis clamps and Babcock forceps on the tray.
Bovie settings 40/40, Bair Hugger on.
Hickman catheter flushed without difficulty.
Jackson table and Mayfield head holder used.
Colles fracture reduced under hematoma block.
Lisfranc injury suspected, weight bearing films ordered.
Salter-Harris II fracture of the distal radius.
Garden IV femoral neck fracture.
Bell palsy in 2009, resolved completely.
Horner syndrome with ptosis and miosis.
Brown-Séquard syndrome after stab wound.
Wernicke encephalopathy treated with thiamine.
Korsakoff psychosis with confabulation.
Broca aphasia after the stroke.
Wallenberg syndrome from PICA infarct.
Charcot foot was ruled out by imaging.
Dupuytren contracture of the ring finger.
Heberden nodes on both hands.
Bouchard nodes on the proximal joints.
Peyronie disease, not bothersome.
Cushing syndrome suspected, order a dexamethasone suppression test.
Addison disease with hyperkalemia.
Conn syndrome with low renin.
Turner syndrome with short stature.
Down syndrome with AV canal repair.
Marfan syndrome with dilated aortic root.
Ehlers-Danlos syndrome, hypermobile type.
Lynch syndrome screening was negative.
Gilbert syndrome with bilirubin 2.1.
Alport syndrome with hearing loss.
Goodpasture syndrome was considered and rejected.
Brugada pattern type 2 on the tracing.
Wolff-Parkinson-White pattern with short PR.
Mobitz II block, pacer pads applied.
Virchow triad reviewed with the students.
Homans sign negative, no calf tenderness.
Light criteria suggest an exudate.
Duke criteria were not met.
Fleischner guidelines suggest follow-up at 12 months.
Bosniak II cyst in the left kidney.
Bishop score 8, vertex by Leopold maneuvers.
McRoberts maneuver relieved the shoulder dystocia.
Tanner stage 2 development.
Metoprolol 25 mg BID and lisinopril 10 mg daily.
Start Eliquis 5 mg twice a day and stop aspirin.
Keytruda 200 mg every 3 weeks, cycle 4.
Ozempic 0.5 mg weekly increased to 1 mg.
Percocet 5/325 one tablet every 6 hours as needed.
Norco 10/325 was stopped last month.
Suboxone 8/2 going well, no cravings.
Advair 250/50 one puff twice daily.
Entresto 24/26 BID started for heart failure.
Zosyn 3.375 g every 6 hours.
Vancomycin trough 14.2, next dose at 2200.
Sodium 138, potassium 4.1, chloride 102, bicarbonate 24.
WBC 12.4, hemoglobin 9.8, platelets 210.
Creatinine 1.9 down to 1.5, baseline 1.4 in 2021.
HbA1c 7.5%, LDL 130, HDL 42, triglycerides 180.
INR 2.6, PT 27.1, PTT 34.
Troponin 0.04 flat x3, BNP 1840.
ABG 7.31/48/71/24 on 2 L.
BP 120/80, HR 72, RR 16, SpO2 98% on room air.
BP 94/58 and pulse 112 after the bolus.
Temperature 101.3 F, weight 71 kg, BMI 27.4.
Strength 5/5 in all extremities, reflexes 2+.
Motor 4/5 in the left arm, 5/5 elsewhere.
A 2/6 systolic murmur at the apex.
Pain 3/10 at rest and 7/10 with movement.
Blood cultures 2/2 positive for MSSA.
Two of 4/4 bottles grew staph.
Smokes 1/2 pack per day, drinks 2 beers nightly.
Take 1/2 tablet in the morning.
GA 34 3/7 weeks by early ultrasound.
Vent AC 350 x 24, PEEP 12, FiO2 0.6.
EF 55%, RVSP 32 mmHg, LA mildly dilated.
LA pressure was elevated; RA and RV normal.
PHQ-9 of 14, GAD-7 of 9, MoCA 26/30.
ICD-10 E11.9, CPT 99213, HCPCS J1885.
SNOMED 44054006 and LOINC 4548-4 are the codes.
NDC 00071-0155-23 and RxNorm 617314.
EGFR L858R and KRAS G12C were tested; BRCA1 negative.
BRCA2 c.5946delT was reported as pathogenic.
HER2 2+, ER 90%, PR 40%, Ki-67 15%.
A 56-year-old man with type 2 diabetes and hypertension.
A 72yo F with COPD, CHF and CKD stage 3.
The 85-year-old patient tolerated the procedure well.
She may need a walker and will march in place with therapy.
He will return if the fever comes back.
May I increase the dose, or will that cause hypotension?
Hope is not a plan, but there is a chance of recovery.
With grace and patience the family listened.
The patient was frank about his drinking.
Patient is alert and oriented x3, in no acute distress.
Discussed risks, benefits and alternatives; consent obtained.
POD 3, tolerating clear liquids, JP drain 40 mL.
HD 4, net negative 6.2 L.
Follow-up in 2 weeks, labs before the visit.
Symptoms began 3 days ago and worsened yesterday.
Diagnosed in 2019, last colonoscopy 2021.
What are the AHA guidelines for atrial fibrillation?
What is the first-line treatment for Lyme disease?
Summarize the KDIGO recommendations for CKD in adults.
Compare apixaban and rivaroxaban in patients over 75.
Review of systems negative except as noted in HPI.
Past Medical History: Hypertension, Hyperlipidemia, Gout.
Assessment and Plan: Continue current medications.
Allergies: Penicillin, Sulfa.
Social History: Former smoker, quit in 2010.
Physical Exam: Heart regular, lungs clear, abdomen soft.
CT Head without contrast shows no acute hemorrhage.
MRI Brain with and without contrast is pending.
Chest X-ray shows no infiltrate or effusion.
St. John's wort may interact with sertraline.
West Nile virus and Rocky Mountain spotted fever were excluded.
COVID-19 and influenza A PCR negative.
H. pylori breath test positive, E. coli in urine.
Software version 4.0.10.2 was installed.
The dose is 0.1 mg/kg/h, titrate to effect.
NNT was 25 with a 95% CI of 1.2 to 3.4, p = 0.012.
O2 at 2 L via NC, sats 94-96%.
Recheck BMP at 1600 and again at 0400.
Diet: 2 g sodium, 1.5 L fluid restriction.
Wound 2.2 x 1.8 x 0.3 cm, 80% granulation.
Gravida 3 para 2, fundal height 32 cm.
Semmes-Weinstein 5.07 monofilament absent at 6/10 sites.
Hoehn and Yahr stage 2, UPDRS 24.
Mallampati IV airway, Cormack-Lehane grade 2.
`
  .trim()
  .split('\n')

const detector = createDetector()

describe('what names nobody', () => {
  it('is a suite of at least 150 sentences', () => expect(HARMLESS.length).toBeGreaterThanOrEqual(150))

  it('stays untouched', () => {
    const damaged = HARMLESS.filter((sentence) => detector.find([sentence], { known: [] })[0]?.length !== 0)
    expect(damaged).toEqual([])
  })
})

describe('a person with an eponym for a surname', () => {
  const people = [
    'Parkinson',
    'Crohn',
    'Graves',
    'Foley',
    'Bell',
    'Murphy',
    'Wilson',
    'Hodgkin',
    'Babinski',
    'Finkelstein',
    'Cushing',
    'Addison',
    'Turner',
    'Down',
    'Lynch',
    'Kocher',
    'Penrose',
    'Allis',
    'Barrett',
    'Swan',
  ]

  it.each(people)('is masked beside the disease: %s', (name) => {
    const text = `Mrs. ${name} has ${name} disease. Dr. ${name} saw her.`
    const found = detector.find([text], { known: [] })[0] ?? []
    expect(found.map((span) => [span.start, span.kind])).toEqual([
      [5, 'NAME'],
      [text.lastIndexOf(name), 'NAME'],
    ])
  })
})
