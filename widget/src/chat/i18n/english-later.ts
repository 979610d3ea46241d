import { laterIn } from './catalog.ts' with { type: 'macro' }
import { withErrorTexts } from './with-error-texts.ts'

/** The bundler puts the texts here. */
export const later = withErrorTexts(laterIn('en'))
