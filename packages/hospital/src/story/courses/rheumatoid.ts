import type { Course } from '../course.ts'

/** Rheumatoid arthritis: methotrexate, raised liver enzymes, an antibody, a chest infection on it. */
export const rheumatoid: Course = {
  id: 'rheumatoid',
  role: 'rheumatology',
  ages: [32, 77],
  eponyms: ['Still', 'Felty', 'Raynaud'],
  diagnoses: [
    { code: 'M05.79', name: 'Seropositive rheumatoid arthritis', years: 2 },
    { code: 'I73.00', name: 'Raynaud phenomenon', years: 5 },
  ],
  history: [
    'seropositive rheumatoid arthritis, Raynaud, carpal tunnel release',
    'RA (RF 188, CCP >250), Raynaud, s/p CTR',
  ],
  medicines: [
    { drug: 'methotrexate', dose: '15 mg weekly' },
    { drug: 'folic acid', dose: '1 mg daily' },
    { drug: 'prednisone', dose: '10 mg daily' },
  ],
  allergy: { to: 'sulfasalazine', reaction: 'fever' },
  steps: [
    {
      after: 0,
      setting: 'clinic',
      reason: 'joint pain',
      bp: [130, 80],
      hr: 78,
      labs: { CRP: 31, ESR: 52, ALT: 38, Hgb: 11.8, WBC: 8.9, Creatinine: 0.7 },
      story: [
        'Morning stiffness of two hours. {pt.formal} cannot open jars; {kin.first} does. Knuckles and wrists swollen.',
        'AM stiffness 120 min, 8 TJC 6 SJC. On MTX 15.',
      ],
      exam: [
        'Synovitis of both wrists and second to fourth MCPs; no Boutonniere; no Heberden nodes.',
        'DAS28 5.4. Wrists boggy. No nodules.',
      ],
      assessment: ['Active rheumatoid arthritis, CRP {lab.CRP}.', 'RA, high activity on MTX 15.'],
      changes: [
        {
          drug: 'methotrexate',
          from: '15 mg weekly',
          to: '25 mg weekly',
          why: 'joints are swollen with CRP {lab.CRP}',
        },
      ],
      plan: ['Labs monthly. Hand films. Little alcohol.', 'LFT q4wk, XR hands, TB test.'],
      imaging: {
        study: 'Hands and wrists, two views',
        findings:
          'Periarticular osteopenia. Marginal erosions of both second MCPs and the left ulnar styloid. No subluxation.',
        impression: 'Erosive rheumatoid arthritis.',
      },
    },
    {
      after: 57,
      setting: 'phone',
      reason: 'liver tests',
      bp: [128, 78],
      hr: 76,
      labs: { ALT: 142, CRP: 18, WBC: 5.4, Hgb: 11.9 },
      story: [
        'Liver enzymes came back at {lab.ALT}. {pt.formal} feels queasy the day after the dose. Two glasses of wine a week.',
        'ALT {lab.ALT} (was {was.ALT}) on MTX 25. Nausea. Joints 50% better.',
      ],
      exam: ['By telephone.', 'Phone.'],
      assessment: ['Methotrexate hurts the liver at this dose.', 'MTX hepatotoxicity, ALT 3x ULN.'],
      changes: [
        { drug: 'methotrexate', from: '25 mg weekly', to: '10 mg weekly', why: 'ALT rose from {was.ALT} to {lab.ALT}' },
        {
          drug: 'adalimumab',
          to: '40 mg every two weeks',
          why: 'joints are still active and methotrexate cannot go higher',
        },
      ],
      plan: [
        'Enzymes again in 3 weeks. TB test negative. Training for the pen.',
        'LFT 3 wk, Humira start after IGRA neg.',
      ],
    },
    {
      after: 88,
      setting: 'ed',
      reason: 'fever and cough on adalimumab',
      bp: [106, 62],
      hr: 114,
      labs: { WBC: 17.1, CRP: 210, Lactate: 2.4, SpO2: 91, Creatinine: 1.1 },
      story: [
        'Shaking chill on {date-1.dayth}, rusty sputum, pain on the right when breathing. Last pen {date-6.p}.',
        'F/C, R pleuritic CP x 2 d, on TNFi + MTX + pred.',
      ],
      exam: ['Bronchial breathing right base, egophony.', 'T 39.3, RLL crackles, CURB-65 1.'],
      assessment: [
        'Pneumococcal pneumonia on adalimumab. Lactate {lab.Lactate}.',
        'CAP RLL, immunosuppressed; urine Ag +.',
      ],
      changes: [
        { drug: 'adalimumab', from: '40 mg every two weeks', why: 'of pneumonia; to be resumed when it is over' },
        { drug: 'ceftriaxone', to: '2 g IV daily', why: 'of pneumonia with CRP {lab.CRP}' },
      ],
      plan: ['Admit. Hold methotrexate this week. Stress steroid.', 'Admit, blood cx, hold DMARDs.'],
      imaging: {
        study: 'Chest, PA and lateral',
        findings:
          'Right lower lobe consolidation with air bronchograms. Small effusion. Silhouette of the diaphragm lost (Felson).',
        impression: 'Right lower lobe pneumonia.',
      },
    },
    {
      after: 47,
      setting: 'clinic',
      reason: 'rheumatoid follow-up',
      bp: [124, 76],
      hr: 72,
      labs: { CRP: 9.4, ESR: 24, ALT: 29, WBC: 6.8, Hgb: 12.4, SpO2: 98 },
      story: [
        'Lungs healed. Hands a little swollen without the pen. {pt.formal} wants something safer. Got the Prevnar.',
        'S/p CAP. Flare mild off TNFi. PCV20 given.',
      ],
      exam: ['Mild synovitis of the right wrist. Chest clear.', 'DAS28 3.4, lungs clear.'],
      assessment: [
        'Moderate activity, CRP {lab.CRP}; liver normal at {lab.ALT}.',
        'RA mod activity; change class after serious infection.',
      ],
      changes: [
        {
          drug: 'abatacept',
          to: '125 mg weekly',
          why: 'pneumonia struck on adalimumab and infections are fewer with it',
        },
        { drug: 'ceftriaxone', from: '2 g IV daily', why: 'the pneumonia is over' },
        { drug: 'prednisone', from: '10 mg daily', to: '5 mg daily', why: 'steroids add to the infections' },
      ],
      plan: ['Labs in 8 weeks. Shingrix. Return in 3 months.', 'RTC 12 wk, pred taper to 0.'],
    },
  ],
}
