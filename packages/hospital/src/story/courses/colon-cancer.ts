import type { Course } from '../course.ts'

/** Colon cancer found by anemia: operation, chemotherapy, neuropathy that drops a drug, CEA watched. */
export const colonCancer: Course = {
  id: 'colon-cancer',
  role: 'oncology',
  ages: [51, 93],
  diagnoses: [
    { code: 'C18.2', name: 'Adenocarcinoma of the ascending colon, stage III', years: 0 },
    { code: 'E03.9', name: 'Hypothyroidism', years: 9 },
  ],
  history: ['hypothyroid, never had a colonoscopy, gallbladder out', 'hypothyroidism, s/p CCY, FHx: brother polyps'],
  medicines: [{ drug: 'levothyroxine', dose: '88 mcg daily' }],
  allergy: { to: 'iodinated contrast', reaction: 'hives' },
  steps: [
    {
      after: 0,
      setting: 'clinic',
      reason: 'tiredness and anemia',
      bp: [132, 76],
      hr: 88,
      labs: { Hgb: 8.1, Ferritin: 5, CEA: 11.2, TSH: 3.1, Creatinine: 0.9 },
      story: [
        '{pt.formal} is short of breath on the stairs and craves ice. Stools darker. Trousers loose. {?{kin.first} pushed {him} to come.}',
        'Fatigue x 4 mo, pica, wt -5 kg, FIT +.',
      ],
      exam: ['Pale, fullness in the right flank, no Virchow node.', 'Conj pale, R-sided fullness, rectal neg.'],
      assessment: [
        'Iron deficiency from a bleeding right colon: hemoglobin {lab.Hgb}, ferritin {lab.Ferritin}.',
        'IDA, r/o R colon ca. CEA {lab.CEA}.',
      ],
      changes: [{ drug: 'iron sucrose', to: '200 mg weekly by infusion', why: 'ferritin is {lab.Ferritin}' }],
      plan: ['Colonoscopy this week, CT with premedication.', 'Colonoscopy, CT CAP w/ steroid prep.'],
      imaging: {
        study: 'CT chest, abdomen, pelvis with contrast',
        findings:
          'Annular mass of the ascending colon, 5.2 cm. Two enlarged ileocolic nodes. Liver with a 9 mm cyst. No lung nodule. Bosniak I cyst left kidney.',
        impression: 'Ascending colon carcinoma with regional nodes. No distant disease.',
      },
    },
    {
      after: 19,
      setting: 'inpatient',
      reason: 'right hemicolectomy',
      bp: [124, 70],
      hr: 82,
      labs: { Hgb: 9.9, WBC: 10.4, Creatinine: 0.9, Potassium: 3.9, Albumin: 3.3 },
      story: [
        'Laparoscopic right hemicolectomy. First flatus on the third day; {pt.formal} walks the ward with {kin2.first}.',
        'POD4 lap R hemi, ERAS, tol soft diet.',
      ],
      exam: ['Belly soft, wounds dry.', 'Soft, BS+, incisions CDI.'],
      assessment: ['Recovering after hemicolectomy. Tissue report shows nodes involved.', 'S/p R hemi, pT3 N1b.'],
      changes: [{ drug: 'enoxaparin', to: '40 mg daily for 28 days', why: 'it was a cancer operation' }],
      plan: ['Home. Oncology in 4 weeks to talk about chemotherapy.', 'D/C, Lovenox 28 d, onc 4 wk.'],
      procedure: {
        name: 'Laparoscopic right hemicolectomy',
        text: 'Veress at Palmer point, four ports. Medial to lateral; ileocolic vessels between Hem-o-lok clips at the origin. Toldt line opened, duodenum seen and kept. Side-to-side join with Endo GIA purple. Wound held by an Alexis. EBL 70 mL.',
      },
      pathology: {
        specimen: 'Right colon',
        gross:
          '24 cm of colon with 8 cm ileum, labelled "{pt.commashort}", an ulcerated annular tumor 5.0 cm through the muscularis.',
        diagnosis:
          'Adenocarcinoma, moderately differentiated, pT3 pN1b (2/21). Margins clear. MMR proteins kept. KRAS G12D present, BRAF V600E absent.',
      },
    },
    {
      after: 38,
      setting: 'clinic',
      reason: 'start of chemotherapy',
      bp: [128, 74],
      hr: 76,
      labs: { Hgb: 11.7, CEA: 2.4, Platelets: 245, ALT: 20, WBC: 6.6 },
      story: [
        'Healed. {pt.formal} decided for three months of CAPOX after talking with {kin.first} and {pcp}.',
        'Adj CAPOX x 3 mo, consent signed {date-1.p}.',
      ],
      exam: ['Scars firm. Hands and feet normal.', 'ECOG 0-1, no neuropathy.'],
      assessment: ['Stage III colon cancer, CEA down to {lab.CEA}.', 'pT3N1b, low-risk III.'],
      changes: [
        { drug: 'capecitabine', to: '1500 mg twice daily, 14 of 21 days', why: 'two nodes were involved' },
        { drug: 'oxaliplatin', to: '130 mg/m2 every 21 days', why: 'two nodes were involved' },
        { drug: 'enoxaparin', from: '40 mg daily for 28 days', why: 'the 28 days are over' },
      ],
      plan: ['No cold drinks. DPYD variant not found. Cycle 2 in 3 weeks.', 'DPYD wt, urea cream, C2 in 21 d.'],
    },
    {
      after: 44,
      setting: 'clinic',
      reason: 'numb fingers',
      bp: [126, 72],
      hr: 80,
      labs: { Platelets: 92, WBC: 3.4, Hgb: 11.1, ALT: 41, CEA: 2.0 },
      story: [
        'Fingers stay numb between cycles; {pt.formal} dropped a cup. Soles red and sore.',
        'C3: gr 2 PN persistent, HFS gr 1, plt {lab.Platelets}.',
      ],
      exam: [
        'Cannot feel a paperclip, palms peeling. Tinel and Phalen negative.',
        'Reduced vibration fingers, plantar erythema.',
      ],
      assessment: [
        'Oxaliplatin neuropathy and low platelets, {lab.Platelets} (were {was.Platelets}).',
        'CIPN gr 2, thrombocytopenia.',
      ],
      changes: [
        {
          drug: 'oxaliplatin',
          from: '130 mg/m2 every 21 days',
          why: 'fingers stay numb and platelets fell from {was.Platelets} to {lab.Platelets}',
        },
        { drug: 'duloxetine', to: '30 mg daily', why: 'the numbness hurts at night' },
      ],
      plan: ['Capecitabine alone for the last cycle.', 'Finish cape alone, CBC 1 wk.'],
    },
    {
      after: 80,
      setting: 'clinic',
      reason: 'surveillance after colon cancer',
      bp: [130, 76],
      hr: 72,
      labs: { CEA: 1.8, Hgb: 12.8, Ferritin: 66, Platelets: 201 },
      story: [
        'Feels well, gardens, tips of the fingers still dull. {pt.formal} sleeps through.',
        'NED, PN gr 1, wt regained.',
      ],
      exam: ['No mass, no nodes.', 'Abd benign.'],
      assessment: ['No sign of return, CEA {lab.CEA}.', 'NED, CEA {lab.CEA}, anemia gone.'],
      changes: [
        { drug: 'capecitabine', from: '1500 mg twice daily, 14 of 21 days', why: 'treatment is complete' },
        { drug: 'iron sucrose', from: '200 mg weekly by infusion', why: 'ferritin is {lab.Ferritin}' },
      ],
      plan: ['CEA every 3 months, CT yearly, colonoscopy at one year.', 'Surveillance per guideline.'],
    },
  ],
}
