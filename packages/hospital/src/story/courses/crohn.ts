import type { Course } from '../course.ts'

/** Crohn disease: steroids, an antibody that stops working, an operation for a stricture, another antibody. */
export const crohn: Course = {
  id: 'crohn',
  role: 'gastroenterology',
  ages: [19, 58],
  eponyms: ['Crohn', 'Meckel', 'Whipple'],
  diagnoses: [
    { code: 'K50.012', name: 'Crohn disease of the small intestine with obstruction', years: 6 },
    { code: 'D50.9', name: 'Iron deficiency anemia', years: 2 },
  ],
  history: [
    'ileal Crohn disease for six years, appendix out as a child, iron infusions',
    'CD (Montreal A2L1B2), IDA, ex-vaper',
  ],
  medicines: [
    { drug: 'infliximab', dose: '5 mg/kg every 8 weeks' },
    { drug: 'ferrous sulfate', dose: '325 mg every other day' },
  ],
  allergy: { to: 'metronidazole', reaction: 'numb feet' },
  steps: [
    {
      after: 0,
      setting: 'clinic',
      reason: 'cramps and loose stools',
      bp: [118, 72],
      hr: 84,
      labs: { CRP: 38, Hgb: 10.9, Ferritin: 9, Albumin: 3.4, Weight: 58.4, Platelets: 468 },
      story: [
        'Two weeks before each infusion {pt.formal} has cramps, seven stools a day and wakes at night. Lost 4 kg in three months.',
        'CD flare, BMs 7/d, nocturnal x2, no blood. {?Missed work at {org}.} Last infliximab {date-39.p}.',
      ],
      exam: [
        'Tender right lower quadrant, fullness, no peritonism; McBurney sore, Rovsing negative.',
        'Thin. RLQ tender. No perianal disease.',
      ],
      assessment: [
        'Active ileal Crohn disease, CRP {lab.CRP}, with loss of response: trough low, antibodies present.',
        'CD flare (CRP {lab.CRP}), infliximab trough <3 with ADA.',
      ],
      changes: [
        { drug: 'budesonide', to: '9 mg daily', why: 'the ileum is inflamed again with CRP {lab.CRP}' },
        {
          drug: 'ferrous sulfate',
          from: '325 mg every other day',
          why: 'ferritin is {lab.Ferritin} despite it and it upsets the gut',
        },
        { drug: 'ferric carboxymaltose', to: '750 mg twice by infusion', why: 'hemoglobin is {lab.Hgb}' },
      ],
      plan: ['MR enterography, calprotectin, dietitian.', 'MRE, FCP, C diff PCR.'],
      imaging: {
        study: 'MR enterography',
        findings:
          '14 cm of terminal ileum with mural thickening to 9 mm, restricted diffusion, comb sign, and upstream dilatation to 4.1 cm. No abscess, no fistula.',
        impression: 'Active stricturing ileal Crohn disease.',
      },
    },
    {
      after: 25,
      setting: 'ed',
      reason: 'vomiting and a swollen belly',
      bp: [104, 62],
      hr: 112,
      labs: { WBC: 13.9, CRP: 64, Potassium: 3.2, Lactate: 1.7, Hgb: 11.2, Creatinine: 1.3 },
      story: [
        "Vomiting for a day, nothing passes. {pt.formal} ate popcorn at {kin.first}'s birthday.",
        'SBO sx x 24 h, hx CD. No flatus. {?{kin2.first} brought {him} in.}',
      ],
      exam: ['Distended, tinkling sounds, no rebound, Murphy negative.', 'Distended tympanitic abdomen, RLQ mass.'],
      assessment: ['Small bowel obstruction at the known stricture.', 'SBO from CD stricture, K {lab.Potassium}.'],
      changes: [
        { drug: 'budesonide', from: '9 mg daily', why: '{he} cannot keep pills down' },
        {
          drug: 'methylprednisolone',
          to: '20 mg IV every 8 hours',
          why: 'the stricture is inflamed with CRP {lab.CRP}',
        },
      ],
      plan: ['Nasogastric tube, potassium, surgery to see.', 'NGT, IVF, CRS consult, admit.'],
    },
    {
      after: 6,
      setting: 'inpatient',
      reason: 'ileocecal resection',
      bp: [116, 70],
      hr: 82,
      labs: { WBC: 9.2, CRP: 41, Hgb: 10.1, Potassium: 4.1, Albumin: 2.9, Creatinine: 0.8 },
      story: [
        'The obstruction did not open. {pt.formal} agreed to an operation; 22 cm of ileum came out.',
        'Failed conservative mgmt, lap ileocecectomy, POD 3 flatus +.',
      ],
      exam: ['Port sites clean, soft, sounds present.', 'Abd soft, JP serous 20 mL.'],
      assessment: [
        'Recovering from laparoscopic ileocecal resection with a Kono-S join.',
        'S/p ileocecectomy for fibrostenotic CD.',
      ],
      changes: [
        { drug: 'methylprednisolone', from: '20 mg IV every 8 hours', why: 'the diseased bowel is out' },
        { drug: 'infliximab', from: '5 mg/kg every 8 weeks', why: 'antibodies had made it useless' },
        {
          drug: 'enoxaparin',
          to: '40 mg daily for four weeks',
          why: 'clots are common after bowel surgery in Crohn disease',
        },
      ],
      plan: ['Low-residue diet, home in two days, gastroenterology in 4 weeks.', 'D/C POD 5, Lovenox 28 d, GI f/u.'],
      procedure: {
        name: 'Laparoscopic ileocecal resection with Kono-S anastomosis',
        text: 'Hasson entry, three ports. Creeping fat over the terminal ileum. Mesentery taken with LigaSure. 22 cm of ileum and cecum delivered through a Pfannenstiel incision held by an Alexis. Kono-S join with 4-0 PDS. Meckel diverticulum not seen. EBL 60 mL.',
      },
      pathology: {
        specimen: 'Terminal ileum and cecum',
        gross:
          'Labelled "{pt.full}", 22 cm of ileum with creeping fat, a 6 cm stricture admitting a 5 mm probe, and linear ulcers.',
        diagnosis:
          'Transmural lymphoid aggregates, fissuring ulcers and non-caseating granulomas, in keeping with Crohn disease. Margins free of activity. No dysplasia.',
      },
    },
    {
      after: 33,
      setting: 'clinic',
      reason: 'after bowel surgery',
      bp: [120, 74],
      hr: 72,
      labs: { CRP: 4.1, Hgb: 12.3, Ferritin: 140, Albumin: 3.9, Weight: 61.7, Platelets: 298 },
      story: [
        'Three formed stools, no cramps, appetite back. {pt.formal} returned to {org} last week.',
        'Doing great, wt up 3 kg, BM 2-3/d.',
      ],
      exam: ['Scars healed, no mass.', 'Soft, nontender.'],
      assessment: [
        'Remission after surgery, CRP {lab.CRP}. High risk of recurrence, so a new antibody.',
        'CD post-op remission; prophylaxis indicated.',
      ],
      changes: [
        { drug: 'enoxaparin', from: '40 mg daily for four weeks', why: 'the four weeks are over' },
        {
          drug: 'ustekinumab',
          to: '90 mg every 8 weeks',
          why: 'the risk of return after resection is high and infliximab failed',
        },
      ],
      plan: ['Colonoscopy at six months (Rutgeerts score). B12 yearly.', 'Scope 6 mo, FCP q3mo, B12.'],
    },
  ],
}
