import type { Rule } from '../rule.ts'
import { bracketedEmails, emails } from './email.ts'
import { bareLinks, links } from './links.ts'
import { entryUsers, logUsers, webUsers } from './log-users.ts'
import { colonAddresses, dottedAddresses } from './network.ts'
import { tailedNames, underscoredNames } from './user-names.ts'

/** What names its own form, found from a mark inside it: e-mail addresses (`@`), links (`://`, `www`), IP and MAC addresses, user names. */
export const CONTACTS: readonly Rule[] = [
  emails,
  bracketedEmails,
  links,
  bareLinks,
  dottedAddresses,
  colonAddresses,
  underscoredNames,
  tailedNames,
  logUsers,
  entryUsers,
  webUsers,
]
