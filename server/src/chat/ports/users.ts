import type { ChatUser, SiteUser } from '../users/user.ts'

export interface UserStore {
  users(widgetId: number, userIds: readonly string[]): Promise<ChatUser[]>
  /** Stores what the site said; returns the ids whose public card changed. */
  putUsers(widgetId: number, users: SiteUser[]): Promise<string[]>
  /** Stores a row for a user who came by token, before the site describes them. */
  touchUser(widgetId: number, userId: string): Promise<void>
  /** When the user's data was last erased, milliseconds; infinite while it is being erased; null: never. */
  erasedAt(widgetId: number, userId: string): Promise<number | null>
  setLastSeen(input: { widgetId: number; userId: string; at: number }[]): Promise<void>
}
