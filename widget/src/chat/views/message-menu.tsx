import { removePreview } from '@imbachat/sdk/link-previews'
import { useSignal } from '@preact/signals'
import { CHAT_LINK } from '../../bridge/chat-link.ts'
import type { ChatModel } from '../model/chat-model.ts'
import type { DialogModel } from '../model/dialog-model.ts'
import type { MessageItem } from '../model/message-items.ts'
import { mayPin, pin } from '../model/pins.ts'
import { toast } from '../model/toast.ts'
import { copyText } from './clipboard.ts'
import { JumpToDate } from './later-calendar.ts'
import { Menu, type MenuEntry, type MenuPlace } from './menu.tsx'
import { QuickReactions, ReactionSheet } from './reaction-picker.tsx'
import { ReportSheet } from './report-sheet.tsx'
import { useSafetyFrame } from './safety-frame.ts'
import { useTalkFrame } from './talk-frame.ts'

interface ItemRequest extends MenuPlace {
  item: MessageItem
}

/** What a click in the log asks for: the menu of a message, or the days of the history. */
export type MenuRequest = ItemRequest | { day: number }

interface Props<Request = MenuRequest> {
  chat: ChatModel
  dialog: DialogModel
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

function ItemMenu({ chat, dialog, request, showReactions, showReaders, close }: Props<ItemRequest>) {
  const { frame, phrases, say: sayOfTalk } = useTalkFrame()
  const say = { ...useSafetyFrame().say, ...sayOfTalk }
  const page = useSignal<'first' | 'delete' | 'react' | 'report'>('first')
  const { item } = request
  const { seq, text, own } = item
  if (seq === null || text === null) return null
  const mayReact = dialog.mayReact.value

  function react(emoji: string): void {
    if (seq !== null) void dialog.react(seq, emoji)
    close()
    request.from.focus({ preventScroll: true })
  }

  function firstEntries(seq: number, text: string): MenuEntry[] {
    const block = dialog.writeBlock.value
    const mayWrite = block === null && dialog.room.value.state !== 'invited'
    const isInside = block !== 'left' && block !== 'banned'
    const entries: MenuEntry[] = []
    if (mayWrite)
      entries.push({ icon: 'reply', text: say.reply, focuses: true, act: () => dialog.composer.replyTo(seq) })
    if (mayReact) entries.push({ icon: 'smile', text: say.react, stays: true, act: () => ask('react') })
    if (item.reactions.length > 0)
      entries.push({ icon: 'people', text: say.reactedBy, focuses: true, act: () => showReactions(seq) })
    const readers = own && dialog.room.value.peer === null ? dialog.readersOf(seq).length : 0
    if (readers > 0) {
      const text = phrases.count(say.readBy, readers)
      entries.push({ icon: 'eye', text, focuses: true, act: () => showReaders(seq) })
    }
    if (mayPin(chat, dialog)) {
      const isPinned = dialog.message(seq)?.pinned_at !== undefined
      const act = () => void pin(chat, dialog, seq, !isPinned)
      entries.push({ icon: isPinned ? 'pinOff' : 'pin', text: isPinned ? say.unpinMessage : say.pinMessage, act })
    }
    if (text !== '') entries.push({ icon: 'copy', text: say.copy, act: () => copy('text', text) })
    const link = `${frame.address().split('#')[0]}${CHAT_LINK}m=${dialog.roomId}.${seq}`
    entries.push({ icon: 'link', text: say.copyLink, act: () => copy('link', link) })
    if (!own && chat.me.value) entries.push({ icon: 'flag', text: say.report, stays: true, act: () => ask('report') })
    if (own && mayWrite)
      entries.push({
        icon: 'edit',
        text: say.edit,
        focuses: true,
        act: () => void dialog.composer.startEdit(seq, text, item.files.length > 0, item.entities),
      })
    if (own && isInside && item.preview) {
      const act = () => void dialog.attempt(removePreview(chat.client, dialog.roomId, seq))
      entries.push({ icon: 'close', text: say.removePreview, act })
    }
    if (own && isInside)
      entries.push({ icon: 'trash', text: say.delete, danger: true, stays: true, act: () => (page.value = 'delete') })
    return entries
  }

  function copy(copied: 'text' | 'link', words: string): void {
    void copyText(words).then(() => {
      toast.value = { copied }
    })
  }

  function ask(question: 'report' | 'react'): void {
    // the sheet gives the focus back to where it was
    request.from.focus({ preventScroll: true })
    page.value = question
  }

  function deleteEntries(seq: number): MenuEntry[] {
    return [
      { icon: 'close', text: say.cancel, act: () => {} },
      { icon: 'trash', text: say.deleteQuestion, danger: true, act: () => void dialog.remove(seq) },
    ]
  }

  switch (page.value) {
    case 'first':
      return (
        <Menu
          label={say.actions}
          place={request}
          page="first"
          head={mayReact && <QuickReactions mine={item.reactions} react={react} />}
          entries={firstEntries(seq, text)}
          close={close}
        />
      )
    case 'react':
      return <ReactionSheet react={react} close={close} />
    case 'report':
      return (
        <ReportSheet
          chat={chat}
          roomId={dialog.roomId}
          seq={seq}
          userId={item.authorId}
          name={item.authorName}
          close={close}
        />
      )
    case 'delete':
      return <Menu label={say.actions} place={request} page="delete" entries={deleteEntries(seq)} close={close} />
  }
}
