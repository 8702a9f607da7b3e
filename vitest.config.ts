import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@cordon/source', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['@cordon/source', 'node', 'import', 'default'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'threads',
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
