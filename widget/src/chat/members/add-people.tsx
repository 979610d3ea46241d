import { useEffect, useMemo } from 'preact/hooks'
import { useLaterContext } from '../core/view-context.ts'
import { showsTouchKeyboard } from '../frame/screen.ts'
import { Icon } from '../ui/icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import type { MembersModel } from './members-model.ts'
import { createPeopleChoice } from './people-choice.ts'
import { PeopleChooser } from './people-chooser.tsx'

/** Adds users to a room: people from the reader's dialogs, friends, and people that a search finds. */
export function AddPeople({ members, close }: { members: MembersModel; close: () => void }) {
  const { phrases, say } = useLaterContext()
  const choice = useMemo(() => createPeopleChoice(members), [])
  useEffect(() => choice.end, [])
  const problem = members.problem.value
  const { size } = choice.chosen.value

  async function add() {
    if (await members.add([...choice.chosen.peek().keys()])) close()
  }

  const back = (
    <button type="button" class="icon-button" aria-label={say.back} onClick={close}>
      <Icon name="back" />
    </button>
  )
  return (
    <Sheet kind="panel" title={say.addPeople} lead={back} close={close}>
      {problem && <Problem text={say.errors[problem]} />}
      <PeopleChooser choice={choice} first={!showsTouchKeyboard()} />
      <div class="sheet-buttons sheet-foot">
        <button
          type="button"
          class="button primary"
          disabled={size === 0 || members.busy.value}
          onClick={() => void add()}
        >
          {size > 0 ? phrases.fill(say.addChosen, { count: size }) : say.addPeople}
        </button>
      </div>
    </Sheet>
  )
}
