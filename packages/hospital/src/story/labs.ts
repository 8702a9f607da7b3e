/** A result that notes and Observations share. */
export interface Lab {
  readonly name: string
  readonly short: string
  readonly loinc: string
  readonly unit: string
  readonly low: number
  readonly high: number
  /** Digits after the point. */
  readonly digits: number
}

const lab = (
  name: string,
  short: string,
  loinc: string,
  unit: string,
  low: number,
  high: number,
  digits: number,
): Lab => ({ name, short, loinc, unit, low, high, digits })

export const LABS = {
  Creatinine: lab('Creatinine', 'Cr', '2160-0', 'mg/dL', 0.5, 1.2, 2),
  Potassium: lab('Potassium', 'K', '2823-3', 'mmol/L', 3.5, 5.1, 1),
  Sodium: lab('Sodium', 'Na', '2951-2', 'mmol/L', 136, 145, 0),
  BUN: lab('Urea nitrogen', 'BUN', '3094-0', 'mg/dL', 7, 20, 0),
  eGFR: lab('eGFR CKD-EPI 2021', 'eGFR', '98979-8', 'mL/min/1.73m2', 60, 120, 0),
  UACR: lab('Albumin/creatinine, urine', 'UACR', '9318-7', 'mg/g', 0, 30, 0),
  A1c: lab('Hemoglobin A1c', 'A1c', '4548-4', '%', 4, 5.6, 1),
  Glucose: lab('Glucose', 'Glu', '2345-7', 'mg/dL', 70, 99, 0),
  Hgb: lab('Hemoglobin', 'Hgb', '718-7', 'g/dL', 12, 16, 1),
  WBC: lab('Leukocytes', 'WBC', '6690-2', '10*3/uL', 4, 11, 1),
  Platelets: lab('Platelets', 'Plt', '777-3', '10*3/uL', 150, 400, 0),
  Ferritin: lab('Ferritin', 'Ferr', '2276-4', 'ng/mL', 15, 150, 0),
  BNP: lab('NT-proBNP', 'NT-proBNP', '33762-6', 'pg/mL', 0, 300, 0),
  Troponin: lab('Troponin I, high sensitivity', 'hsTnI', '89579-7', 'ng/L', 0, 20, 0),
  INR: lab('INR', 'INR', '6301-6', '', 0.9, 1.1, 1),
  TSH: lab('TSH', 'TSH', '3016-3', 'mIU/L', 0.4, 4.5, 2),
  FreeT4: lab('Free T4', 'FT4', '3024-7', 'ng/dL', 0.8, 1.8, 1),
  LDL: lab('LDL cholesterol', 'LDL', '13457-7', 'mg/dL', 0, 100, 0),
  ALT: lab('ALT', 'ALT', '1742-6', 'U/L', 7, 45, 0),
  Bilirubin: lab('Bilirubin, total', 'T bili', '1975-2', 'mg/dL', 0.1, 1.2, 1),
  Albumin: lab('Albumin', 'Alb', '1751-7', 'g/dL', 3.5, 5, 1),
  CRP: lab('C-reactive protein', 'CRP', '1988-5', 'mg/L', 0, 8, 1),
  ESR: lab('Erythrocyte sedimentation rate', 'ESR', '4537-7', 'mm/h', 0, 25, 0),
  PSA: lab('PSA', 'PSA', '2857-1', 'ng/mL', 0, 4, 1),
  CEA: lab('CEA', 'CEA', '2039-6', 'ng/mL', 0, 3, 1),
  Calcium: lab('Calcium', 'Ca', '17861-6', 'mg/dL', 8.6, 10.3, 1),
  Uric: lab('Uric acid', 'Uric', '3084-1', 'mg/dL', 3.5, 7.2, 1),
  Lithium: lab('Lithium', 'Li', '14334-7', 'mmol/L', 0.6, 1.2, 1),
  Lactate: lab('Lactate', 'Lac', '2524-7', 'mmol/L', 0.5, 2, 1),
  SpO2: lab('Oxygen saturation', 'SpO2', '59408-5', '%', 94, 100, 0),
  Weight: lab('Body weight', 'Wt', '29463-7', 'kg', 40, 160, 1),
} as const satisfies Record<string, Lab>

export type LabName = keyof typeof LABS
export const LAB_NAMES = Object.keys(LABS) as LabName[]

/** L, H or nothing, as a laboratory flags a value. */
export function flag(lab: Lab, value: number): string {
  return value < lab.low ? 'L' : value > lab.high ? 'H' : ''
}
