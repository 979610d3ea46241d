import { removePreview } from '@imbachat/sdk/link-previews'
import { messageActs } from '@imbachat/sdk/message-acts'
import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { CHAT_LINK } from '../../bridge/chat-link.ts'
import { errorCodeOf } from '../core/error-code.ts'
import { isWithinMinutes } from '../core/within-minutes.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import type { MessageItem } from '../log/message-items.ts'
import { mayPin } from '../pins/pins-model.ts'
import { useTalkContext } from '../pins/talk-context.ts'
import { pin } from '../pins/unsent-pins.ts'
import { react as addReaction, mayReact } from '../reactions/reacting.ts'
import { QuickReactions, ReactionSheet } from '../reactions/reaction-picker.tsx'
import type { RoomModel } from '../room/room-model.ts'
import { ReportSheet } from '../safety/report-sheet.tsx'
import { JumpToDate } from '../search/calendar.tsx'
import { copyText } from '../ui/clipboard.ts'
import { Menu, type MenuEntry, type MenuPlace } from '../ui/menu.tsx'
import { toast } from '../ui/toast-model.ts'
import { deleteMessages, mayDelete } from './deleting.ts'
import { ForwardSheet } from './forward-sheet.tsx'
import { useMessagesContext } from './messages-context.ts'
import { readersOf } from './readers.ts'
import { VersionsSheet } from './versions-sheet.tsx'

interface ItemRequest extends MenuPlace {
  item: MessageItem
  /** what it shows first; missing: its entries */
  page?: 'versions'
}

/** The menu for a click in the log: of a message, or of the days of the history. */
export type MenuRequest = ItemRequest | { day: number }

interface Props<Request = MenuRequest> {
  chat: ChatModel
  roomModel: RoomModel
  request: Request
  /** shows who reacted */
  showReactions: (seq: number) => void
  /** shows who has read it */
  showReaders: (seq: number) => void
  close: () => void
}

export function MessageMenu({ request, ...props }: Props) {
  if ('day' in request) return <JumpToDate {...props} at={request.day} />
  return <ItemMenu {...props} request={request} />
}

