import type { ChatClient } from '../client-types.ts'
import type { UserCard } from '../types.ts'

/** Other users of the site. All methods reject with a ChatRequestError. */
export interface PeopleActs {
  /** Users that the site finds by a part of their name, 2 to 100 characters; otherwise peers of the user's dialogs. */
  search(query: string): Promise<UserCard[]>
  /** The user's friends according to the site; otherwise peers of the user's dialogs. */
  friends(): Promise<UserCard[]>
  /** Members of a room by a part of their name, to mention them; the last to speak first. */
  members(room_id: number, query: string): Promise<UserCard[]>
}

/** For the user who is signed in at the time of each call. */
export function peopleActs(client: ChatClient): PeopleActs {
  const learned = ({ users: cards }: { users: UserCard[] }) => {
    client.internals().users.learn(cards)
    return cards
  }
  return {
    search: async (query) => learned(await client.internals().requestWhenOnline('people.search', { query })),
    members: async (room_id, query) =>
      learned(await client.internals().requestWhenOnline('members.search', { room_id, query })),
    friends: async () => learned(await client.internals().requestWhenOnline('people.friends', {})),
  }
}
