import type { ChatModel } from '../frame/chat-model.ts'
import { Sheet } from '../ui/sheet.tsx'
import { deleteMessages } from './deleting.ts'
import { useMessagesContext } from './messages-context.ts'

interface Props {
  chat: ChatModel
  room_id: number
  seqs: readonly number[]
  /** the reader may delete all of them for everybody */
  forAll: boolean
  done: () => void
  close: () => void
}

/** Asks whether the messages go for the user or for everyone. There is an undo, so one press is enough. */
export function DeleteQuestion({ chat, room_id, seqs, forAll, done, close }: Props) {
  const { phrases, say } = useMessagesContext()
  const remove = (everyone: boolean) => () => {
    close()
    done()
    deleteMessages(chat, { room_id, seqs, everyone })
  }
  return (
    <Sheet kind="question" title={phrases.fill(say.deleteCount, { count: seqs.length })} close={close}>
      <p>{say.deleteForMeHint}</p>
      <div class="sheet-buttons stacked">
        {forAll && (
          <button type="button" class="button danger" onClick={remove(true)}>
            {say.deleteForAll}
          </button>
        )}
        <button type="button" class="button danger" onClick={remove(false)}>
          {say.deleteForMe}
        </button>
        <button type="button" class="button" data-first onClick={close}>
          {say.cancel}
        </button>
      </div>
    </Sheet>
  )
}