function ItemMenu({ chat, roomModel, request, showReactions, showReaders, close }: Props<ItemRequest>) {
  const { frame, phrases, say: sayOfTalk } = useTalkContext()
  const say = { ...useMessagesContext().say, ...sayOfTalk }
  const page = useSignal<'first' | 'delete' | 'react' | 'report' | 'forward' | 'versions'>(request.page ?? 'first')
  const { item } = request
  const { seq: numbered, text, own } = item
  const seq = numbered ?? 0
  const place = useMemo(() => ({ ...request, about: request.from.querySelector('.bubble') }), [request])
  if (text === null || numbered === null) return null
  const me = chat.me.value
  const reacts = mayReact(roomModel, frame.settings)
  const message = roomModel.message(seq)
  const stars = roomModel.flags.value.get(roomModel.room_id)?.star?.messages
  const isStarred = stars?.some((star) => star.seq === seq) === true

  function react(emoji: string): void {
    addReaction(roomModel, seq, emoji)
    close()
    request.from.focus({ preventScroll: true })
  }

  /** At most seven lines: the most frequent actions, then those that delete. The other actions are icons in a row. */
  function firstEntries(text: string): MenuEntry[] {
    const { room, writeBlock } = roomModel
    const mayWrite = writeBlock.value === null && room.value.state !== 'invited'
    const mayAct = me !== null && roomModel.isPresent.value
    const isPinned = message?.pinned_at !== undefined
    const readers = own && room.value.peer === null ? readersOf(roomModel, seq).length : 0
    const link = `${frame.address().split('#')[0]}${CHAT_LINK}m=${roomModel.room_id}.${seq}`
    const entries: (MenuEntry | false)[] = [
      mayWrite && {
        icon: 'reply',
        text: say.reply,
        focuses: true,
        act: () => roomModel.composer.setDraft({ reply_to: seq }),
      },
      own &&
        mayWrite &&
        !item.forward &&
        !item.call &&
        isWithinMinutes(item.at, frame.settings.edit_minutes) && {
          icon: 'edit',
          text: say.edit,
          focuses: true,
          act: () => void roomModel.composer.startEdit(seq, text, item.files.length > 0, item.entities),
        },
      text !== '' && { icon: 'copy', text: say.copy, act: () => copy('text', text) },
      me !== null &&
        !item.call &&
        frame.settings.forwarding && { icon: 'forward', text: say.forward, stays: true, act: () => ask('forward') },
      mayPin(chat, roomModel) && {
        icon: isPinned ? 'pinOff' : 'pin',
        text: isPinned ? say.unpinMessage : say.pinMessage,
        act: () => void pin(chat, { room_id: roomModel.room_id, seq, pinned: !isPinned }, say),
      },
      readers > 0 && {
        icon: 'eye',
        text: phrases.fill(say.readBy, { count: readers }),
        focuses: true,
        act: () => showReaders(seq),
      },
      !own && me !== null && { icon: 'flag', text: say.report, apart: true, stays: true, act: () => ask('report') },
      mayAct && {
        icon: 'trash',
        text: say.delete,
        danger: true,
        apart: own,
        stays: true,
        act: () => (page.value = 'delete'),
      },
      item.reactions.length > 0 && {
        icon: 'people',
        text: say.reactedBy,
        small: true,
        focuses: true,
        act: () => showReactions(seq),
      },
      { icon: 'link', text: say.copyLink, small: true, act: () => copy('link', link) },
      mayAct && {
        icon: isStarred ? 'starOff' : 'star',
        text: isStarred ? say.unstar : say.star,
        small: true,
        act: () => star(seq, !isStarred),
      },
      mayAct && {
        icon: 'check',
        text: say.select,
        small: true,
        act: () => (roomModel.selected.value = new Set([seq])),
      },
      item.edited &&
        frame.settings.edit_history && {
          icon: 'history',
          text: say.versions,
          small: true,
          stays: true,
          act: () => ask('versions'),
        },
      own &&
        mayAct &&
        item.preview !== null && {
          icon: 'close',
          text: say.removePreview,
          small: true,
          act: () => void roomModel.attempt(removePreview(chat.client, roomModel.room_id, seq)),
        },
    ]
    return entries.filter((entry) => entry !== false)
  }

  function copy(copied: 'text' | 'link', words: string): void {
    void copyText(words).then(() => {
      toast.value = { copied }
    })
  }

  function ask(what: 'report' | 'react' | 'forward' | 'versions'): void {
    // the sheet gives the focus back to where it was
    request.from.focus({ preventScroll: true })
    page.value = what
  }

  function star(seq: number, starred: boolean): void {
    messageActs(chat.client)
      .star(roomModel.room_id, [seq], starred)
      .catch((error) => {
        toast.value = { problem: errorCodeOf(error) }
      })
  }

  function deleteEntries(): MenuEntry[] {
    const remove = (everyone: boolean) => () =>
      deleteMessages(chat, { room_id: roomModel.room_id, seqs: [seq], everyone })
    const mayForAll = message !== undefined && mayDelete(message, chat, frame.settings)
    return [
      { icon: 'close', text: say.cancel, act: () => {} },
      { icon: 'trash', text: say.deleteForMe, danger: true, act: remove(false) },
      ...(mayForAll ? [{ icon: 'trash' as const, text: say.deleteForAll, danger: true, act: remove(true) }] : []),
    ]
  }

  switch (page.value) {
    case 'first':
      return (
        <Menu
          label={say.actions}
          place={place}
          page="first"
          head={reacts && <QuickReactions mine={item.reactions} react={react} more={() => ask('react')} />}
          entries={firstEntries(text)}
          close={close}
        />
      )
    case 'react':
      return <ReactionSheet react={react} close={close} />
    case 'report':
      return (
        <ReportSheet
          chat={chat}
          room_id={roomModel.room_id}
          seq={seq}
          user_id={item.authorId}
          name={item.authorName}
          close={close}
        />
      )
    case 'forward':
      return message ? <ForwardSheet chat={chat} roomModel={roomModel} messages={[message]} close={close} /> : null
    case 'versions':
      return <VersionsSheet chat={chat} roomModel={roomModel} seq={seq} close={close} />
    case 'delete':
      return <Menu label={say.actions} place={place} page="delete" entries={deleteEntries()} close={close} />
  }
}
