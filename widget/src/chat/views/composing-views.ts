// One script, as with small-views.ts.
export { ComposerTools } from './composer-tools.tsx'
export { ComposerFiles } from './files/composer-files.tsx'
export { Mentions } from './mentions.tsx'
