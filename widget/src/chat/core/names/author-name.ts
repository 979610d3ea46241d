import type { UserCard } from '@imbachat/protocol'
import type { ReadonlySignal } from '@preact/signals'
import { nameOf } from './names.ts'

interface Authors {
  me: ReadonlySignal<UserCard | null>
  users: ReadonlySignal<ReadonlyMap<string, UserCard>>
}

/** The id, while the name is not known. */
export const authorName = ({ me, users }: Authors, user_id: string): string =>
  nameOf(user_id === me.value?.user_id ? me.value : users.value.get(user_id)) ?? user_id
