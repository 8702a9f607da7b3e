import type { Course } from '../course.ts'

/** Bipolar disorder on lithium: a painkiller makes it toxic, the thyroid suffers, another mood drug. */
export const lithium: Course = {
  id: 'lithium',
  role: 'psychiatry',
  ages: [24, 71],
  diagnoses: [
    { code: 'F31.9', name: 'Bipolar I disorder', years: 13 },
    { code: 'M54.50', name: 'Low back pain', years: 3 },
  ],
  history: [
    'bipolar I since the early twenties, two admissions, sober nine years',
    'BPAD I, 2 prior hosp, EtOH in remission, LBP',
  ],
  medicines: [
    { drug: 'lithium carbonate', dose: '900 mg nightly' },
    { drug: 'lamotrigine', dose: '100 mg daily' },
  ],
  allergy: { to: 'carbamazepine', reaction: 'rash' },
  steps: [
    {
      after: 0,
      setting: 'clinic',
      reason: 'mood follow-up',
      bp: [124, 78],
      hr: 74,
      labs: { Lithium: 0.8, TSH: 3.9, Creatinine: 0.9, Calcium: 9.6 },
      story: [
        '{pt.formal} has been even since {date-120.v}. Sleeps seven hours. Works at {org}. Back aches after shifts.',
        'Euthymic, sleep 7 h, no SI/HI, adherence good. LBP.',
      ],
      exam: ['Neat, calm, full affect, fine tremor of the hands.', 'MSE wnl, PHQ-9 3, YMRS 1. Fine tremor.'],
      assessment: ['Bipolar disorder, stable; lithium {lab.Lithium}.', 'BPAD I in remission.'],
      changes: [],
      plan: ['Same doses. Level in 6 months. Ask before taking painkillers.', 'Li/TSH/Cr 6 mo; avoid NSAIDs.'],
    },
    {
      after: 66,
      setting: 'ed',
      reason: 'shaking and confusion',
      bp: [108, 64],
      hr: 96,
      labs: { Lithium: 2.3, Creatinine: 1.7, Sodium: 146, Potassium: 4.6, TSH: 6.8 },
      story: [
        'Took naproxen three times a day for ten days for the back. Now coarse shaking, vomiting, slurred speech. {?{kin.first} drove.}',
        'Coarse tremor, ataxia, N/V x 2 d. On Li, new NSAID. Denies OD; {rel} confirms pill count.',
      ],
      exam: [
        'Coarse tremor, ataxic, slow, brisk reflexes, no clonus. Oriented to place.',
        'Dysarthric, ataxic gait, Romberg +, HINTS n/a.',
      ],
      assessment: [
        'Chronic lithium toxicity, level {lab.Lithium} (was {was.Lithium}), from naproxen; kidney hurt too.',
        'Li toxicity {lab.Lithium}, AKI Cr {lab.Creatinine}.',
      ],
      changes: [
        {
          drug: 'lithium carbonate',
          from: '900 mg nightly',
          why: 'the level rose from {was.Lithium} to {lab.Lithium} on naproxen',
        },
      ],
      plan: [
        'Saline, levels every 6 hours, nephrology aware, no naproxen.',
        'IVF, serial Li, EXTRIP criteria not met, admit.',
      ],
    },
    {
      after: 4,
      setting: 'inpatient',
      reason: 'lithium toxicity, clearing',
      bp: [118, 70],
      hr: 80,
      labs: { Lithium: 0.4, Creatinine: 1.1, Sodium: 141, TSH: 7.2, FreeT4: 0.7 },
      story: [
        'Tremor gone, speech clear. {pt.formal} fears going high without lithium. {kin.first} visits daily.',
        'HD4, Li {lab.Lithium}, gait normal, mood anxious.',
      ],
      exam: ['Walks heel to toe.', 'Nonfocal, MSE anxious, organized.'],
      assessment: [
        'Toxicity over. Thyroid underactive (TSH {lab.TSH}) from lithium.',
        'Resolved Li tox; Li-induced hypothyroidism.',
      ],
      changes: [
        { drug: 'quetiapine', to: '100 mg nightly', why: 'something must hold the mood while lithium is off' },
        { drug: 'levothyroxine', to: '50 mcg daily', why: 'TSH is {lab.TSH} after years of lithium' },
      ],
      plan: [
        'Home with {kin.first}. See psychiatry in 5 days. Back exercises, acetaminophen only.',
        'D/C, psych 5 d, crisis line 988.',
      ],
    },
    {
      after: 45,
      setting: 'clinic',
      reason: 'mood after lithium',
      bp: [126, 80],
      hr: 78,
      labs: { TSH: 2.6, FreeT4: 1.2, Glucose: 108, Weight: 84.2, Creatinine: 1.0 },
      story: [
        'Sleep nine hours, hungry, four kilos heavier, mood steady. {pt.formal} is back at {org}.',
        'Stable on SGA, wt +4 kg, sedated am.',
      ],
      exam: ['Calm, slowed slightly, no tremor.', 'AIMS 0, MSE euthymic.'],
      assessment: ['Steady on quetiapine, but weight rises to {lab.Weight} kg.', 'BPAD stable; metabolic effects.'],
      changes: [
        {
          drug: 'quetiapine',
          from: '100 mg nightly',
          to: '50 mg nightly',
          why: 'weight rose to {lab.Weight} kg and mornings are heavy',
        },
        {
          drug: 'lamotrigine',
          from: '100 mg daily',
          to: '200 mg daily',
          why: 'it can carry more of the load without weight',
        },
      ],
      plan: ['Weight and sugar in 3 months. Walk daily. Rash check.', 'Metabolic labs 12 wk, RTC 6 wk.'],
    },
  ],
}
