import type { Course } from '../course.ts'

/** A pregnancy with preeclampsia: labetalol, induction, magnesium, weeks after birth. */
export const preeclampsia: Course = {
  id: 'preeclampsia',
  role: 'obstetrics',
  ages: [20, 41],
  sex: 'female',
  diagnoses: [
    { code: 'O14.13', name: 'Severe preeclampsia, third trimester', years: 0 },
    { code: 'O24.410', name: 'Gestational diabetes, diet controlled', years: 0 },
  ],
  history: ['G2P1, first birth by cesarean, migraine', 'G2P1001, prior LTCS, migraine w/o aura'],
  medicines: [
    { drug: 'prenatal vitamin', dose: 'one daily' },
    { drug: 'aspirin', dose: '81 mg daily' },
  ],
  allergy: { to: 'cefazolin', reaction: 'rash' },
  steps: [
    {
      after: 0,
      setting: 'clinic',
      reason: 'prenatal visit at 32 weeks',
      bp: [136, 86],
      hr: 88,
      labs: { Platelets: 212, Creatinine: 0.6, ALT: 18, Hgb: 11.4, Glucose: 94 },
      story: [
        '{pt.formal} feels the baby move. Rings are tight. No headache. Sugars by diet 80 to 120. {kin.first} will be at the birth.',
        '32w3d, +FM, no LOF/VB/ctx. Hands puffy. GDMA1 log ok.',
      ],
      exam: ['Fundus 32 cm, heart tones 142, trace edema, reflexes 2+.', 'FH 32, FHT 140s, vtx by Leopold.'],
      assessment: ['Pressure {bp}, up a little; watch for preeclampsia.', 'IUP 32w, elevated BP, P/C 0.2.'],
      changes: [],
      plan: ['Twice-weekly pressure, labs weekly.', 'NST 2x/wk, HELLP labs.'],
    },
    {
      after: 15,
      setting: 'phone',
      reason: 'high home pressures',
      bp: [152, 96],
      hr: 90,
      labs: { Platelets: 176, ALT: 34, Creatinine: 0.7 },
      story: [
        'Home cuff says {bp} twice, four hours apart. No spots before the eyes, slight headache.',
        '34w4d, BP {bp} x2, mild HA, Tylenol helped. {?{kin.first} took the readings.}',
      ],
      exam: ['By phone; speaks calmly.', 'Phone, no distress.'],
      assessment: ['Preeclampsia without severe features at 34 weeks.', 'PreE w/o SF, P/C 0.9.'],
      changes: [{ drug: 'labetalol', to: '200 mg twice daily', why: 'home pressure reached {bp}' }],
      plan: ['Come in for monitoring today. Betamethasone.', 'OB triage today, BMZ x2.'],
    },
    {
      after: 12,
      setting: 'inpatient',
      reason: 'severe preeclampsia, birth by cesarean',
      bp: [146, 92],
      hr: 84,
      labs: { Platelets: 98, ALT: 88, Creatinine: 0.9, Hgb: 9.8, Uric: 7.1 },
      story: [
        'At 36 weeks pressures of 168 over 112 with headache and flashing lights. A girl, 2,410 g, Apgar 8 and 9, was born by repeat cesarean. {kin.first} held her first. Baby is named {person.first}.',
        'Severe PreE at 36w2d, IV labetalol + Mg, RLTCS, QBL 780.',
      ],
      exam: ['Fundus firm, incision dry, reflexes 3+ without clonus.', 'Lungs clear, DTR 3+, UOP 60/h.'],
      assessment: [
        'Severe preeclampsia with platelets {lab.Platelets} and ALT {lab.ALT}; improving after birth.',
        'PreE-SF / partial HELLP, POD 2.',
      ],
      changes: [
        {
          drug: 'labetalol',
          from: '200 mg twice daily',
          to: '400 mg three times daily',
          why: 'pressure rose to 168/112 before birth',
        },
        { drug: 'nifedipine XL', to: '30 mg daily', why: 'one drug did not hold the pressure after birth' },
        { drug: 'aspirin', from: '81 mg daily', why: 'the pregnancy is over' },
      ],
      plan: [
        'Magnesium 24 hours after birth. Pressure check in 72 hours. No methylergonovine, no ibuprofen yet.',
        'BP visit 72 h, home cuff, lactation.',
      ],
      procedure: {
        name: 'Repeat low transverse cesarean section',
        text: 'Spinal by anesthesia. Pfannenstiel through the old scar, Bovie, Alexis. Kerr incision. Vertex girl at {time}, bulb suction, cord clamped at 60 s, cord gas 7.28. Clindamycin and gentamicin because of cefazolin rash. Uterus closed in two layers with Vicryl. QBL 780 mL.',
      },
      pathology: {
        specimen: 'Placenta',
        gross: 'Placenta of 412 g labelled "{pt.full}" with a three-vessel cord and an infarct of 2.6 cm.',
        diagnosis: 'Accelerated villous maturation and infarct (8%), consistent with maternal vascular malperfusion.',
      },
    },
    {
      after: 41,
      setting: 'clinic',
      reason: 'visit after birth',
      bp: [118, 74],
      hr: 72,
      labs: { Platelets: 261, ALT: 19, Creatinine: 0.6, Hgb: 12.0, Glucose: 88 },
      story: [
        'Six weeks. The baby nurses and gains. {pt.formal} has been off one pill since the pressure fell to 100 over 60. Cries some evenings. EPDS 8.',
        '6 wk PP, BF, BP 110s, mood ok EPDS 8, wants Nexplanon not Camila.',
      ],
      exam: ['Scar healed, uterus involuted.', 'Incision well healed, breasts soft.'],
      assessment: ['Recovered from preeclampsia, pressure {bp}.', 'PP wk 6, BP normal.'],
      changes: [
        { drug: 'nifedipine XL', from: '30 mg daily', why: 'pressure fell to 100/60' },
        {
          drug: 'labetalol',
          from: '400 mg three times daily',
          to: '100 mg twice daily',
          why: 'pressure is {bp} and can be weaned',
        },
      ],
      plan: [
        'Stop labetalol in two weeks if below 130/80. Glucose test at 12 weeks. Aspirin next time.',
        '75-g OGTT, ASA in next pregnancy.',
      ],
    },
  ],
}
