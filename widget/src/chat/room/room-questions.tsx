import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useLaterContext } from '../core/view-context.ts'
import type { Removal } from '../members/member-menu.tsx'
import type { MembersModel } from '../members/members-model.ts'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'

export function RemoveQuestion(props: { members: MembersModel; removal: Removal; close: () => void }) {
  const { phrases, say } = useLaterContext()
  const { members, removal, close } = props
  const ban = useSignal(false)
  const remove = async () => {
    if (await members.remove(removal.user_id, ban.peek())) close()
  }
  return (
    <Question
      members={members}
      title={phrases.fill(say.removeQuestion, { name: removal.name })}
      act={say.remove}
      onAct={remove}
      close={close}
    >
      <p>{say.removeHint}</p>
      <label class="choice">
        <input type="checkbox" checked={ban.value} onChange={(event) => (ban.value = event.currentTarget.checked)} />
        {say.banToo}
      </label>
    </Question>
  )
}

export function OwnerQuestion(props: { members: MembersModel; heir: Removal; close: () => void }) {
  const { phrases, say } = useLaterContext()
  const { members, heir, close } = props
  const pass = async () => {
    if (await members.setRole(heir.user_id, 'owner')) close()
  }
  return (
    <Question
      members={members}
      title={phrases.fill(say.ownerQuestion, { name: heir.name })}
      act={say.makeOwner}
      onAct={pass}
      close={close}
    >
      <p>{say.ownerHint}</p>
    </Question>
  )
}

/** Asks before an act that the user can't undo; the button that cancels has the focus. */
function Question(props: {
  members: MembersModel
  title: string
  act: string
  onAct: () => Promise<void>
  close: () => void
  children: ComponentChildren
}) {
  const { say } = useLaterContext()
  const { members, title, act, onAct, close, children } = props
  const problem = members.problem.value
  return (
    <Sheet kind="question" title={title} close={close}>
      {children}
      {problem && <Problem text={say.errors[problem]} />}
      <div class="sheet-buttons">
        <button type="button" class="button" data-first onClick={close}>
          {say.cancel}
        </button>
        <button type="button" class="button danger" disabled={members.busy.value} onClick={() => void onAct()}>
          {act}
        </button>
      </div>
    </Sheet>
  )
}
