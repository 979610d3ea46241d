import { ChatError, ROOM_TYPE } from '@imbachat/protocol'
import type { ApiUser, apiUserOperations } from '@imbachat/protocol/http/api/api-users'
import type { ChatDeps } from '../../../chat/chat-deps.ts'
import { signUserToken } from '../../../chat/identity/signing-keys.ts'
import { widgetOf } from '../../../chat/messages/check-message.ts'
import { missing } from '../../../chat/refusals.ts'
import { listRooms } from '../../../chat/rooms/list-rooms.ts'
import { listedProfiles, profilesById } from '../../../chat/users/profiles.ts'
import { putSiteUser } from '../../../chat/users/put-site-user.ts'
import type { ChatUser } from '../../../chat/users/user.ts'
import { type ApiActs, asModerator } from '../endpoint.ts'
import { asTeam, recordedAsTeam } from './as-team.ts'

export const userActs: ApiActs<typeof apiUserOperations> = {
  'users.list': async ({ by, widget_id, query: { query, filter, limit, cursor = null } }, { chat, people }) => {
    const page = { query, filter, hasFigures: false, cursor, limit }
    const found = await people.list(asModerator(by), widget_id, page)
    const ids = found.people.map(({ user }) => user.user_id)
    const known = await chat.users.lookUp(widget_id, ids)
    const users = ids.map((id) => known.get(id)).filter((user) => user !== undefined)
    return { users: users.map(toApiUser), next: found.next }
  },

  'users.get': async ({ widget_id, params: { user_id } }, { chat }) => ({
    user: await known(chat, widget_id, user_id),
  }),

  'users.put': async ({ widget_id, params: { user_id }, body }, { chat }) => {
    const { data, profiles, ...others } = body
    const [before] = await chat.store.users(widget_id, [user_id])
    if (before?.profile) {
      throw new ChatError('conflict', `This is a profile: describe it with its person, ${before.profile.of}.`)
    }
    const change = {
      ...others,
      ...(data !== undefined && { extra: data ?? {} }),
      ...(profiles && { profiles: profilesById(profiles) }),
    }
    const { created } = await putSiteUser(chat, { widget_id, user_id }, change)
    return { user: await known(chat, widget_id, user_id), created }
  },

  'users.unread': async ({ widget_id, params: { user_id } }, { chat }) => {
    const { unread, requests, archived } = await chat.store.roomCounts(widget_id, user_id)
    return { user_id, unread_rooms: unread, requests, archived }
  },

  'users.rooms': async ({ widget_id, params: { user_id }, query: { limit, cursor } }, { chat }) => {
    const { rooms, next } = await listRooms(chat, { widget_id, user_id }, { cursor, limit })
    return {
      rooms: rooms.map(({ room_id, type, pipe, title, is_public, member_count, peer, unread, active_at }) => ({
        room_id,
        type: type === ROOM_TYPE.dialog ? ('dialog' as const) : is_public ? ('channel' as const) : ('group' as const),
        pipe,
        title,
        is_public,
        member_count,
        peer_id: peer?.user_id ?? null,
        unread,
        active_at,
      })),
      next,
    }
  },

  'users.restrict': async ({ params: { user_id }, body, ...call }, deps) => {
    await asTeam('people.restrict', call, { body: { ...body, user_id } }, deps)
    return { user: await known(deps.chat, call.widget_id, user_id) }
  },

  'users.lift': async ({ params: { user_id, kind }, ...call }, deps) => {
    await asTeam('people.lift', call, { body: { user_id, kind } }, deps)
    return { user: await known(deps.chat, call.widget_id, user_id) }
  },

  'users.sign_out': async ({ params: { user_id }, ...call }, deps) => {
    const { widget_id } = call
    const { ended } = await recordedAsTeam('people.sign_out', call, deps, user_id, () =>
      deps.people.endSessions({ widget_id, user_id }),
    )
    return { user_id, ended }
  },

  'users.erase': async ({ params: { user_id }, body: { confirm }, ...call }, deps) => {
    if (confirm !== user_id) {
      throw new ChatError('invalid_field', 'confirm: must be the id of the user', { field: 'confirm' })
    }
    const person = { widget_id: call.widget_id, user_id }
    await recordedAsTeam('people.erase', call, deps, user_id, async () => {
      if (await deps.people.eraseForSite(person)) await deps.people.endSessions(person)
    })
    return { user_id }
  },

  'users.token': async ({ widget_id, params: { user_id }, body: { minutes } }, { chat }) => {
    const { secretKeys } = await widgetOf(chat, widget_id)
    const expires_at = (Math.floor(chat.clock.now() / 1000) + minutes * 60) * 1000
    return { user_id, token: signUserToken(user_id, { secretKeys, now: chat.clock.now(), expires_at }), expires_at }
  },
}

/** @throws ChatError user_unknown */
async function known({ store, users }: ChatDeps, widget_id: number, user_id: string): Promise<ApiUser> {
  const [stored] = await store.users(widget_id, [user_id])
  const user = stored && (await users.lookUp(widget_id, [user_id])).get(user_id)
  if (user) return toApiUser(user)
  throw missing('user', user_id)
}

function toApiUser(user: ChatUser): ApiUser {
  const { user_id, name, avatar_url, profile_url, badge, email, role, extra, synced_at, last_seen_at, standing } = user
  return {
    ...{ user_id, name, avatar_url, profile_url, badge, email, role },
    data: extra,
    profiles: Object.values(listedProfiles(user.profiles)),
    person_id: user.profile?.of ?? null,
    described: synced_at !== null,
    last_seen_at,
    mute: standing?.mute ?? null,
    ban: standing?.ban ?? null,
    shadow: standing?.shadow ?? null,
  }
}
