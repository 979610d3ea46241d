import type { OwnItem, ReplyTo } from '@imbachat/protocol'
import type { ChatClient } from '../client-types.ts'
import { ChatRequestError } from '../request-error.ts'
import type { Message, OutgoingMessage } from '../types.ts'

/** Operations on messages besides writing them. All methods reject with a ChatRequestError. */
export interface MessageActs {
  /**
   * Forwards messages of one room, in their order, to a room. Each is stored first and sent when there is a connection,
   * like a message that is written.
   * @param nameOf the author's name, shown until the server has answered
   */
  forward(
    messages: readonly Message[],
    fromRoom: number,
    toRoom: number,
    nameOf: (user_id: string) => string,
  ): Promise<OutgoingMessage[]>
  /** Stars messages of a room, or takes the stars away, on all of the user's devices. */
  star(room_id: number, seqs: readonly number[], starred: boolean): Promise<void>
  /** A page of the starred messages as they are now, the last starred first. */
  starred(cursor?: string): Promise<ReplyTo<'messages.starred'>>
  /** Deletes messages for the user alone, on all of their devices. It can't be taken back. */
  hide(room_id: number, seqs: readonly number[]): Promise<void>
  /** Deletes the user's own message for everybody. */
  delete(room_id: number, seq: number): Promise<void>
  /** Deletes the user's own message that others do not see yet: one of `held` in the client's `flags`. */
  withdraw(room_id: number, client_id: string): Promise<void>
  /** Earlier versions of an edited message, the newest first; empty where the widget keeps no versions. */
  versions(room_id: number, seq: number): Promise<ReplyTo<'message.versions'>['versions']>
  /**
   * Stores an unsent text. `rev` is that of the draft that it replaces, 0 if the room never had a draft. If `rev` is
   * another one, the server refuses with `draft_stale`, and the newer draft is among the client's `flags`.
   */
  setDraft(room_id: number, draft: { text: string; reply_to: number | null; rev: number }): Promise<void>
}

/** Most messages that one request names. */
const MOST_AT_ONCE = 100

/** For the user who is signed in at the time of each call. */
export function messageActs(client: ChatClient): MessageActs {
  const request: ReturnType<ChatClient['internals']>['requestWhenOnline'] = (type, input) =>
    client.internals().requestWhenOnline(type, input)
  const own = ({ item }: { item: OwnItem }) => client.internals().ownState.event([item])

  async function inParts(seqs: readonly number[], act: (some: number[]) => Promise<{ item: OwnItem }>) {
    for (let from = 0; from < seqs.length; from += MOST_AT_ONCE) own(await act(seqs.slice(from, from + MOST_AT_ONCE)))
  }

  return {
    async forward(messages, fromRoom, toRoom, nameOf) {
      const { outbox } = client.internals()
      if (!outbox) throw new ChatRequestError({ code: 'guest_forbidden', message: "guests can't forward" })
      const added: OutgoingMessage[] = []
      for (const { seq, text, entities, attachments, forward, sender_id } of messages) {
        const origin = forward ?? { user_id: sender_id, name: nameOf(sender_id) }
        const more = { forward: { room_id: fromRoom, seq, origin }, entities, attachments }
        added.push(await outbox.add(toRoom, text ?? '', null, more))
      }
      return added
    },
    star: (room_id, seqs, starred) =>
      inParts(seqs, (some) => request('messages.star', { room_id, seqs: some, starred })),
    async starred(cursor) {
      const page = await request('messages.starred', cursor === undefined ? {} : { cursor })
      client.internals().users.learn(page.users)
      return page
    },
    hide: (room_id, seqs) => inParts(seqs, (some) => request('messages.hide', { room_id, seqs: some })),
    async delete(room_id, seq) {
      const { message } = await request('message.delete', { room_id, seq })
      const { rooms, timelines } = client.internals()
      rooms.messages(room_id, [message])
      timelines.get(room_id)?.receive([message])
    },
    async withdraw(room_id, client_id) {
      own(await request('message.withdraw', { room_id, client_id }))
    },
    versions: async (room_id, seq) => (await request('message.versions', { room_id, seq })).versions,
    async setDraft(room_id, { text, reply_to, rev }) {
      own(await request('draft.set', { room_id, text, reply_to, rev }))
    },
  }
}
