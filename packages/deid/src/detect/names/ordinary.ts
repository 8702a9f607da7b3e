import { CLINICAL, COMMON, DRUG, WORDLIKE } from '../flags.ts'

export const ORDINARY = COMMON | CLINICAL | WORDLIKE | DRUG
