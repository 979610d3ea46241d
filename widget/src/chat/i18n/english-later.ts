import { laterIn } from './catalog.ts' with { type: 'macro' }

/** The bundler puts the texts here. */
export const later = laterIn('en')
