import { firstIn } from './catalog.ts' with { type: 'macro' }

/** The bundler puts the texts here. */
export const first = firstIn('en')
