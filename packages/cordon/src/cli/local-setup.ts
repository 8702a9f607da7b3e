import type { Application, Vendor } from '@cordon/contract'

/** `local/extract` inside the boundary: it runs in this process, so nothing is disclosed to anybody. */
export function localVendor(): Vendor {
  return {
    id: 'local',
    name: 'local/extract in this process',
    kind: 'local-extract',
    placement: 'inside',
    baseUrl: 'local://extract',
    product: 'extract',
    tier: 'local',
    account: 'local',
    region: 'local',
    models: ['local/extract'],
  }
}

/** The registration under which `cordon ask` asks. */
export function commandLineApplication(): Application {
  return {
    id: 'command-line',
    name: 'cordon ask',
    purposes: ['TREAT', 'ETREAT', 'COC'],
    models: ['local/extract'],
    vendors: ['local'],
    toolsInside: [],
    patientOptional: false,
    retrieve: 'asked',
    profile: { passagesMax: 8, passageCharactersMax: 12_000 },
  }
}
