export { eventually, PATIENCE_MS } from '../../sdk/src/testing/until.ts'
