import { languages } from '@imbachat/protocol/languages'
import type { CatalogUrls } from './phrases.ts'

/** The catalogs of a test: their sources, in the place of the scripts that the server makes of them. */
export const sourceCatalogs: CatalogUrls = Object.fromEntries(
  languages.map((language) => [language, [`./${language}/first.ts`, `./${language}/all.ts`]]),
)
