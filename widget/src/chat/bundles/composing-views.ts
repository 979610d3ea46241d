// One script, as with small-views.ts.

export { ComposerFiles } from '../attaching/composer-files.tsx'
export { ComposerTools } from '../composer/composer-tools.tsx'
export { Mentions } from '../mentions/mentions.tsx'
