/** Every route, once: method, path, which door serves it, and the right that it needs. */
export const ROUTES = {
  chat: { method: 'POST', path: '/v1/chat/completions', door: 'application', right: 'ask' },
  models: { method: 'GET', path: '/v1/models', door: 'application', right: 'ask' },
  model: { method: 'GET', path: '/v1/models/:id', door: 'application', right: 'ask' },
  deidentify: { method: 'POST', path: '/v1/deidentify', door: 'application', right: 'deidentify' },
  reidentify: { method: 'POST', path: '/v1/reidentify', door: 'application', right: 'reidentify' },

  applications: { method: 'GET', path: '/api/applications', door: 'admin', right: 'configure' },
  applicationAdd: { method: 'POST', path: '/api/applications', door: 'admin', right: 'configure' },
  applicationRevoke: { method: 'POST', path: '/api/applications/:id/revoke', door: 'admin', right: 'configure' },
  users: { method: 'GET', path: '/api/users', door: 'admin', right: 'configure' },
  userAdd: { method: 'POST', path: '/api/users', door: 'admin', right: 'configure' },
  userRevoke: { method: 'POST', path: '/api/users/:id/revoke', door: 'admin', right: 'configure' },
  keys: { method: 'GET', path: '/api/keys', door: 'admin', right: 'configure' },
  keyAdd: { method: 'POST', path: '/api/keys', door: 'admin', right: 'configure' },
  keyRevoke: { method: 'POST', path: '/api/keys/:id/revoke', door: 'admin', right: 'configure' },
  vendors: { method: 'GET', path: '/api/vendors', door: 'admin', right: 'configure' },
  vendorAdd: { method: 'POST', path: '/api/vendors', door: 'admin', right: 'configure' },
  agreements: { method: 'GET', path: '/api/agreements', door: 'admin', right: 'configure' },
  agreementAdd: { method: 'POST', path: '/api/agreements', door: 'admin', right: 'configure' },
  agreementTerminate: { method: 'POST', path: '/api/agreements/:id/terminate', door: 'admin', right: 'configure' },
  validatedRoutes: { method: 'GET', path: '/api/validated-routes', door: 'admin', right: 'configure' },
  validatedRouteAdd: { method: 'POST', path: '/api/validated-routes', door: 'admin', right: 'configure' },
  validatedRouteClose: {
    method: 'POST',
    path: '/api/validated-routes/:id/close',
    door: 'admin',
    right: 'configure',
  },
  ingest: { method: 'POST', path: '/api/ingest', door: 'admin', right: 'ingest' },
  ask: { method: 'POST', path: '/api/ask', door: 'admin', right: 'ask' },
  keyRotate: { method: 'POST', path: '/api/keyring/rotate', door: 'admin', right: 'keys' },
  keyRewrap: { method: 'POST', path: '/api/keyring/rewrap', door: 'admin', right: 'keys' },
  shreds: { method: 'GET', path: '/api/shreds', door: 'admin', right: 'destroy' },
  shredPropose: { method: 'POST', path: '/api/shreds', door: 'admin', right: 'destroy' },
  shredConfirm: { method: 'POST', path: '/api/shreds/:id/confirm', door: 'admin', right: 'destroy' },
  shredWithdraw: { method: 'POST', path: '/api/shreds/:id/withdraw', door: 'admin', right: 'destroy' },
  holds: { method: 'GET', path: '/api/holds', door: 'admin', right: 'destroy' },
  holdAdd: { method: 'POST', path: '/api/holds', door: 'admin', right: 'destroy' },
  holdLift: { method: 'POST', path: '/api/holds/:id/lift', door: 'admin', right: 'destroy' },
  proof: { method: 'GET', path: '/api/journal/proof/:index', door: 'admin', right: 'audit' },
  trace: { method: 'GET', path: '/api/requests/:id', door: 'admin', right: 'audit' },

  backups: { method: 'GET', path: '/api/backups', door: 'admin', right: 'configure' },
  backupCreate: { method: 'POST', path: '/api/backups', door: 'admin', right: 'configure' },

  live: { method: 'GET', path: '/livez', door: 'both', right: 'none' },
  ready: { method: 'GET', path: '/readyz', door: 'both', right: 'none' },
  metrics: { method: 'GET', path: '/metrics', door: 'admin', right: 'none' },
} as const

export type RouteName = keyof typeof ROUTES
export type Right = (typeof ROUTES)[RouteName]['right']
