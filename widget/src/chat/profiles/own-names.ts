import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { keptName } from '@imbachat/protocol/page/kept-name'
import type { UserCard } from '@imbachat/sdk'
import { ownStorage } from '../core/own-storage.ts'
import type { ChatModel } from '../frame/chat-model.ts'

/** A name that the user has: themself, or one of their profiles. */
export interface OwnName {
  user_id: string
  name: string
  /** the site no longer lists it: they only read under it */
  gone: boolean
}

/** The user first; only the user where the site lists no profiles. */
export function ownNames({ me, profiles }: Pick<ChatModel, 'me' | 'profiles'>): OwnName[] {
  const person = me.value
  if (person === null) return []
  return [{ user_id: person.user_id, name: person.name, gone: false }, ...profiles.value]
}

const keyOf = (me: UserCard | null) => keptName(kept('writesAs'), location.pathname, me?.user_id)
const storage = () => ownStorage(() => localStorage)

/** Under which name the user began their last conversation on this device, if it is still theirs. */
export function lastName({ me, profiles }: Pick<ChatModel, 'me' | 'profiles'>): string | undefined {
  const last = storage()?.getItem(keyOf(me.peek()))
  return profiles.peek().find(({ user_id, gone }) => user_id === last && !gone)?.user_id
}

export function keepName({ me }: Pick<ChatModel, 'me'>, user_id: string | undefined): void {
  try {
    storage()?.setItem(keyOf(me.peek()), user_id ?? '')
  } catch {
    // full: the next conversation begins as the user themself
  }
}
