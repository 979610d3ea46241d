import type { ChatUser, SiteUser } from '../users/user.ts'

export interface UserStore {
  users(widget_id: number, user_ids: readonly string[]): Promise<ChatUser[]>
  /**
   * Stores users as the site described them, and their profiles. `changed`: the ids whose public card changed;
   * `relisted`: those whose list of profiles changed. With `asked_at`, the time of the question, users that were erased
   * since then are left out.
   */
  putUsers(input: {
    widget_id: number
    users: readonly SiteUser[]
    imported?: true
    asked_at?: number
  }): Promise<{ changed: string[]; relisted: string[] }>
  /** Profiles that the site lists and whose name contains the words of `query`, by name. */
  profilesNamed(widget_id: number, query: string, limit: number): Promise<ChatUser[]>
  /** Stores a row for a user who came by token, before the site describes them. */
  touchUser(input: { widget_id: number; user_id: string }): Promise<void>
  /** When the user's data was last erased, milliseconds; infinite while it is being erased; null: never. */
  erasedAt(widget_id: number, user_id: string): Promise<number | null>
  /** When the site ended all sessions of these users, milliseconds; users without such a time are left out. */
  endedSessions(widget_id: number, user_ids: readonly string[]): Promise<{ user_id: string; tokens_from: number }[]>
  setLastSeen(input: { widget_id: number; user_id: string; at: number }[]): Promise<void>
}
