import type { Course } from '../course.ts'

/** Parkinson disease: levodopa helps, a pill against nausea harms, dyskinesia and falls follow, then a better schedule. */
export const parkinson: Course = {
  id: 'parkinson',
  role: 'neurology',
  ages: [60, 97],
  eponyms: ['Parkinson', 'Lewy', 'Romberg'],
  diagnoses: [
    { code: 'G20.A1', name: 'Parkinson disease', years: 5 },
    { code: 'R35.1', name: 'Nocturia', years: 4 },
    { code: 'F32.A', name: 'Depression', years: 2 },
  ],
  history: [
    'Parkinson disease for five years, right side first, nocturia, low mood, cataract surgery',
    'PD (tremor-dominant, R>L, Hoehn and Yahr 2.5), depression, cataracts OU',
  ],
  medicines: [
    { drug: 'carbidopa-levodopa', dose: '25/100 mg three times daily' },
    { drug: 'sertraline', dose: '50 mg daily' },
    { drug: 'melatonin', dose: '3 mg nightly' },
  ],
  allergy: { to: 'haloperidol', reaction: 'severe stiffness' },
  steps: [
    {
      after: 0,
      setting: 'clinic',
      reason: 'wearing off of levodopa',
      bp: [128, 74],
      hr: 72,
      labs: { Creatinine: 0.9, Hgb: 13.4, TSH: 2.1 },
      story: [
        '{pt.formal} is stiff an hour before each dose. Buttons take ten minutes. {?{kin.first} ties the shoes.} No hallucinations, acts out dreams.',
        'Wears off at 3 h. Small handwriting. RBD per {rel}. No freezing yet.',
      ],
      exam: [
        'Masked face, rest tremor right hand, cogwheel rigidity, pull test two steps back. No Myerson sign of note.',
        'UPDRS III 28 off. Bradykinesia R>L. Gait short-stepped, no freezing.',
      ],
      assessment: ['Parkinson disease with wearing-off.', 'PD, motor fluctuations, H&Y 2.5.'],
      changes: [
        {
          drug: 'carbidopa-levodopa',
          from: '25/100 mg three times daily',
          to: '25/100 mg five times daily',
          why: 'each dose wears off after three hours',
        },
        { drug: 'metoclopramide', to: '5 mg before meals', why: 'the larger dose made {him} queasy' },
      ],
      plan: ['LSVT BIG therapy. Diary of on and off times. Return in 6 weeks.', 'Diary, PT, RTC 6 wk.'],
    },
    {
      after: 38,
      setting: 'ed',
      reason: 'fall with stiffness',
      bp: [104, 60],
      hr: 78,
      labs: { Creatinine: 1.1, Hgb: 12.9, Sodium: 134, WBC: 7.7, Troponin: 6 },
      story: [
        'Fell in the kitchen. Far stiffer for three weeks, can hardly turn in bed, drools. The pills against nausea began five weeks ago.',
        'Mechanical fall, struck L hip, no LOC. {?Found by {kin2.first}.} Marked rigidity since metoclopramide.',
      ],
      exam: [
        'Frozen gait, jaw tremor, hip tender without shortening, no Battle sign, no raccoon eyes.',
        'Rigid x4, drooling, L hip FROM with pain, neuro otherwise baseline.',
      ],
      assessment: [
        'Drug-induced worsening of Parkinson disease by metoclopramide; fall without fracture.',
        'Parkinsonism worsened by dopamine blocker. No fx.',
      ],
      changes: [
        {
          drug: 'metoclopramide',
          from: '5 mg before meals',
          why: 'it blocks dopamine and made the stiffness much worse',
        },
      ],
      plan: [
        'Ginger and extra carbidopa for nausea. Home with a walker. Neurology in two weeks.',
        'D/C home, HH PT, no metoclopramide/prochlorperazine.',
      ],
      imaging: {
        study: 'Pelvis and left hip, two views',
        findings: 'Osteopenia. No fracture. Mild joint-space narrowing. Vascular calcification. Shenton line intact.',
        impression: 'No acute fracture.',
      },
    },
    {
      after: 17,
      setting: 'clinic',
      reason: 'after the fall',
      bp: [118, 68],
      hr: 70,
      labs: { Sodium: 137, Creatinine: 0.9 },
      story: [
        'Walking again. {pt.formal} turns in bed. By evening the arms writhe for an hour after the dose and {he} does not mind it much.',
        'Much improved off Reglan. Peak-dose dyskinesia late pm, not bothersome. Seated BP fine, dizzy on standing.',
      ],
      exam: [
        'Choreiform movements of neck and arms at peak, tremor mild.',
        'Orthostatic 118 to 98. Gait steady with walker.',
      ],
      assessment: ['Recovered. Peak-dose dyskinesia and an orthostatic drop.', 'PD, dyskinesia mild, OH.'],
      changes: [
        {
          drug: 'carbidopa-levodopa',
          from: '25/100 mg five times daily',
          to: '25/100 mg one tablet four times daily',
          why: 'arms writhe at the peak of the dose',
        },
        { drug: 'carbidopa', to: '25 mg with each dose', why: 'nausea must be met without blocking dopamine' },
      ],
      plan: ['Salt, slow standing, stockings. Swallow study.', 'SLP eval, OH measures, RTC 3 mo.'],
    },
    {
      after: 92,
      setting: 'clinic',
      reason: 'visions at night',
      bp: [122, 70],
      hr: 68,
      labs: { Sodium: 138, Creatinine: 0.95, WBC: 6.3, TSH: 2.4 },
      story: [
        '{pt.formal} sees children in the garden at dusk and knows that they are not real. {kin.first} is more upset than {he} is. No fever.',
        'Formed visual hallucinations, insight kept, x 1 mo. UA neg.',
      ],
      exam: ['MoCA 22/30, alert, no focal sign, tremor slight.', 'Cooperative. MoCA 22. Gait stable.'],
      assessment: ['Parkinson disease psychosis, mild, insight kept.', 'PDP; r/o infection done.'],
      changes: [
        { drug: 'quetiapine', to: '12.5 mg at bedtime', why: '{he} sees children at dusk and it frightens the family' },
        { drug: 'melatonin', from: '3 mg nightly', to: '6 mg nightly', why: '{he} shouts and kicks in {his} sleep' },
      ],
      plan: [
        'Night light. Never haloperidol. Call if the visions turn frightening.',
        'RTC 8 wk, consider rivastigmine.',
      ],
    },
  ],
}
