import type { Course } from '../course.ts'

/** A broken hip of the very old: operation, delirium from a sleeping pill, rehabilitation, bone protection. */
export const hipFracture: Course = {
  id: 'hip-fracture',
  role: 'surgery',
  ages: [76, 101],
  diagnoses: [
    { code: 'S72.001A', name: 'Fracture of the femoral neck', years: 0 },
    { code: 'M81.0', name: 'Osteoporosis', years: 10 },
    { code: 'H91.10', name: 'Presbycusis', years: 15 },
  ],
  history: [
    'osteoporosis without treatment, hearing aids, a wrist fracture (Colles) years ago',
    'OP, HOH, remote Colles fx, mild MCI',
  ],
  medicines: [
    { drug: 'amlodipine', dose: '5 mg daily' },
    { drug: 'zolpidem', dose: '5 mg nightly' },
    { drug: 'vitamin D', dose: '1000 units daily' },
  ],
  allergy: { to: 'morphine', reaction: 'itching' },
  steps: [
    {
      after: 0,
      setting: 'ed',
      reason: 'fall with hip pain',
      bp: [158, 82],
      hr: 92,
      labs: { Hgb: 11.9, Creatinine: 1.0, WBC: 9.4, INR: 1.1, Troponin: 14, Sodium: 134 },
      story: [
        '{pt.formal}, {age}, slipped on the way to the bathroom at night after the sleeping pill, and lay until {kin.first} came at seven.',
        '{age} {M} unwitnessed fall, down ~5 h, L hip pain, LE short + ext rotated. {?Neighbor {person.first} heard the thud.}',
      ],
      exam: [
        'Left leg shortened and turned out, foot warm, no head wound. GCS 15.',
        'L hip deformity, NV intact, C-spine cleared by NEXUS.',
      ],
      assessment: ['Displaced left femoral neck fracture, Garden IV.', 'L FNF Garden IV, medically fit.'],
      changes: [
        { drug: 'zolpidem', from: '5 mg nightly', why: 'the fall came an hour after it' },
        { drug: 'acetaminophen', to: '1 g every 8 hours', why: 'the hip hurts and morphine makes {him} itch' },
      ],
      plan: ['Fascia iliaca block, operation within 24 hours.', 'NPO, block, ortho, hold AC.'],
      imaging: {
        study: 'Left hip and pelvis',
        findings:
          'Displaced transcervical fracture of the left femoral neck, Garden IV. Shenton line broken. Diffuse osteopenia, Singh index 2.',
        impression: 'Displaced left femoral neck fracture.',
      },
    },
    {
      after: 4,
      setting: 'inpatient',
      reason: 'hemiarthroplasty and confusion',
      bp: [132, 70],
      hr: 88,
      labs: { Hgb: 8.9, Creatinine: 1.1, Sodium: 131, WBC: 10.8, Albumin: 3.1 },
      story: [
        'The operation went well. On the second night {he} saw cats on the curtain and pulled the drip; someone had given diphenhydramine for sleep. Clear again today. Hearing aids were in the drawer.',
        'POD3 L hemi. Delirium POD1-2 after Benadryl, resolved. Hgb {lab.Hgb}, tolerating chair.',
      ],
      exam: ['Wound dry, CAM negative, walks four steps.', 'AAOx2-3, dressing CDI, calves soft, WBAT.'],
      assessment: [
        'Recovering from hemiarthroplasty; delirium from diphenhydramine, over.',
        'S/p hemi, delirium cleared, ABLA {lab.Hgb}.',
      ],
      changes: [
        { drug: 'amlodipine', from: '5 mg daily', to: '2.5 mg daily', why: 'pressure fell on standing' },
        { drug: 'enoxaparin', to: '40 mg daily for 35 days', why: 'the hip was replaced' },
      ],
      plan: [
        'Rehabilitation at {home}. No Benadryl, no zolpidem. Hearing aids in.',
        'SNF rehab, Beers list reviewed, f/u 2 wk.',
      ],
      procedure: {
        name: 'Cemented bipolar hemiarthroplasty, left hip',
        text: 'Spinal. Hardinge approach. Head 46 mm out with the corkscrew. Canal rasped, Exeter stem size 2 cemented with Palacos, bipolar 46. Stable in all arcs. Implant {device.udi}. Closed with Vicryl and staples. EBL 250 mL, no BCIS.',
      },
      pathology: {
        specimen: 'Left femoral head',
        gross: 'A femoral head of 46 mm marked "{pt.uppercomma}", fracture surface hemorrhagic.',
        diagnosis: 'Bone with recent fracture and osteoporosis. No malignancy.',
      },
    },
    {
      after: 18,
      setting: 'clinic',
      reason: 'wound check',
      bp: [128, 72],
      hr: 78,
      labs: { Hgb: 10.2, Calcium: 9.1, Albumin: 3.4 },
      story: [
        'Walks 30 metres with a frame at {home}. Staples out. {pt.formal} sleeps with warm milk and complains about the food.',
        'POD 22, WBAT w/ FWW 100 ft, staples out.',
      ],
      exam: ['Wound healed, leg lengths equal, Trendelenburg mild.', 'Incision healed, ROM pain free.'],
      assessment: [
        'On course after hemiarthroplasty. Bone needs treatment.',
        'Healing; start OP therapy (2nd fragility fx).',
      ],
      changes: [
        {
          drug: 'vitamin D',
          from: '1000 units daily',
          to: '2000 units daily',
          why: 'the level was 17 and bone treatment follows',
        },
      ],
      plan: ['Zoledronic acid in six weeks. Fall check of the house.', 'Reclast at 6-8 wk, home eval.'],
    },
    {
      after: 61,
      setting: 'clinic',
      reason: 'hip and bone follow-up',
      bp: [134, 74],
      hr: 74,
      labs: { Hgb: 12.1, Calcium: 9.3, Creatinine: 0.9 },
      story: [
        'Home again with {kin.first}. {pt.formal} uses a cane outside and a rail in the bath. Turned {age} with cake.',
        'Back home, cane, no falls. Had flu-like day after infusion.',
      ],
      exam: ['Gait steady with cane.', 'TUG 15 s, no limp.'],
      assessment: ['Good recovery. First zoledronic acid given.', 'Hip healed, OP on treatment.'],
      changes: [
        { drug: 'zoledronic acid', to: '5 mg yearly', why: 'two fragility fractures call for bone treatment' },
        { drug: 'enoxaparin', from: '40 mg daily for 35 days', why: 'the 35 days are over' },
      ],
      plan: ['DXA next year. Tai chi.', 'Yearly Reclast, RTC prn.'],
    },
  ],
}
