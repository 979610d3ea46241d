import type { Language } from '@imbachat/protocol/phrases/languages'
import { calls } from '../calls/phrases.ts'
import { composer } from '../composer/phrases.ts'
import { files } from '../files/phrases.ts'
import { firstView } from '../frame/phrases.ts'
import { groups } from '../groups/phrases.ts'
import { guests } from '../guests/phrases.ts'
import { joining } from '../joining/phrases.ts'
import { list } from '../list/phrases.ts'
import { log } from '../log/phrases.ts'
import { members } from '../members/phrases.ts'
import { messageActs } from '../message-acts/phrases.ts'
import { notifications } from '../notifications/phrases.ts'
import { pins } from '../pins/phrases.ts'
import { profiles } from '../profiles/phrases.ts'
import { requests } from '../requests/phrases.ts'
import { room } from '../room/phrases.ts'
import { safety } from '../safety/phrases.ts'
import { search } from '../search/phrases.ts'
import { settings } from '../settings/phrases.ts'
import { type InOneLanguage, inOneLanguage } from './group.ts'
import { errors } from './phrases.ts'

/**
 * Phrases of the views that are loaded on demand. `own` has those that only some views use. The keys are stored with
 * the owners' changes of texts, so a key keeps its name when its folder is renamed (`talk` is `pins/`, `writing` is
 * `composer/`).
 */
const later = {
  ...room,
  ...search,
  ...members,
  ...joining,
  ...requests,
  ...log,
  ...guests,
  ...files,
  errors,
  own: {
    calls,
    groups,
    list,
    mail: settings,
    messages: messageActs,
    notifications,
    profiles,
    safety,
    talk: pins,
    writing: composer,
  },
}

export type Catalog = InOneLanguage<typeof firstView>
export type LaterCatalog = InOneLanguage<typeof later>

/** All phrases in all languages: for the build and for tests. A browser gets one language. */
export const allPhrases = { ...firstView, ...later }

export const firstIn = (language: Language): Catalog => inOneLanguage(firstView, language)
export const laterIn = (language: Language): LaterCatalog => inOneLanguage(later, language)
