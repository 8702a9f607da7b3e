/** The module of a thread that runs Cordon's own detector. */
export { createDetector } from '@cordon/deid'
