import type { ChatUser, SiteUser } from '../users/user.ts'

export interface UserStore {
  users(widgetId: number, userIds: readonly string[]): Promise<ChatUser[]>
  /** Stores what the site said; returns the ids whose public card changed. */
  putUsers(widgetId: number, users: SiteUser[]): Promise<string[]>
  /** Stores a row for a user who came by token, before the site describes them. */
  touchUser(widgetId: number, userId: string): Promise<void>
  setLastSeen(input: { widgetId: number; userId: string; at: number }[]): Promise<void>
}
