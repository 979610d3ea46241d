import type { Widget } from '../widget.ts'
import type { PeopleQuestion, SiteUser } from './user.ts'

/**
 * A site's answer about one of its users. `nameless`: the site knows the user but sent no name. `unknown`: its answer
 * is valid and leaves the user out. `failed`: it could not be asked, or its answer is invalid.
 */
export type SiteAnswer =
  | { kind: 'user'; user: SiteUser }
  | { kind: 'nameless' }
  | { kind: 'unknown' }
  | { kind: 'failed' }

/** The site's answer; null: it offers no such search, or did not answer. Never rejects. */
export type SitePeople = (widget: Widget, question: PeopleQuestion) => Promise<SiteUser[] | null>

/** The site as the owner of its users. Many who ask at the same time are served by one call. */
export interface SiteDirectory {
  /** One answer for each id. Never rejects; takes as long as the call, whose time is bounded. */
  ask(widget: Widget, user_ids: readonly string[]): Promise<Map<string, SiteAnswer>>
  people: SitePeople
}
