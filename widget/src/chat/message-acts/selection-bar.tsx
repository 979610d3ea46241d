import type { Message } from '@imbachat/sdk'
import { messageActs } from '@imbachat/sdk/message-acts'
import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect } from 'preact/hooks'
import { errorCodeOf } from '../core/error-code.ts'
import { useLayer } from '../core/layers/use-layer.ts'
import { authorName } from '../core/names/author-name.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import type { RoomModel } from '../room/room-model.ts'
import { copyText } from '../ui/clipboard.ts'
import { LaterIcon, type LaterIconName } from '../ui/later-icons.tsx'
import { toast } from '../ui/toast-model.ts'
import { DeleteQuestion } from './delete-question.tsx'
import { mayDelete } from './deleting.ts'
import { ForwardSheet } from './forward-sheet.tsx'
import { addCheckboxes, MOST_SELECTED } from './log-checkboxes.ts'
import { useMessagesContext } from './messages-context.ts'

/** In the composer's place while messages are selected: how many, and what to do with them. */
export function SelectionBar({ chat, roomModel }: { chat: ChatModel; roomModel: RoomModel }) {
  const { frame, phrases, say, times } = useMessagesContext()
  const asking = useSignal<'forward' | 'delete' | null>(null)
  const seqs = roomModel.selected.value ?? new Set<number>()
  const messages = roomModel.messages.value.filter(({ seq, text }) => text !== null && seqs.has(seq))
  const starred = roomModel.flags.value.get(roomModel.room_id)?.star?.messages ?? []
  const allStarred = messages.every(({ seq }) => starred.some((star) => star.seq === seq))

  // before the bar is drawn: an Escape that comes at once ends the selection, and leaves the conversation open
  useLayoutEffect(() => {
    const log = document.querySelector<HTMLElement>('.room .log')
    return log ? addCheckboxes(log, roomModel.selected, say.selectMessage) : undefined
  }, [])
  useEffect(() => {
    const focused = document.activeElement
    return () => {
      if (focused instanceof HTMLElement && document.activeElement === document.body) focused.focus()
    }
  }, [])
  const end = () => {
    roomModel.selected.value = null
  }
  useEffect(() => end, [])
  useLayer(end)

  function copy(): void {
    void copyText(asText(messages)).then(() => {
      toast.value = { copied: 'text' }
    })
    end()
  }

  function asText(all: readonly Message[]): string {
    const [only] = all
    if (all.length === 1) return only?.text ?? ''
    const head = (message: Message) => `${authorName(roomModel, message.sender_id)}, ${times.full(message.created_at)}`
    const files = (message: Message) => (message.attachments ?? []).map(({ name }) => `[${name}]`)
    return all
      .map((message) => [head(message), ...files(message), message.text].filter(Boolean).join('\n'))
      .join('\n\n')
  }

  function star(): void {
    const acts = messageActs(chat.client)
    const changed = messages.map(({ seq }) => seq)
    acts.star(roomModel.room_id, changed, !allStarred).catch((error) => {
      toast.value = { problem: errorCodeOf(error) }
    })
    end()
  }

  const act = (icon: LaterIconName, text: string, run: () => void, danger = '') => (
    <button type="button" class={`icon-button ${danger}`} aria-label={text} title={text} onClick={run}>
      <LaterIcon name={icon} />
    </button>
  )
  const mayDeleteAll = messages.every((message) => mayDelete(message, chat, frame.settings))
  return (
    <>
      <div class="selection-bar" role="toolbar" aria-label={say.selectedMessages}>
        {act('close', say.cancelSelection, end)}
        <span class="selection-count" role="status">
          {seqs.size >= MOST_SELECTED ? say.selectedMost : phrases.fill(say.selectedCount, { count: seqs.size })}
        </span>
        {act('copy', say.copy, copy)}
        {act(allStarred ? 'starOff' : 'star', allStarred ? say.unstar : say.star, star)}
        {frame.settings.forwarding && act('forward', say.forward, () => (asking.value = 'forward'))}
        {act('trash', say.delete, () => (asking.value = 'delete'), 'danger')}
      </div>
      {asking.value === 'forward' && (
        <ForwardSheet
          chat={chat}
          roomModel={roomModel}
          messages={messages}
          done={end}
          close={() => (asking.value = null)}
        />
      )}
      {asking.value === 'delete' && (
        <DeleteQuestion
          chat={chat}
          room_id={roomModel.room_id}
          seqs={messages.map(({ seq }) => seq)}
          forAll={mayDeleteAll}
          done={end}
          close={() => (asking.value = null)}
        />
      )}
    </>
  )
}
