import type { EntryBody } from '@cordon/contract'

export type Disclosure = Extract<EntryBody, { class: 'disclosure' }>

/** Version 1 did not say what the policy made; these two make what is no longer health information of anybody. */
export function isClean(body: Disclosure): boolean {
  return body.v === 1 ? /^(?:safe-harbor|expert)\//.test(body.policy) : body.label === 'clean'
}
