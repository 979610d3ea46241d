import { languages } from '@imbachat/protocol/phrases/languages'
import { firstIn, laterIn } from './catalog.ts'
import type { CatalogUrls } from './phrases-for.ts'

/** The catalogs of a test, in the place of the scripts that the server makes of them. */
export const sourceCatalogs: CatalogUrls = Object.fromEntries(
  languages.map((language) => [language, [`catalog-first-${language}`, `catalog-later-${language}`]]),
)

Bun.plugin({
  name: 'catalogs',
  setup(build) {
    for (const language of languages) {
      const [first = '', later = ''] = sourceCatalogs[language] ?? []
      build.module(first, () => ({ loader: 'object', exports: { first: firstIn(language) } }))
      build.module(later, () => ({ loader: 'object', exports: { later: laterIn(language) } }))
    }
  },
})
