import type { Course } from '../course.ts'

/** Type 2 diabetes: metformin stopped as the kidney falls, a foot ulcer, insulin, then a drug that lets insulin shrink. */
export const diabetesKidney: Course = {
  id: 'diabetes-kidney',
  role: 'endocrinology',
  ages: [44, 79],
  diagnoses: [
    { code: 'E11.22', name: 'Type 2 diabetes with kidney disease', years: 15 },
    { code: 'E11.621', name: 'Type 2 diabetes with foot ulcer', years: 0 },
    { code: 'E78.5', name: 'Hyperlipidemia', years: 11 },
  ],
  history: [
    'type 2 diabetes for fifteen years, background retinopathy, hernia repair',
    'T2DM w/ retinopathy and neuropathy, HLD, obesity class 2',
  ],
  medicines: [
    { drug: 'metformin', dose: '1000 mg twice daily' },
    { drug: 'glipizide', dose: '10 mg twice daily' },
    { drug: 'rosuvastatin', dose: '20 mg nightly' },
    { drug: 'losartan', dose: '50 mg daily' },
  ],
  allergy: { to: 'codeine', reaction: 'vomiting' },
  steps: [
    {
      after: 0,
      setting: 'clinic',
      reason: 'diabetes follow-up',
      bp: [138, 82],
      hr: 78,
      labs: { A1c: 9.4, Glucose: 231, Creatinine: 1.9, eGFR: 29, UACR: 640, LDL: 92, Potassium: 4.5 },
      story: [
        '{pt.formal} checks sugar twice a week; they run 200 to 260. Feet tingle at night. Works late shifts and eats from the machine.',
        'DM f/u. Home BG 200s. Numb toes. {?Shift work at {org}.}',
      ],
      exam: [
        'Monofilament absent at both great toes. Pulses 1+. Skin intact.',
        'Decreased vibration to ankles, no ulcer, DP 1+.',
      ],
      assessment: [
        'A1c {lab.A1c}. eGFR has fallen to {lab.eGFR}, too low for metformin.',
        'Uncontrolled T2DM, CKD G4A3 (Cr {lab.Creatinine}, UACR {lab.UACR}).',
      ],
      changes: [
        { drug: 'metformin', from: '1000 mg twice daily', why: 'eGFR fell to {lab.eGFR}' },
        { drug: 'insulin glargine', to: '16 units at bedtime', why: 'A1c is {lab.A1c} and metformin had to go' },
        { drug: 'losartan', from: '50 mg daily', to: '100 mg daily', why: 'albuminuria is {lab.UACR} mg/g' },
      ],
      plan: ['Podiatry, eye exam, diabetes educator. Labs in 3 months.', 'CDE visit, teach injection, A1c 3 mo.'],
    },
    {
      after: 61,
      setting: 'ed',
      reason: 'infected foot ulcer',
      bp: [128, 74],
      hr: 101,
      labs: { WBC: 15.8, CRP: 118, ESR: 88, Glucose: 318, Creatinine: 2.3, Lactate: 1.6, Hgb: 11.2 },
      story: [
        'Stepped on a nail through a work boot nine days ago and felt nothing. The sock was wet this morning. Chills.',
        'R plantar wound x 9 d, now drainage, odor, subj fever. {?{kin2.first} saw the blood.}',
      ],
      exam: [
        'Plantar ulcer under the right first metatarsal, 2.1 x 1.8 cm, probes to bone, purulent, erythema 4 cm.',
        'Wagner 3 ulcer R foot, foul, cellulitis to midfoot, no crepitus.',
      ],
      assessment: [
        'Diabetic foot infection, probable osteomyelitis. WBC {lab.WBC}, CRP {lab.CRP}.',
        'Moderate-severe DFI, r/o osteo; glucose {lab.Glucose}.',
      ],
      changes: [{ drug: 'ceftriaxone', to: '2 g IV daily', why: 'the ulcer probes to bone and CRP is {lab.CRP}' }],
      plan: [
        'MRI, podiatric surgery, hold losartan while creatinine is up.',
        'Admit, IV abx, MRI foot, podiatry to see.',
      ],
      imaging: {
        study: 'MRI right foot without contrast',
        findings:
          'Ulcer beneath the first metatarsal head with marrow edema and cortical erosion of the medial sesamoid and metatarsal head. No abscess. Charcot changes absent.',
        impression: 'Osteomyelitis of the first metatarsal head and medial sesamoid.',
      },
    },
    {
      after: 3,
      setting: 'inpatient',
      reason: 'osteomyelitis of the right foot',
      bp: [132, 76],
      hr: 88,
      labs: { WBC: 10.2, CRP: 61, Glucose: 189, Creatinine: 2.0, Hgb: 10.6 },
      story: [
        'Went to the theatre for removal of the first metatarsal head. {pt.formal} has no pain and asks when work is possible.',
        'POD1 R 1st met head resection, margins sent, afebrile.',
      ],
      exam: ['Dressing dry, toes warm.', 'Wound packed, min serosang, cellulitis receding.'],
      assessment: [
        'Osteomyelitis, source removed. Sugars better on basal and meal insulin.',
        'DFO s/p resection, CRP {was.CRP} to {lab.CRP}.',
      ],
      changes: [
        {
          drug: 'insulin glargine',
          from: '16 units at bedtime',
          to: '24 units at bedtime',
          why: 'fasting sugars were still {lab.Glucose}',
        },
      ],
      plan: [
        'Six weeks ceftriaxone if the margin is positive, ten days if clean. Offloading boot.',
        'Await path/cx, PT for NWB, PICC if margin +.',
      ],
      procedure: {
        name: 'Resection of the right first metatarsal head and sesamoid',
        text: 'Popliteal block. Elliptical excision of the ulcer, dorsal capsulotomy, sagittal saw through the metatarsal neck, sesamoids removed with a Freer. Clean margin sent separately. Three litres through the Pulsavac. Packed with half-inch Nu Gauze. Esmarch tourniquet 31 minutes.',
      },
      pathology: {
        specimen: 'Right first metatarsal head; proximal margin',
        gross:
          'Received in formalin, labelled "{pt.initialbare} / R 1st MT", a bone fragment of 2.4 x 1.9 x 1.6 cm with a roughened articular surface; separately a 0.6 cm margin.',
        diagnosis:
          'Acute and chronic osteomyelitis of the metatarsal head. Proximal margin: viable bone without inflammation.',
      },
    },
    {
      after: 30,
      setting: 'clinic',
      reason: 'wound and diabetes follow-up',
      bp: [126, 74],
      hr: 76,
      labs: { A1c: 8.3, Glucose: 148, CRP: 6.2, Creatinine: 1.9, eGFR: 30, Weight: 104.5 },
      story: [
        'The wound has closed. {pt.formal} injects without trouble but was low (54) twice before lunch.',
        'Healed. Hypos x2 late am (54, 58) on glipizide + glargine.',
      ],
      exam: ['Closed incision, callus pared.', 'Foot warm, no drainage, insoles ordered.'],
      assessment: [
        'A1c {lab.A1c}. Lows from glipizide at this kidney function.',
        'T2DM improving, hypoglycemia on SU.',
      ],
      changes: [
        { drug: 'glipizide', from: '10 mg twice daily', why: 'it caused sugars of 54 before lunch' },
        {
          drug: 'semaglutide',
          to: '0.25 mg weekly',
          why: 'weight {lab.Weight} kg and A1c {lab.A1c} leave room, and it protects the kidney',
        },
      ],
      plan: ['Titrate monthly. Diabetic shoes. A1c in 3 months.', 'CGM ordered, shoes, RTC 12 wk.'],
    },
    {
      after: 90,
      setting: 'clinic',
      reason: 'diabetes follow-up',
      bp: [122, 70],
      hr: 74,
      labs: { A1c: 6.9, Glucose: 119, Creatinine: 1.85, eGFR: 31, UACR: 380, Weight: 97.2 },
      story: [
        '{pt.formal} has lost seven kilos, sees 110 to 150 on the sensor and has had no lows.',
        'TIR 84%, no hypos, wt down 7 kg, mild nausea after dose day.',
      ],
      exam: ['Feet intact. Scar sound.', 'No new lesions; monofilament unchanged.'],
      assessment: [
        'A1c {was.A1c} to {lab.A1c}. Kidney stable, albuminuria {lab.UACR}.',
        'T2DM at goal; CKD G4 steady.',
      ],
      changes: [
        {
          drug: 'insulin glargine',
          from: '24 units at bedtime',
          to: '14 units at bedtime',
          why: 'A1c is {lab.A1c} and mornings run at {lab.Glucose}',
        },
      ],
      plan: ['Same semaglutide dose. Nephrology next. Eye exam due.', 'RTC 4 mo, retina appt, UACR 6 mo.'],
    },
  ],
}
