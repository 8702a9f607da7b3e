import type { Course } from '../course.ts'

/** Atrial fibrillation on warfarin: an antibiotic lifts the INR, a bleed, another anticoagulant. */
export const warfarinBleed: Course = {
  id: 'warfarin-bleed',
  role: 'cardiology',
  ages: [68, 99],
  diagnoses: [
    { code: 'I48.21', name: 'Permanent atrial fibrillation', years: 8 },
    { code: 'I10', name: 'Hypertension', years: 20 },
    { code: 'D62', name: 'Acute blood loss anemia', years: 0 },
  ],
  history: [
    'permanent atrial fibrillation on warfarin, hypertension, both knees replaced',
    'AF (CHA2DS2-VASc 4), HTN, bilat TKA, recurrent UTI',
  ],
  medicines: [
    { drug: 'warfarin', dose: '5 mg daily' },
    { drug: 'diltiazem', dose: '180 mg daily' },
    { drug: 'omeprazole', dose: '20 mg daily' },
  ],
  allergy: { to: 'nitrofurantoin', reaction: 'cough' },
  steps: [
    {
      after: 0,
      setting: 'clinic',
      reason: 'anticoagulation check',
      bp: [136, 78],
      hr: 74,
      labs: { INR: 2.4, Hgb: 13.1, Creatinine: 1.0, Platelets: 214 },
      story: [
        '{pt.formal} feels well. Greens twice a week. {?{kin.first} fills the pill box.} No bleeding, no falls.',
        'INR check. No bleeding, no missed doses, diet same.',
      ],
      exam: ['Irregularly irregular, no edema.', 'AF, rate controlled, no bruises.'],
      assessment: ['INR {lab.INR}, in range.', 'Therapeutic INR {lab.INR}.'],
      changes: [],
      plan: ['Same dose. Next INR in 4 weeks.', 'Continue 5 mg, recheck 1 mo.'],
    },
    {
      after: 21,
      setting: 'phone',
      reason: 'burning urine',
      bp: [138, 80],
      hr: 76,
      labs: { WBC: 9.8, Creatinine: 1.1 },
      story: [
        '{kin.first} called: {pt.first} has burning and goes every hour since {date-1.p}. No fever.',
        'Dysuria, frequency x 2 d, afebrile. Urine dropped off by {kin2.first}.',
      ],
      exam: ['By phone.', 'Phone; UA nitrite +, LE 3+.'],
      assessment: ['Cystitis. Nitrofurantoin is an allergy.', 'Uncomplicated UTI on warfarin.'],
      changes: [
        {
          drug: 'trimethoprim-sulfamethoxazole',
          to: 'one double-strength tablet twice daily',
          why: 'cystitis, and nitrofurantoin once caused a cough',
        },
      ],
      plan: ['INR on day 4 of the antibiotic.', 'Needs INR in 4 d: interaction.'],
    },
    {
      after: 8,
      setting: 'ed',
      reason: 'black stools and dizziness',
      bp: [92, 54],
      hr: 118,
      labs: { INR: 7.8, Hgb: 7.2, BUN: 52, Creatinine: 1.4, Lactate: 2.9, Platelets: 188 },
      story: [
        'Black, sticky stools since {date-1.dayth} and fainted in the bathroom. The INR of day 4 was never drawn; {he} had no ride.',
        'Melena x 2 d, near-syncope. On warfarin + Bactrim. {?{kin.first} called 911.}',
      ],
      exam: ['Pale, cool hands, epigastric tenderness, rectal melena.', 'Hypotensive, tachy, abd soft, melena on DRE.'],
      assessment: [
        'Upper GI bleed with INR {lab.INR} from warfarin and trimethoprim-sulfamethoxazole. Hemoglobin {lab.Hgb}. Glasgow-Blatchford 14.',
        'UGIB, supratherapeutic INR {lab.INR}.',
      ],
      changes: [
        {
          drug: 'trimethoprim-sulfamethoxazole',
          from: 'one double-strength tablet twice daily',
          why: 'it drove the INR to {lab.INR}',
        },
        { drug: 'warfarin', from: '5 mg daily', why: '{he} is bleeding with INR {lab.INR}' },
        { drug: 'omeprazole', from: '20 mg daily', to: '40 mg IV twice daily', why: 'an ulcer is likely' },
      ],
      plan: ['Four-factor PCC, vitamin K 10 mg, two units, endoscopy.', 'Kcentra, Vit K, 2u PRBC, GI to scope.'],
    },
    {
      after: 3,
      setting: 'inpatient',
      reason: 'bleeding duodenal ulcer',
      bp: [122, 68],
      hr: 82,
      labs: { INR: 1.3, Hgb: 9.4, BUN: 22, Creatinine: 1.1, Platelets: 201 },
      story: [
        'No melena for two days. {pt.formal} eats. The clip holds. {He} asks if the blood thinner is worth it.',
        'HD3, Hgb stable x 36 h, no rebleed.',
      ],
      exam: ['Pink, abdomen soft.', 'AF 80s, soft abd, brown stool.'],
      assessment: [
        'Duodenal ulcer, Forrest IIa, clipped. INR {was.INR} to {lab.INR}, hemoglobin {lab.Hgb}.',
        'DU bleed resolved; H pylori pending.',
      ],
      changes: [
        {
          drug: 'omeprazole',
          from: '40 mg IV twice daily',
          to: '40 mg twice daily',
          why: 'the ulcer needs eight weeks to heal',
        },
        {
          drug: 'apixaban',
          to: '5 mg twice daily from day 7',
          why: 'stroke risk is high and it does not swing as warfarin did',
        },
      ],
      plan: ['Start apixaban on day 7. Hemoglobin in a week.', 'DOAC d7, CBC 1 wk, repeat EGD 8 wk.'],
      procedure: {
        name: 'Upper endoscopy with clipping of a duodenal ulcer',
        text: 'Conscious sedation with fentanyl and Versed. Scope to the second part. Barrett change absent, Mallory-Weiss tear absent, Dieulafoy excluded. A 9 mm ulcer of the anterior bulb with a visible vessel (Forrest IIa): 8 mL epinephrine 1:10,000, two Resolution clips. Hemostasis. Biopsies for H. pylori. Clip tag {device.tag}.',
      },
      pathology: {
        specimen: 'Antrum and body, biopsies',
        gross: 'Two containers marked "{pt.initialbare}", each with two tan fragments to 0.3 cm.',
        diagnosis: 'Chronic active gastritis with Helicobacter pylori on Giemsa. No intestinal metaplasia.',
      },
    },
    {
      after: 52,
      setting: 'clinic',
      reason: 'after the bleed',
      bp: [132, 76],
      hr: 72,
      labs: { Hgb: 12.2, Ferritin: 44, Creatinine: 1.0, INR: 1.2 },
      story: [
        'No black stools. {pt.formal} took the ulcer eradication pills for two weeks and the new thinner twice a day.',
        'H pylori treated, stool Ag neg, no melena, on Eliquis.',
      ],
      exam: ['Irregular pulse, no pallor.', 'Conjunctivae pink.'],
      assessment: [
        'Hemoglobin back to {lab.Hgb}. Stroke prevention safe on apixaban.',
        'AF on DOAC, anemia resolving.',
      ],
      changes: [{ drug: 'omeprazole', from: '40 mg twice daily', to: '20 mg daily', why: 'the ulcer has healed' }],
      plan: ['No aspirin, no ibuprofen. Return in 6 months.', 'CBC 3 mo, avoid NSAIDs.'],
    },
  ],
}
