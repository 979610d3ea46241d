import type { Language } from '@imbachat/protocol/phrases/languages'
import { calls } from '../calls/phrases.ts'
import { writing } from '../composer/phrases.ts'
import { files } from '../files/phrases.ts'
import { firstView } from '../frame/phrases.ts'
import { groups } from '../groups/phrases.ts'
import { entering } from '../guests/phrases.ts'
import { invites } from '../joining/phrases.ts'
import { list } from '../list/phrases.ts'
import { notices } from '../log/phrases.ts'
import { members } from '../members/phrases.ts'
import { messages } from '../message-acts/phrases.ts'
import { notifications } from '../notifications/phrases.ts'
import { talk } from '../pins/phrases.ts'
import { requests } from '../requests/phrases.ts'
import { conversation } from '../room/phrases.ts'
import { safety } from '../safety/phrases.ts'
import { search } from '../search/phrases.ts'
import { mail } from '../settings/phrases.ts'
import { type InOneLanguage, inOneLanguage } from './group.ts'
import { errors } from './phrases.ts'

/**
 * The phrases of what is shown on demand. `own`: those that only some views have, by the name of their file. The names
 * are in the owners' changes, so a phrase keeps its place.
 */
const later = {
  ...conversation,
  ...search,
  ...members,
  ...invites,
  ...requests,
  ...notices,
  ...entering,
  ...files,
  errors,
  own: { calls, groups, list, mail, messages, notifications, safety, talk, writing },
}

export type Catalog = InOneLanguage<typeof firstView>
export type LaterCatalog = InOneLanguage<typeof later>

/** All phrases in all languages: for the build and for tests. A browser gets one language. */
export const allPhrases = { ...firstView, ...later }

export const firstIn = (language: Language): Catalog => inOneLanguage(firstView, language)
export const laterIn = (language: Language): LaterCatalog => inOneLanguage(later, language)
