import type { OwnProfile } from '@imbachat/protocol/users/user'
import type { ChatClient } from '../client-types.ts'
import { type MergedSession, mergedSession } from './merged-session.ts'

/**
 * Joins the conversations of the user's profiles to the client: one list, and `asProfile` says in which rooms the user
 * is a profile. All that is done in a room is done under its name. Follows changes of the list of profiles.
 * @param connect makes a client with the option `profile`, otherwise like the given one
 * @returns stop: the client is the person's alone again
 */
export function withProfiles(client: ChatClient, connect: (profile: string) => ChatClient): () => void {
  const others = new Map<string, { client: ChatClient; gone: boolean; stop: () => void }>()
  let person = client.session()
  let merged: MergedSession | null = null

  function drop(id: string) {
    const other = others.get(id)
    others.delete(id)
    other?.stop()
    other?.client.close()
  }

  function add({ user_id, gone }: OwnProfile) {
    const other = connect(user_id)
    const parts = () => client.session().internals()
    const stops = [
      other.onIncoming(({ room, message }) =>
        parts().incoming({ room: parts().rooms.get(room.room_id) ?? room, message }),
      ),
      other.onSent((message) => parts().sent(message)),
    ]
    const stop = () => {
      for (const one of stops) one()
    }
    others.set(user_id, { client: other, gone, stop })
  }

  function follow() {
    const now = client.session()
    // another user signed in
    if (now !== merged && now !== person) {
      for (const id of [...others.keys()]) drop(id)
      person = now
      merged = null
    }
    const wanted = client.profiles.get()
    const isSame = ({ user_id, gone }: OwnProfile, i: number) => {
      const [id, other] = [...others][i] ?? []
      return id === user_id && other?.gone === gone
    }
    if (wanted.length === others.size && wanted.every(isSame)) return
    for (const [id, { gone }] of [...others]) {
      // one that was taken away, or came back, has other rights in all of its rooms
      if (!wanted.some((profile) => profile.user_id === id && profile.gone === gone)) drop(id)
    }
    for (const profile of wanted) if (!others.has(profile.user_id)) add(profile)
    merged?.release()
    merged = mergedSession(
      person,
      wanted.flatMap(({ user_id }) => others.get(user_id)?.client.session() ?? []),
    )
    client.use(merged)
  }

  const stopFollowing = client.profiles.subscribe(follow)
  follow()
  return () => {
    stopFollowing()
    merged?.release()
    for (const id of [...others.keys()]) drop(id)
    if (merged && client.session() === merged) client.use(person)
  }
}
