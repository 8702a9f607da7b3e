import { hashOf } from '../identity/change.ts'
import { ROLES } from './roles.ts'
import { RULES } from './rule.ts'

/** The policy that ships. Its number rises whenever a rule or the table of roles comes to mean something else. */
export const POLICY = 'cordon-default/5'

/** SHA-256 (hex) of the table of roles and the rules' names and order: stands in every disclosure entry. */
export const POLICY_HASH = hashOf({ policy: POLICY, roles: ROLES, rules: RULES })
