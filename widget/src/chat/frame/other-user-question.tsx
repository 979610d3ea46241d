import { otherUser } from '../core/other-user.ts'
import { useLaterContext } from '../core/view-context.ts'
import { Sheet } from '../ui/sheet.tsx'

/** Shows no name: the author of the link may have chosen an account with the reader's own name. */
export function OtherUserQuestion({ goOn }: { goOn: () => void }) {
  const { say } = useLaterContext()
  const cancel = () => {
    otherUser.value = null
  }
  return (
    <Sheet kind="question" title={say.otherUserTitle} close={cancel}>
      <p>{say.otherUserHint}</p>
      <div class="sheet-buttons">
        <button type="button" class="button" data-first onClick={cancel}>
          {say.cancel}
        </button>
        <button type="button" class="button danger" onClick={goOn}>
          {say.otherUserGoOn}
        </button>
      </div>
    </Sheet>
  )
}
