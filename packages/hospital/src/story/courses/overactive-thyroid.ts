import type { Course } from '../course.ts'

/** Graves disease: methimazole, a fall of white cells, radioiodine, then replacement. Some patients are called Graves. */
export const overactiveThyroid: Course = {
  id: 'overactive-thyroid',
  role: 'endocrinology',
  ages: [28, 66],
  eponyms: ['Graves', 'Pemberton', 'Basedow'],
  diagnoses: [
    { code: 'E05.00', name: 'Graves disease', years: 0 },
    { code: 'I49.1', name: 'Atrial premature beats', years: 0 },
    { code: 'G43.909', name: 'Migraine', years: 9 },
  ],
  history: [
    'migraine without aura, tonsillectomy, a sister with Hashimoto thyroiditis',
    'migraines (Imitrex prn); FHx Hashimoto; never smoked',
  ],
  medicines: [{ drug: 'sumatriptan', dose: '50 mg as needed' }],
  allergy: { to: 'latex', reaction: 'contact rash' },
  steps: [
    {
      after: 0,
      setting: 'clinic',
      reason: 'palpitations and weight loss',
      bp: [142, 68],
      hr: 112,
      labs: { TSH: 0.01, FreeT4: 4.1, WBC: 6.8, ALT: 31, Weight: 61.2 },
      story: [
        '{pt.formal} has lost 7 kg in ten weeks while eating more. Heart races at night, hands shake, hair comes out in the shower. No neck pain. Eyes gritty.',
        '10 wk of palpitations, heat intolerance, tremor, loose stools x4/d. Down 7 kg. {?{kin.first} noticed the stare.} Denies biotin.',
      ],
      exam: [
        'Fine tremor, warm moist palms, smooth goiter with a bruit, lid lag, no proptosis by Hertel 18/18.',
        'Diffuse goiter ~40 g with bruit. Lid lag +. No Pemberton sign. Brisk reflexes.',
      ],
      assessment: [
        'Hyperthyroidism, TSH {lab.TSH} and free T4 {lab.FreeT4}, most likely Graves disease; TRAb sent.',
        'Overt thyrotoxicosis (FT4 {lab.FreeT4}); clinical Graves.',
      ],
      changes: [
        { drug: 'methimazole', to: '20 mg daily', why: 'free T4 was {lab.FreeT4}' },
        { drug: 'propranolol', to: '20 mg three times daily', why: 'resting pulse was {hr}' },
      ],
      plan: [
        'Uptake scan. Call at once for fever or sore throat. Labs in 4 weeks.',
        'I-123 uptake, CBC baseline done, warned about agranulocytosis; 4 wk labs.',
      ],
      imaging: {
        study: 'Thyroid uptake and scan, I-123',
        findings:
          'Diffusely increased homogeneous activity in an enlarged gland. 24-hour uptake 68% (normal 10-30). No cold nodule.',
        impression: 'Diffuse toxic goiter, consistent with Graves disease.',
      },
    },
    {
      after: 33,
      setting: 'clinic',
      reason: 'thyroid follow-up',
      bp: [126, 70],
      hr: 84,
      labs: { TSH: 0.01, FreeT4: 1.9, WBC: 4.4, ALT: 38, Weight: 62.9 },
      story: [
        'Sleeping again. Tremor nearly gone. {pt.formal} gained a kilo and a half. No fever, no sore throat, some itching of the forearms.',
        'Much better. Itchy arms 2 wk, no rash. Pulse in the 80s at home.',
      ],
      exam: ['Goiter smaller, bruit gone, tremor minimal, no rash.', 'HR {hr}. Mild lid lag persists. Skin clear.'],
      assessment: [
        'Responding: free T4 {was.FreeT4} to {lab.FreeT4}. Mild pruritus on methimazole.',
        'Graves, improving on MMI (FT4 {lab.FreeT4}).',
      ],
      changes: [
        {
          drug: 'methimazole',
          from: '20 mg daily',
          to: '10 mg daily',
          why: 'free T4 fell from {was.FreeT4} to {lab.FreeT4}',
        },
        {
          drug: 'propranolol',
          from: '20 mg three times daily',
          to: '20 mg twice daily',
          why: 'the pulse is down to {hr}',
        },
      ],
      plan: ['Cetirizine for itch. CBC and FT4 in 6 weeks.', 'Labs 6 wk; report fever immediately.'],
    },
    {
      after: 41,
      setting: 'ed',
      reason: 'fever and sore throat on methimazole',
      bp: [118, 66],
      hr: 118,
      labs: { WBC: 0.9, Hgb: 12.4, Platelets: 211, FreeT4: 1.4, TSH: 0.03, CRP: 142, Lactate: 1.8 },
      story: [
        'Fever to 39.4 and sore throat for two days. {pt.formal} remembered the warning, stopped methimazole this morning and came in.',
        '{age} {M} on MMI x 10 wk w/ fever, odynophagia. Last dose yesterday. {?Brought by {kin.first}.}',
      ],
      exam: [
        'Toxic, 39.1. Exudate on both tonsils. No stridor. Neck supple.',
        'Febrile, tonsillar exudate, tender nodes, lungs clear.',
      ],
      assessment: [
        'Agranulocytosis from methimazole: WBC {lab.WBC}, was {was.WBC}. Neutropenic fever.',
        'MMI-induced agranulocytosis with febrile neutropenia (WBC {lab.WBC}).',
      ],
      changes: [
        { drug: 'methimazole', from: '10 mg daily', why: 'white cells fell from {was.WBC} to {lab.WBC} with fever' },
        { drug: 'cefepime', to: '2 g every 8 hours', why: 'fever with neutropenia' },
      ],
      plan: [
        'Admit, isolation, cultures, filgrastim. No thionamide ever again.',
        'BCx x2, cefepime, G-CSF, admit to medicine.',
      ],
    },
    {
      after: 7,
      setting: 'inpatient',
      reason: 'agranulocytosis, recovering',
      bp: [120, 70],
      hr: 92,
      labs: { WBC: 5.6, Hgb: 11.8, CRP: 22, FreeT4: 2.2, TSH: 0.02 },
      story: [
        'Fever gone since the third hospital day. White cells back. {pt.formal} eats soft food and wants a definite cure.',
        'HD 7. Afebrile 96 h, ANC recovered on G-CSF. Throat cx strep. Wants RAI.',
      ],
      exam: ['Afebrile, throat healing, no tremor.', 'Comfortable, small goiter, lungs clear.'],
      assessment: [
        'Agranulocytosis resolved (WBC {lab.WBC}). Free T4 drifting up to {lab.FreeT4} off methimazole; radioiodine chosen.',
        'Recovered counts. Graves needs definitive therapy: RAI.',
      ],
      changes: [{ drug: 'cefepime', from: '2 g every 8 hours', why: 'counts recovered and fever is gone' }],
      plan: [
        'Radioiodine 15 mCi in two weeks; pregnancy test if it applies; stay on propranolol.',
        'RAI as outpatient. List methimazole as an allergy.',
      ],
    },
    {
      after: 96,
      setting: 'clinic',
      reason: 'after radioiodine',
      bp: [122, 76],
      hr: 62,
      labs: { TSH: 28.4, FreeT4: 0.4, WBC: 6.1, LDL: 148, Weight: 68.3 },
      story: [
        'Three months after radioiodine {pt.formal} is cold, tired and has gained weight. Periods of cramps in the calves. Eyes comfortable.',
        'Post-RAI. Sluggish, +5 kg, constipated, dry skin.',
      ],
      exam: ['Gland not palpable. Slow relaxing ankle jerks. Eyes quiet.', 'Puffy lids, delayed reflexes, HR {hr}.'],
      assessment: [
        'Hypothyroid after radioiodine, as expected: TSH {lab.TSH}, free T4 {lab.FreeT4}.',
        'Post-ablative hypothyroidism (TSH {lab.TSH}).',
      ],
      changes: [
        { drug: 'levothyroxine', to: '100 mcg daily', why: 'TSH rose to {lab.TSH} after radioiodine' },
        { drug: 'propranolol', from: '20 mg twice daily', why: 'the pulse is {hr} and it is no longer needed' },
      ],
      plan: ['TSH in 6 weeks. Take it on an empty stomach, away from calcium.', 'Recheck 6 wk; goal TSH 0.5-2.5.'],
    },
  ],
}
