import { SLOW_SECONDS } from '@imbachat/protocol/rooms/slow-mode'
import type { RoomRights, RoomSummary } from '@imbachat/sdk'
import type { Signal } from '@preact/signals'
import { durationText } from '../composer/duration-text.ts'
import { useId } from '../core/use-id.ts'
import { useLaterContext } from '../core/view-context.ts'
import { JOININGS, type Joining } from '../joining/joining.ts'
import { useGroupsContext } from './groups-context.ts'
import { PictureField } from './picture-field.tsx'

const TITLE_MAX = 200
const DESCRIPTION_MAX = 500

/** A group as its form has it. */
export interface GroupDraft {
  title: string
  description: string
  joining: Joining
  /** a chosen picture that is not saved yet; null removes the picture; missing keeps it */
  picture?: Blob | null
  rights: RoomRights
}

interface Props {
  draft: Signal<GroupDraft>
  /** the key of the avatar's colour */
  colourId: string
  first: boolean
  /** null: a new group */
  room: RoomSummary | null
}

/** Name and description of a group, beside its avatar. */
export function GroupNames({ draft, colourId, first, room }: Props) {
  const { say } = useLaterContext()
  const { title, description } = draft.value
  const set = (change: Partial<GroupDraft>) => {
    draft.value = { ...draft.value, ...change }
  }
  return (
    <div class="group-names">
      <PictureField
        name={title}
        colourId={colourId}
        chosen={draft.value.picture}
        choose={(picture) => set({ picture })}
        current={room?.picture ?? null}
        room_id={room?.room_id}
      />
      <input
        type="text"
        class="field"
        data-first={first || undefined}
        aria-label={say.groupName}
        placeholder={say.groupName}
        maxLength={TITLE_MAX}
        value={title}
        autoComplete="off"
        required
        onInput={(event) => set({ title: event.currentTarget.value })}
      />
      <textarea
        class="field"
        rows={2}
        aria-label={say.groupDescription}
        placeholder={say.groupDescription}
        maxLength={DESCRIPTION_MAX}
        value={description}
        onInput={(event) => set({ description: event.currentTarget.value })}
      />
    </div>
  )
}

/** Rights of members. `full`: all of them; otherwise those that matter when a group is created. */
export function GroupRights({ draft, full }: { draft: Signal<GroupDraft>; full: boolean }) {
  const { say } = useGroupsContext()
  const { joining, rights } = draft.value
  const hintId = useId()
  const set = (change: Partial<GroupDraft>) => {
    draft.value = { ...draft.value, ...change }
  }
  const right = (name: Exclude<keyof RoomRights, 'slow_seconds'>, label: string, on: RoomRights['send']) => (
    <Switch
      label={label}
      on={rights[name] === on}
      set={(now) => set({ rights: { ...rights, [name]: now === (on === 'all') ? 'all' : 'managers' } })}
    />
  )
  return (
    <div class="group-rights">
      <label class="choice">
        <span>{say.whoJoins}</span>
        <select aria-describedby={hintId} onChange={(event) => set({ joining: event.currentTarget.value as Joining })}>
          {JOININGS.map((kind) => (
            <option key={kind} value={kind} selected={kind === joining}>
              {say.joinKinds[kind]}
            </option>
          ))}
        </select>
      </label>
      <p class="choice-hint" id={hintId}>
        {say.joinHints[joining]}
      </p>
      {right('send', say.rightSend, 'managers')}
      {full && (
        <>
          {right('media', say.rightMedia, 'all')}
          {right('add', say.rightAdd, 'all')}
          {right('pin', say.rightPin, 'all')}
          <SlowChoice
            seconds={rights.slow_seconds}
            set={(slow_seconds) => set({ rights: { ...rights, slow_seconds } })}
          />
        </>
      )}
    </div>
  )
}

function SlowChoice({ seconds, set }: { seconds: number; set: (seconds: number) => void }) {
  const { say, phrases } = useGroupsContext()
  return (
    <label class="choice">
      <span>{say.slowMode}</span>
      <select onChange={(event) => set(Number(event.currentTarget.value))}>
        {[...new Set([...SLOW_SECONDS, seconds])]
          .sort((a, b) => a - b)
          .map((one) => (
            <option key={one} value={one} selected={one === seconds}>
              {one === 0 ? say.slowOff : durationText(phrases.language, one)}
            </option>
          ))}
      </select>
    </label>
  )
}

function Switch(props: { label: string; on: boolean; set: (on: boolean) => void }) {
  return (
    <label class="choice">
      <span>{props.label}</span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={props.on}
        checked={props.on}
        onChange={(event) => props.set(event.currentTarget.checked)}
      />
    </label>
  )
}
