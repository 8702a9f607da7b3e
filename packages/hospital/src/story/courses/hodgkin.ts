import type { Course } from '../course.ts'

/** Hodgkin lymphoma: a node, chemotherapy, lung toxicity that drops one drug, remission. */
export const hodgkin: Course = {
  id: 'hodgkin',
  role: 'oncology',
  ages: [21, 64],
  eponyms: ['Hodgkin', 'Sternberg', 'Reed'],
  diagnoses: [
    { code: 'C81.11', name: 'Nodular sclerosis Hodgkin lymphoma, stage IIA', years: 0 },
    { code: 'J45.20', name: 'Mild intermittent asthma', years: 12 },
  ],
  history: ['mild asthma as a teenager, wisdom teeth, otherwise well', 'mild asthma, no surgery, social drinker'],
  medicines: [{ drug: 'albuterol', dose: '2 puffs as needed' }],
  allergy: { to: 'shellfish', reaction: 'lip swelling' },
  steps: [
    {
      after: 0,
      setting: 'clinic',
      reason: 'lump in the neck',
      bp: [122, 74],
      hr: 78,
      labs: { WBC: 9.9, Hgb: 12.8, ESR: 46, Albumin: 4.1, Platelets: 388 },
      story: [
        '{pt.formal} noticed a painless lump above the left collarbone. Itching since {date-50.month}. No fever, no sweats. Beer hurts in the neck.',
        'L supraclav node x 2 mo, pruritus, no B sx.',
      ],
      exam: ['Rubbery 3 cm left supraclavicular node (Virchow position), spleen not felt.', '3 cm LN L SCV, no HSM.'],
      assessment: ['Suspected lymphoma, ESR {lab.ESR}.', 'LAD, r/o Hodgkin.'],
      changes: [],
      plan: ['Excisional biopsy, PET-CT, echo and lung function.', 'Bx, PET, TTE, PFT, fertility visit.'],
      procedure: {
        name: 'Excision of a left supraclavicular lymph node',
        text: 'Local with sedation. Transverse incision in a Langer line. Platysma split, external jugular kept, 3.1 cm node removed whole. Chyle not seen after Valsalva. Monocryl. EBL 5 mL.',
      },
      pathology: {
        specimen: 'Left supraclavicular node',
        gross:
          'Received fresh, labelled "{pt.comma}", a rubbery node of 3.1 x 2.4 x 2.0 cm with a nodular cut surface.',
        diagnosis:
          'Classic Hodgkin lymphoma, nodular sclerosis: Reed-Sternberg cells CD30+, CD15+, PAX5 weak, CD45-, EBER negative.',
      },
      imaging: {
        study: 'FDG PET-CT, skull base to thigh',
        findings:
          'Hypermetabolic left supraclavicular (SUV 11.2) and anterior mediastinal nodes to 5.6 cm. No disease below the diaphragm. Marrow uniform.',
        impression: 'Stage II, not bulky. Deauville 5 at baseline.',
      },
    },
    {
      after: 24,
      setting: 'clinic',
      reason: 'first cycle of chemotherapy',
      bp: [118, 70],
      hr: 80,
      labs: { WBC: 8.8, Hgb: 12.6, ESR: 44, ALT: 22, Creatinine: 0.8 },
      story: [
        '{pt.formal} came with {kin.first} to begin treatment. Port in the right chest. Nervous, slept little.',
        'C1D1 ABVD. Port placed {date-4.p}. Chemo teaching done w/ {rel}.',
      ],
      exam: ['Node smaller after biopsy, port clean.', 'Port site ok, lungs clear, ECOG 0.'],
      assessment: ['Hodgkin lymphoma IIA, favorable: ABVD begins.', 'cHL IIA, start ABVD x 2 then PET.'],
      changes: [
        { drug: 'ABVD', to: 'every 14 days', why: 'Hodgkin lymphoma was proven by biopsy' },
        { drug: 'ondansetron', to: '8 mg as needed', why: 'doxorubicin and dacarbazine bring nausea' },
      ],
      plan: ['Cycle 2 as planned, PET after it. Call for 38.0 or more.', 'PET after C2, CBC q2wk.'],
    },
    {
      after: 71,
      setting: 'ed',
      reason: 'dry cough and breathlessness',
      bp: [116, 68],
      hr: 108,
      labs: { WBC: 3.1, Hgb: 10.7, CRP: 44, SpO2: 90, Platelets: 302 },
      story: [
        'After the third cycle a dry cough and breathlessness on stairs. No fever. {pt.formal} used the inhaler ten times yesterday.',
        'DOE + dry cough 8 d, s/p C3 ABVD, SpO2 90% RA.',
      ],
      exam: ['Fine crackles at both bases, no wheeze, no Homan sign.', 'Bibasilar Velcro rales, no edema.'],
      assessment: [
        'Bleomycin lung injury until proven otherwise; infection and embolism excluded.',
        'Suspected bleomycin pneumonitis. CTPA neg PE.',
      ],
      changes: [
        {
          drug: 'ABVD',
          from: 'every 14 days',
          to: 'AVD every 14 days',
          why: 'bleomycin hurt the lungs and saturation fell to {lab.SpO2}%',
        },
        { drug: 'prednisone', to: '60 mg daily', why: 'of bleomycin pneumonitis' },
      ],
      plan: [
        'No bleomycin ever again, avoid high oxygen. Taper over six weeks.',
        'Steroid taper, PJP ppx, oxygen only if < 88.',
      ],
      imaging: {
        study: 'CT pulmonary angiogram',
        findings:
          'No embolus. Bilateral basal ground-glass and reticulation. Mediastinal mass shrunk to 2.2 cm. Azygos lobe incidentally.',
        impression: 'Drug-related pneumonitis. Good response of the lymphoma.',
      },
    },
    {
      after: 104,
      setting: 'clinic',
      reason: 'end of treatment',
      bp: [120, 72],
      hr: 74,
      labs: { WBC: 5.2, Hgb: 12.9, ESR: 12, CRP: 3.2, SpO2: 98 },
      story: [
        'Hair is growing. Breath is normal. {pt.formal} went back to {org} half days and ran a mile.',
        'EOT. No cough off pred x 5 wk. Energy good.',
      ],
      exam: ['No nodes. Lungs clear.', 'No LAD, clear, port for removal.'],
      assessment: ['Complete metabolic remission, Deauville 1.', 'cHL in CR, PFT recovered.'],
      changes: [
        { drug: 'ABVD', from: 'AVD every 14 days', why: 'treatment is complete and PET is clear' },
        { drug: 'prednisone', from: '60 mg daily', why: 'the lungs have healed' },
      ],
      plan: ['Port out. Visits every 3 months for two years. Flu shot.', 'RTC 3 mo, TSH yearly.'],
    },
  ],
}
