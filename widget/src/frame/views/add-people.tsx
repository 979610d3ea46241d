import { useSignal } from '@preact/signals'
import type { MembersModel } from '../model/members-model.ts'
import { Avatar } from './avatar.tsx'
import { useLaterFrame } from './frame-context.ts'
import { Icon } from './icons.tsx'
import { Problem } from './problem.tsx'
import { Sheet } from './sheet.tsx'

/** Whom one has written with may be taken into the room. */
export function AddPeople({ members, close }: { members: MembersModel; close: () => void }) {
  const { phrases, say } = useLaterFrame()
  const chosen = useSignal<ReadonlySet<string>>(new Set())
  const people = members.candidates.value
  const problem = members.problem.value

  function choose(userId: string, wanted: boolean) {
    const next = new Set(chosen.peek())
    if (wanted) next.add(userId)
    else next.delete(userId)
    chosen.value = next
  }

  async function add() {
    if (await members.add([...chosen.peek()])) close()
  }

  const back = (
    <button type="button" class="icon-button" aria-label={say.back} onClick={close}>
      <Icon name="back" />
    </button>
  )
  return (
    <Sheet kind="panel" title={say.addPeople} lead={back} close={close}>
      <p class="sheet-note">{people.length > 0 ? say.addPeopleHint : say.addNobody}</p>
      {problem && <Problem text={say.errors[problem]} />}
      <div class="sheet-list">
        {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
        <ul role="list" aria-label={say.addPeople}>
          {people.map(({ user_id, name, avatar_url }) => (
            <li key={user_id} class="member">
              <label class="member-who">
                <Avatar name={name} url={avatar_url} colourId={user_id} />
                <span class="member-name">
                  <bdi>{name}</bdi>
                </span>
                <input
                  type="checkbox"
                  checked={chosen.value.has(user_id)}
                  onChange={(event) => choose(user_id, event.currentTarget.checked)}
                />
              </label>
            </li>
          ))}
        </ul>
      </div>
      <div class="sheet-buttons sheet-foot">
        <button
          type="button"
          class="button primary"
          disabled={chosen.value.size === 0 || members.busy.value}
          onClick={() => void add()}
        >
          {chosen.value.size > 0 ? phrases.count(say.addChosen, chosen.value.size) : say.addPeople}
        </button>
      </div>
    </Sheet>
  )
}
