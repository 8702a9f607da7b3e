import type { Course } from './course.ts'
import { colonCancer } from './courses/colon-cancer.ts'
import { copd } from './courses/copd.ts'
import { crohn } from './courses/crohn.ts'
import { diabetesKidney } from './courses/diabetes-kidney.ts'
import { heartFailure } from './courses/heart-failure.ts'
import { hipFracture } from './courses/hip-fracture.ts'
import { hodgkin } from './courses/hodgkin.ts'
import { hypertensionKidney } from './courses/hypertension-kidney.ts'
import { lithium } from './courses/lithium.ts'
import { overactiveThyroid } from './courses/overactive-thyroid.ts'
import { parkinson } from './courses/parkinson.ts'
import { preeclampsia } from './courses/preeclampsia.ts'
import { rheumatoid } from './courses/rheumatoid.ts'
import { warfarinBleed } from './courses/warfarin-bleed.ts'

/** Every clinical course, in the order in which patients of a hospital get them. */
export const COURSES: readonly Course[] = [
  hypertensionKidney,
  overactiveThyroid,
  heartFailure,
  diabetesKidney,
  parkinson,
  crohn,
  warfarinBleed,
  hodgkin,
  hipFracture,
  preeclampsia,
  colonCancer,
  lithium,
  copd,
  rheumatoid,
]
