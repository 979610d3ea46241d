import type { Kysely, Selectable } from 'kysely'
import type { ChatUser } from '../../domain/users/user.ts'
import { chunks } from '../chunks.ts'
import type { Database } from '../schema.ts'

export async function users(db: Kysely<Database>, widgetId: number, userIds: readonly string[]): Promise<ChatUser[]> {
  const found: ChatUser[] = []
  for (const chunk of chunks(userIds)) {
    const rows = await db
      .selectFrom('chat_user')
      .selectAll()
      .where('widget_id', '=', widgetId)
      .where('id', 'in', chunk)
      .execute()
    found.push(...rows.map(toChatUser))
  }
  return found
}

function toChatUser(row: Selectable<Database['chat_user']>): ChatUser {
  return {
    userId: row.id,
    name: row.name,
    avatarUrl: row.avatar_url,
    profileUrl: row.profile_url,
    badge: row.badge,
    lastLoginAt: row.last_login_at,
    email: row.email,
    role: row.role,
    // Written by `putUsers` from checked values.
    profiles: JSON.parse(row.profiles) as ChatUser['profiles'],
    permissions: row.permissions === null ? null : (JSON.parse(row.permissions) as ChatUser['permissions']),
    extra: JSON.parse(row.extra) as ChatUser['extra'],
    syncedAt: row.synced_at,
    lastSeenAt: row.last_seen_at,
  }
}
