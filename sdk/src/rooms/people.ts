import type { UserCard } from '@imbachat/protocol'
import type { Request } from '../connection/connection.ts'
import type { Users } from './users.ts'

/** Other users of the site. Both methods reject with a ChatRequestError. */
export interface People {
  search(query: string): Promise<UserCard[]>
  friends(): Promise<UserCard[]>
}

/** @param request waits for a connection that is being opened */
export function createPeople(request: Request, users: Users): People {
  const learned = ({ users: cards }: { users: UserCard[] }) => {
    users.learn(cards)
    return cards
  }
  return {
    search: async (query) => learned(await request('people.search', { query })),
    friends: async () => learned(await request('people.friends', {})),
  }
}
