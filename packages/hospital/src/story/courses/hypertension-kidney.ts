import type { Course } from '../course.ts'

/** An ACE inhibitor helps until potassium and creatinine rise on a potassium-sparing diuretic; another plan holds. */
export const hypertensionKidney: Course = {
  id: 'hypertension-kidney',
  role: 'nephrology',
  ages: [58, 84],
  diagnoses: [
    { code: 'I10', name: 'Essential hypertension', years: 14 },
    { code: 'N18.32', name: 'Chronic kidney disease stage 3b', years: 4 },
    { code: 'M10.9', name: 'Gout', years: 6 },
  ],
  history: [
    'hypertension for over a decade, CKD 3b thought hypertensive, gout with two flares a year, remote appendectomy',
    'long-standing HTN, CKD stage 3b (no diabetes), podagra, ex-smoker (20 pack-years)',
  ],
  medicines: [
    { drug: 'lisinopril', dose: '20 mg daily' },
    { drug: 'hydrochlorothiazide', dose: '25 mg daily' },
    { drug: 'allopurinol', dose: '100 mg daily' },
  ],
  allergy: { to: 'sulfamethoxazole', reaction: 'hives' },
  steps: [
    {
      after: 0,
      setting: 'clinic',
      reason: 'blood pressure above goal',
      bp: [164, 94],
      hr: 76,
      labs: { Creatinine: 1.52, Potassium: 4.6, BUN: 27, eGFR: 46, UACR: 310, Uric: 8.4 },
      story: [
        '{pt.formal} comes for blood pressure. Home readings run 155 to 170 over 90s despite lisinopril and the water pill, which {he} takes every morning. No headache, no chest pain, one gout flare in the left great toe since the last visit.',
        'Here for HTN f/u. Cuff at home averages 160s/90s. {He} admits to canned soup most nights. {?{kin.first}, {his} {rel}, keeps the log.} Gout flare x1.',
      ],
      exam: [
        'Comfortable. No JVD. Lungs clear. Soft S4, no murmur. Trace ankle edema. Left first MTP not tender today.',
        'NAD. Heart regular, S4 gallop. No bruit over the abdomen. Ankles trace edema. Fundi: AV nicking.',
      ],
      assessment: [
        'Blood pressure {bp} is above the goal of 130/80. Albuminuria {lab.UACR} mg/g argues for more ACE inhibitor. The thiazide feeds the gout (uric acid {lab.Uric}).',
        'Uncontrolled hypertension with albuminuric CKD (creatinine {lab.Creatinine}, eGFR {lab.eGFR}); thiazide-aggravated gout.',
      ],
      changes: [
        {
          drug: 'lisinopril',
          from: '20 mg daily',
          to: '40 mg daily',
          why: 'pressure was {bp} with albuminuria {lab.UACR} mg/g',
        },
        {
          drug: 'hydrochlorothiazide',
          from: '25 mg daily',
          why: 'it raised uric acid to {lab.Uric} and brought on gout',
        },
        { drug: 'spironolactone', to: '25 mg daily', why: 'a third agent was needed once the thiazide was off' },
      ],
      plan: [
        'BMP in 10 days. Salt under 2 g. Bring the cuff to check it against ours. Return in 6 weeks.',
        'Recheck potassium and creatinine within two weeks of the change. Low-salt diet reviewed. RTC 6 wk.',
      ],
    },
    {
      after: 16,
      setting: 'phone',
      reason: 'critical potassium',
      bp: [138, 80],
      hr: 70,
      labs: { Creatinine: 2.1, Potassium: 6.0, BUN: 44, eGFR: 31 },
      story: [
        'Lab called a potassium of {lab.Potassium}, creatinine {lab.Creatinine} (was {was.Creatinine}). {pt.formal} feels a little weak, no palpitations. {He} had been using a salt substitute as well.',
        'K {lab.Potassium} not hemolyzed, Cr up from {was.Creatinine} to {lab.Creatinine}. Reached {him} at home: legs heavy, otherwise ok. Uses NoSalt on everything.',
      ],
      exam: [
        'By telephone. Speaks in full sentences. Home pressure {bp}.',
        'Phone contact only; home cuff {bp}, pulse {hr}.',
      ],
      assessment: [
        'Hyperkalemia and a rise in creatinine on lisinopril 40 mg with spironolactone, made worse by potassium chloride salt substitute.',
        'Drug-induced hyperkalemia {lab.Potassium} with acute-on-chronic kidney injury, creatinine {lab.Creatinine}.',
      ],
      changes: [
        { drug: 'spironolactone', from: '25 mg daily', why: 'potassium reached {lab.Potassium}' },
        {
          drug: 'lisinopril',
          from: '40 mg daily',
          to: '10 mg daily',
          why: 'creatinine rose from {was.Creatinine} to {lab.Creatinine}',
        },
        { drug: 'amlodipine', to: '5 mg daily', why: 'the pressure still needs cover and amlodipine spares potassium' },
      ],
      plan: [
        'To the ED now for an EKG and repeat potassium. No salt substitute. Patiromer if above 5.5 tomorrow.',
        'Go in for EKG today, repeat BMP in the morning; stop the salt substitute; avoid ibuprofen.',
      ],
    },
    {
      after: 1,
      setting: 'ed',
      reason: 'hyperkalemia',
      bp: [146, 84],
      hr: 68,
      labs: { Creatinine: 2.14, Potassium: 5.8, BUN: 46, eGFR: 30, Glucose: 112, Troponin: 8, Hgb: 12.1 },
      story: [
        '{age} y/o {man} sent by the kidney clinic for potassium {was.Potassium}. Generalized weakness x 3 days. No chest pain, no syncope. Took the last spironolactone yesterday.',
        'Sent in for high K. "My legs feel like cement." Denies CP, SOB. {?{kin.first} ({rel}) at bedside.}',
      ],
      exam: [
        'Alert. Regular rhythm. Lungs clear. Strength 4+/5 proximal legs. No asterixis.',
        'Well appearing, RRR, abd soft, mild proximal weakness, no edema.',
      ],
      assessment: [
        'Potassium {lab.Potassium} with no peaked T waves. Calcium not needed. Treated with insulin 5 units and D50, patiromer 8.4 g.',
        'Hyperkalemia {lab.Potassium}, AKI on CKD 3b. EKG without changes. Shifted and bound; repeat 5.1 at four hours.',
      ],
      changes: [],
      plan: [
        'Home after repeat K 5.1. Stay off spironolactone. Kidney clinic within the week.',
        'Discharge, return for weakness or palpitations. Nephrology f/u booked.',
      ],
      imaging: {
        study: 'Ultrasound, kidneys and bladder',
        findings:
          'Right kidney 9.4 cm, left 9.1 cm, both with thinned, echogenic cortex. No hydronephrosis. No stone. Bladder 180 mL before, 20 mL after voiding.',
        impression: 'Small echogenic kidneys of medical renal disease. No obstruction.',
      },
    },
    {
      after: 24,
      setting: 'clinic',
      reason: 'follow-up of potassium and pressure',
      bp: [148, 86],
      hr: 72,
      labs: { Creatinine: 1.71, Potassium: 4.7, BUN: 31, eGFR: 40, UACR: 290 },
      story: [
        '{pt.formal} is back after the potassium scare. Strength has returned. {He} threw away the salt substitute. Home pressures 140s over 80s on amlodipine and the small dose of lisinopril.',
        'F/u hyperK. Back to {his} old self per {rel}. Ankles puffy by evening since amlodipine. Log 142-150/80s.',
      ],
      exam: ['Lungs clear. 1+ ankle edema, pitting. No asterixis.', 'Looks well. Edema 1+ to shins, new.'],
      assessment: [
        'Potassium settled at {lab.Potassium}, creatinine {lab.Creatinine}, near {his} baseline. Pressure {bp}, still above goal. Ankle edema from amlodipine.',
        'Recovered AKI (Cr {lab.Creatinine}); BP not at target; CCB edema.',
      ],
      changes: [
        { drug: 'chlorthalidone', to: '12.5 mg daily', why: 'pressure was {bp} and it lowers potassium at this eGFR' },
        {
          drug: 'allopurinol',
          from: '100 mg daily',
          to: '200 mg daily',
          why: 'a thiazide-like diuretic is back and gout must be kept away',
        },
      ],
      plan: [
        'BMP in 2 weeks. Compression stockings. Keep amlodipine at 5 mg. Return in 2 months.',
        'Labs 2 wk, RTC 8 wk. If K stays under 5 we may raise lisinopril once more.',
      ],
    },
    {
      after: 58,
      setting: 'clinic',
      reason: 'blood pressure and kidney follow-up',
      bp: [128, 74],
      hr: 70,
      labs: { Creatinine: 1.66, Potassium: 4.4, BUN: 30, eGFR: 42, UACR: 180, Uric: 6.1, Sodium: 138 },
      story: [
        'Doing well. Home pressures 120s over 70s. No gout for two months. {pt.formal} walks to the mailbox and back four times a day and reads labels now.',
        'Feels good, log averages 126/73, no dizziness on standing, no gout, ankle swelling down with stockings.',
      ],
      exam: ['No edema. Regular rhythm. No orthostatic drop.', 'Trace edema only; standing pressure 122/70.'],
      assessment: [
        'At goal: {bp} on lisinopril 10 mg, amlodipine 5 mg and chlorthalidone 12.5 mg. Potassium {lab.Potassium}, creatinine {lab.Creatinine}, albuminuria down to {lab.UACR}.',
        'HTN controlled. CKD 3b stable (eGFR {lab.eGFR}), albuminuria halved. Uric acid {lab.Uric}.',
      ],
      changes: [
        {
          drug: 'lisinopril',
          from: '10 mg daily',
          to: '20 mg daily',
          why: 'albuminuria is still {lab.UACR} mg/g and potassium {lab.Potassium} leaves room',
        },
      ],
      plan: [
        'BMP in 2 weeks after the change, then every 3 months. No potassium salt, no NSAIDs.',
        'Check K in 14 days. Never spironolactone with an ACE inhibitor for {him} again.',
      ],
    },
  ],
}
