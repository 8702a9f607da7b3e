import type { Course } from '../course.ts'

/** COPD: a winter flare, steroids, oxygen, a cleaner inhaler plan, a nodule that is followed. */
export const copd: Course = {
  id: 'copd',
  role: 'pulmonology',
  ages: [57, 94],
  diagnoses: [
    { code: 'J44.1', name: 'COPD with acute exacerbation', years: 9 },
    { code: 'R91.1', name: 'Solitary pulmonary nodule', years: 0 },
    { code: 'F17.211', name: 'Nicotine dependence, in remission', years: 1 },
  ],
  history: [
    'COPD GOLD 3, 45 pack-years until last year, cataract, shingles',
    'COPD (FEV1 41%), 45 py quit 2024, zoster',
  ],
  medicines: [
    { drug: 'fluticasone-salmeterol', dose: '250/50 one puff twice daily' },
    { drug: 'albuterol', dose: '2 puffs as needed' },
    { drug: 'metoprolol tartrate', dose: '25 mg twice daily' },
  ],
  allergy: { to: 'levofloxacin', reaction: 'tendon pain' },
  steps: [
    {
      after: 0,
      setting: 'ed',
      reason: 'breathlessness and green sputum',
      bp: [148, 84],
      hr: 112,
      labs: { WBC: 13.2, CRP: 74, SpO2: 84, BNP: 210, Troponin: 11, Hgb: 15.8 },
      story: [
        'Four days of green sputum after the grandchildren visited. {pt.formal} could not finish a sentence at breakfast.',
        'COPD exac, purulent sputum, 84% RA. {?Sick contact: {kin2.first}.}',
      ],
      exam: [
        'Pursed lips, barrel chest, wheeze throughout, uses neck muscles.',
        'Tripoding, diffuse wheeze, prolonged exp phase, Hoover sign.',
      ],
      assessment: ['Exacerbation of COPD with hypoxemia, SpO2 {lab.SpO2}%.', 'AECOPD, type 1 Anthonisen.'],
      changes: [
        { drug: 'prednisone', to: '40 mg daily for 5 days', why: 'of an exacerbation with wheeze' },
        {
          drug: 'doxycycline',
          to: '100 mg twice daily for 5 days',
          why: 'the sputum is green and levofloxacin once hurt the tendons',
        },
      ],
      plan: ['BiPAP if the gas worsens. Admit.', 'Nebs, BiPAP prn, admit tele.'],
      imaging: {
        study: 'Chest, two views',
        findings: 'Hyperinflation, flat diaphragms, no consolidation. An 8 mm nodule projects over the left fifth rib.',
        impression: 'COPD without pneumonia. 8 mm nodule: CT advised.',
      },
    },
    {
      after: 4,
      setting: 'inpatient',
      reason: 'COPD exacerbation',
      bp: [134, 76],
      hr: 86,
      labs: { WBC: 11.8, CRP: 18, SpO2: 92, Glucose: 168, Hgb: 15.1 },
      story: [
        'Off BiPAP since the second day. {pt.formal} walks to the bathroom on two litres. Sat drops to 86 on the corridor.',
        'HD4, 2 L NC, exertional desat 86%.',
      ],
      exam: ['Quiet wheeze, speaks in sentences.', 'Scattered wheeze, no accessory use.'],
      assessment: ['Improving. Needs oxygen on exertion.', 'AECOPD resolving, qualifies for home O2.'],
      changes: [
        { drug: 'oxygen', to: '2 L/min on exertion and at night', why: 'saturation falls to 86% when walking' },
        { drug: 'tiotropium', to: '2 puffs daily', why: 'this was the second exacerbation in a year' },
      ],
      plan: [
        'Home with oxygen, concentrator {device.serial}. Chest CT as outpatient.',
        'D/C w/ O2 (DME {otherfac}), CT 2 wk.',
      ],
    },
    {
      after: 23,
      setting: 'clinic',
      reason: 'after the flare, nodule',
      bp: [128, 74],
      hr: 78,
      labs: { SpO2: 94, WBC: 8.4, CRP: 5.2 },
      story: [
        'Breath is back to the old level. Hoarse, with white patches. {pt.formal} mixes up three inhalers.',
        'Back to MRC 3. Oral thrush. Technique poor.',
      ],
      exam: ['Thrush on the palate, faint wheeze.', 'Thrush, decreased BS.'],
      assessment: ['COPD stable, thrush from the inhaled steroid; nodule 8 mm.', 'GOLD E, eos 90: ICS adds little.'],
      changes: [
        {
          drug: 'fluticasone-salmeterol',
          from: '250/50 one puff twice daily',
          why: 'it gave thrush and eosinophils are low',
        },
        { drug: 'tiotropium', from: '2 puffs daily', why: 'a single inhaler with both drugs replaces it' },
        { drug: 'umeclidinium-vilanterol', to: 'one puff daily', why: 'one inhaler is easier than three' },
      ],
      plan: [
        'CT again in 6 months (Fleischner). Pulmonary rehabilitation. RSV vaccine.',
        'Rehab, CT 6 mo, nystatin 7 d.',
      ],
      imaging: {
        study: 'CT chest without contrast',
        findings:
          'Upper-lobe emphysema. Solid 8 mm nodule of the lingula, smooth. No nodes. Coronary calcium. LA normal.',
        impression: '8 mm solid nodule. Fleischner: CT at 6 months.',
      },
    },
    {
      after: 150,
      setting: 'clinic',
      reason: 'COPD and nodule follow-up',
      bp: [126, 72],
      hr: 74,
      labs: { SpO2: 95, Hgb: 14.9 },
      story: [
        'No flare for five months. {pt.formal} rides the exercise bike while {kin.first} reads aloud. Needs oxygen only at night.',
        'No exac x 5 mo, CAT 12, 6MWT 340 m nadir 91%.',
      ],
      exam: ['Clear, distant sounds.', 'CTA, no wheeze.'],
      assessment: ['COPD quiet; nodule unchanged at 8 mm.', 'Stable COPD, stable nodule.'],
      changes: [
        {
          drug: 'oxygen',
          from: '2 L/min on exertion and at night',
          to: '2 L/min at night',
          why: 'saturation stays at 91% on walking',
        },
      ],
      plan: ['CT at 18 months. Keep the inhaler. Flu shot.', 'CT 12 mo, RTC 6 mo.'],
    },
  ],
}
