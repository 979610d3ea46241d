import type { Language } from '@imbachat/protocol/languages'
import { conversation } from '../phrases/conversation.ts'
import { entering } from '../phrases/entering.ts'
import { errors } from '../phrases/errors.ts'
import { files } from '../phrases/files.ts'
import { firstView } from '../phrases/first-view.ts'
import { groups } from '../phrases/groups.ts'
import { invites } from '../phrases/invites.ts'
import { list } from '../phrases/list.ts'
import { members } from '../phrases/members.ts'
import { messages } from '../phrases/messages.ts'
import { notices } from '../phrases/notices.ts'
import { requests } from '../phrases/requests.ts'
import { safety } from '../phrases/safety.ts'
import { search } from '../phrases/search.ts'
import { talk } from '../phrases/talk.ts'
import { writing } from '../phrases/writing.ts'
import { type InOneLanguage, inOneLanguage } from './group.ts'

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
  own: { groups, list, messages, safety, talk, writing },
}

export type Catalog = InOneLanguage<typeof firstView>
export type LaterCatalog = InOneLanguage<typeof later>

/** All phrases in all languages: for the build and for tests. A browser gets one language. */
export const allPhrases = { ...firstView, ...later }

export const firstIn = (language: Language): Catalog => inOneLanguage(firstView, language)
export const laterIn = (language: Language): LaterCatalog => inOneLanguage(later, language)
