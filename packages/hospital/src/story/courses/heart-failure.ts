import type { Course } from '../course.ts'

/** Heart failure after a missed diuretic: admission, four-pillar therapy, a cough that changes the drug, a defibrillator. */
export const heartFailure: Course = {
  id: 'heart-failure',
  role: 'cardiology',
  ages: [61, 95],
  diagnoses: [
    { code: 'I50.22', name: 'Chronic systolic heart failure', years: 3 },
    { code: 'I25.5', name: 'Ischemic cardiomyopathy', years: 5 },
    { code: 'I48.0', name: 'Paroxysmal atrial fibrillation', years: 2 },
  ],
  history: [
    'anterior infarct with a stent to the LAD, ischemic cardiomyopathy, paroxysmal AF, cholecystectomy',
    'CAD s/p DES to LAD, ICM (EF 30%), PAF, OA both knees',
  ],
  medicines: [
    { drug: 'enalapril', dose: '10 mg twice daily' },
    { drug: 'metoprolol succinate', dose: '50 mg daily' },
    { drug: 'furosemide', dose: '40 mg daily' },
    { drug: 'apixaban', dose: '5 mg twice daily' },
    { drug: 'atorvastatin', dose: '80 mg nightly' },
  ],
  allergy: { to: 'penicillin', reaction: 'anaphylaxis in childhood' },
  steps: [
    {
      after: 0,
      setting: 'ed',
      reason: 'shortness of breath and swelling',
      bp: [152, 90],
      hr: 104,
      labs: {
        BNP: 6400,
        Creatinine: 1.4,
        Potassium: 4.2,
        Sodium: 132,
        Troponin: 34,
        Hgb: 12.8,
        Weight: 92.4,
        SpO2: 89,
      },
      story: [
        '{pt.formal} ran out of furosemide twelve days ago. Since then five pillows, swollen to the thighs, up 6 kg. Woke at 3 gasping. No chest pain.',
        '{age} {M} w/ ICM, SOB x 1 wk, orthopnea, PND. Out of Lasix ~12 d ({pharmacy} closed early for the holiday). {?EMS run {acct.run}.}',
      ],
      exam: [
        'Sitting upright, JVP to the jaw, crackles to mid-lung, S3, 3+ edema to the thighs.',
        'Tachypneic, JVD 14 cm, rales bilat, irregular, cool feet.',
      ],
      assessment: [
        'Acute decompensation of systolic heart failure from missed diuretic. NT-proBNP {lab.BNP}.',
        'ADHF, warm and wet, SpO2 {lab.SpO2}% on room air, BNP {lab.BNP}.',
      ],
      changes: [
        {
          drug: 'furosemide',
          from: '40 mg daily',
          to: '80 mg IV twice daily',
          why: 'six kilograms of fluid must come off',
        },
      ],
      plan: [
        'Admit telemetry, strict I/O, daily weight, 2 g sodium.',
        'Tele bed, IV Lasix, trend troponin, echo in am.',
      ],
      imaging: {
        study: 'Chest, portable AP',
        findings:
          'Cardiomegaly. Cephalization, Kerley B lines, bilateral pleural effusions, larger on the right. Sternal wires absent. No pneumothorax.',
        impression: 'Pulmonary edema with bilateral effusions.',
      },
    },
    {
      after: 5,
      setting: 'inpatient',
      reason: 'decompensated heart failure',
      bp: [112, 68],
      hr: 82,
      labs: { BNP: 2900, Creatinine: 1.6, Potassium: 3.8, Sodium: 135, Hgb: 12.5, Weight: 85.1, SpO2: 95 },
      story: [
        'Net negative 9 litres. {pt.formal} lies flat on two pillows. A dry cough kept the roommate awake; it has been there since enalapril was started last year, {he} says. Echo: EF 25-30%, LA severely dilated, moderate MR.',
        'HD5. -7.3 kg. Cough nonproductive, chronic on ACEi. 8-beat NSVT overnight x1. Echo EF 27%.',
      ],
      exam: [
        'JVP 8 cm, few basal crackles, 1+ edema.',
        'Flat neck veins at 30 degrees, lungs nearly clear, trace edema.',
      ],
      assessment: [
        'Decongested: weight {was.Weight} to {lab.Weight} kg. ACE-inhibitor cough. EF below 30% with NSVT.',
        'ADHF resolved; creatinine {lab.Creatinine} acceptable. Switch ACEi to ARNI after 36 h.',
      ],
      changes: [
        { drug: 'enalapril', from: '10 mg twice daily', why: 'of a chronic dry cough' },
        {
          drug: 'sacubitril-valsartan',
          to: '24/26 mg twice daily',
          why: 'EF is below 30% and enalapril caused a cough; started 36 hours after the last enalapril',
        },
        {
          drug: 'furosemide',
          from: '80 mg IV twice daily',
          to: '60 mg daily',
          why: 'dry weight {lab.Weight} kg was reached',
        },
        { drug: 'dapagliflozin', to: '10 mg daily', why: 'it lowers readmission in reduced EF' },
      ],
      plan: [
        'Home with visiting nurse. Weigh daily, call for 3 lb in a day or 5 lb in a week. Clinic in 7 days.',
        'D/C today. HF clinic 1 wk with BMP. Scale provided.',
      ],
    },
    {
      after: 9,
      setting: 'clinic',
      reason: 'after discharge for heart failure',
      bp: [104, 62],
      hr: 74,
      labs: { BNP: 2100, Creatinine: 1.5, Potassium: 4.6, Sodium: 137, Weight: 84.6 },
      story: [
        '{pt.formal} breathes easily, two pillows, walks round the block. Cough gone. Light-headed once on standing. {?Weights kept by {kin.first} on the fridge.}',
        'Post-d/c day 9. NYHA II-III. No cough. Wt steady. Mild orthostasis.',
      ],
      exam: ['JVP 6 cm, lungs clear, no edema.', 'Euvolemic. Regular. BP standing 98/60.'],
      assessment: [
        'Stable after discharge. Pressure {bp} limits titration. Potassium {lab.Potassium}.',
        'HFrEF NYHA II, euvolemic at {lab.Weight} kg.',
      ],
      changes: [
        {
          drug: 'spironolactone',
          to: '12.5 mg daily',
          why: 'potassium {lab.Potassium} and creatinine {lab.Creatinine} allow it',
        },
        {
          drug: 'furosemide',
          from: '60 mg daily',
          to: '40 mg daily',
          why: '{he} was light-headed and dry at {lab.Weight} kg',
        },
      ],
      plan: [
        'BMP in one week. Refer for ICD if EF stays under 35% at three months.',
        'K in 7 d. Cardiac rehab. Repeat echo 12 wk.',
      ],
    },
    {
      after: 95,
      setting: 'inpatient',
      reason: 'implantation of a defibrillator',
      bp: [116, 70],
      hr: 66,
      labs: { BNP: 1450, Creatinine: 1.4, Potassium: 4.8, Hgb: 12.9, INR: 1.1, Platelets: 198, Weight: 83.8 },
      story: [
        'EF 28% after three months of full therapy. {pt.formal} was admitted for a primary-prevention ICD. Apixaban held two days.',
        'Elective ICD, EF 28% on GDMT x 3 mo, NYHA II.',
      ],
      exam: ['Pocket flat and dry. Lungs equal. No rub.', 'Left chest dressing clean; arm in sling; CXR no ptx.'],
      assessment: [
        'Single-chamber ICD implanted without complication.',
        'S/p ICD, DFT not done, sensing 11 mV, threshold 0.6 V.',
      ],
      changes: [
        {
          drug: 'metoprolol succinate',
          from: '50 mg daily',
          to: '100 mg daily',
          why: 'runs of NSVT and a pulse that allows it',
        },
      ],
      plan: [
        'Home tomorrow. Arm below the shoulder for 4 weeks. Device clinic in 10 days. Restart apixaban in 48 hours.',
        'Wound check 10 d, no driving 1 wk.',
      ],
      procedure: {
        name: 'Implantation of a single-chamber cardioverter-defibrillator, left chest',
        text: 'Left deltopectoral incision under lidocaine and Versed. Axillary vein by Seldinger, lead to the RV apex, R wave 11 mV, threshold 0.6 V at 0.4 ms, impedance 540 ohm. Pocket rinsed with Ancef-free saline because of penicillin anaphylaxis; vancomycin given. Generator serial {device.serial}, lead {device.udishort}. Closed with Vicryl and Dermabond. EBL 15 mL.',
      },
    },
    {
      after: 44,
      setting: 'clinic',
      reason: 'heart failure and device follow-up',
      bp: [108, 64],
      hr: 62,
      labs: { BNP: 1100, Creatinine: 1.45, Potassium: 5.3, Sodium: 138, Weight: 83.2 },
      story: [
        '{pt.formal} gardens again. No shocks. Site healed. Bananas and orange juice daily.',
        'NYHA I-II, no shocks, remote download clean, wt stable.',
      ],
      exam: ['Healed scar, no edema.', 'JVP flat, lungs clear, pocket well healed.'],
      assessment: [
        'Doing well. Potassium {lab.Potassium} on spironolactone and sacubitril-valsartan.',
        'HFrEF stable; mild hyperkalemia {lab.Potassium}.',
      ],
      changes: [{ drug: 'spironolactone', from: '12.5 mg daily', why: 'potassium rose to {lab.Potassium}' }],
      plan: ['BMP in a week. Fewer bananas. Return in 3 months.', 'K recheck 7 d, RTC 3 mo, device remote q3mo.'],
    },
  ],
}
