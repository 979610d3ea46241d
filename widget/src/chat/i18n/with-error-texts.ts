import type { LaterCatalog } from './catalog.ts'

/** A server that is newer than this page may answer with a code that it has no text for. */
export function withErrorTexts(later: LaterCatalog): LaterCatalog {
  return { ...later, errors: new Proxy(later.errors, { get: (all, code) => Reflect.get(all, code) ?? all.internal }) }
}
