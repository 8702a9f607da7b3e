import type { Surface } from './surface.ts'

/** What a link points to: a host under a reserved top-level domain and a login name. */
export interface Page {
  readonly host: string
  readonly user: string
}

/** Links to pages of a person, a facility or a record. */
export const URL: Surface<Page> = {
  type: 'URL',
  forms: {
    portal: (page, random) => `https://portal.${page.host}/p/${random.pattern('~~~~~~~~')}`,
    record: (page, random) =>
      `https://${page.host}/chart/${random.digits(7)}?tab=${random.pick(['meds', 'notes', 'labs'])}`,
    meeting: (page, random) => `https://meet.${page.host}/v/${random.pattern('rm-~~~~')}?u=${page.user}`,
    plain: (page) => `http://www.${page.host}`,
    bare: (page) => `www.${page.host}/billing`,
    short: (page, random) => `${page.host}/u/${random.pattern('*#*#')}`,
    port: (page, random) => `http://lis.${page.host}:8${random.digits(3)}/order?id=${random.digits(6)}`,
    image: (page, random) =>
      `https://pacs.${page.host}/studies/${random.digits(4)}.${random.digits(5)}/view#s=${random.int(1, 9)}`,
    profile: (page) => `https://social.nettle.test/@${page.user}`,
    fundraiser: (page) => `https://give.brightjar.example/help-${page.user.replace(/[._@]/g, '-')}`,
    ftp: (page, random) => `sftp://xfer.${page.host}/out/${random.digits(5)}.pdf`,
  },
}
