import type { Course } from './course.ts'
import { diabetesKidney } from './courses/diabetes-kidney.ts'
import { heartFailure } from './courses/heart-failure.ts'
import { hypertensionKidney } from './courses/hypertension-kidney.ts'
import { overactiveThyroid } from './courses/overactive-thyroid.ts'

/** Every clinical course, in the order in which patients of a hospital get them. */
export const COURSES: readonly Course[] = [hypertensionKidney, overactiveThyroid, heartFailure, diabetesKidney]
