import { SLOW_SECONDS } from '@imbachat/protocol/rooms/slow-mode'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { common } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { api, type ModeratedRoomView } from '../../requests/api.ts'
import { usePaged } from '../../requests/paged.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { SelectField, SwitchField, TextField } from '../../ui/form/field.tsx'
import { Loading } from '../../ui/loading.tsx'
import { FormError, LoadFailed } from '../../ui/notice.tsx'
import { More } from '../../ui/search/more.tsx'
import { DeleteRoom } from './delete-room.tsx'
import { t } from './phrases.ts'
import { Reader } from './reader.tsx'
import { needsReason, ReasonQuestion } from './reason-question.tsx'
import { RoomChips } from './room-chips.tsx'
import type { OfRoom } from './room-members.tsx'
import { RoomMembers } from './room-members.tsx'
import { RoomProfile } from './room-profile.tsx'
import { RoomTimeline } from './timeline/room-timeline.tsx'

interface RoomPageProps {
  widget_id: number
  room_id: number
  canDelete: boolean
  /** the reader may open the audit log */
  readsLog: boolean
}

/** Everything that the team may know of one room, and do about it. */
export function RoomPage({ widget_id, room_id, canDelete, readsLog }: RoomPageProps) {
  const loaded = usePaged(
    `${widget_id} ${room_id}`,
    (cursor) =>
      api.call('widget_rooms.get', {
        widget_id,
        params: { room_id: String(room_id) },
        query: { limit: '50', ...(cursor !== null && { cursor }) },
      }),
    (shown, page) => ({ ...page, members: [...shown.members, ...page.members] }),
  )
  const now = loaded.now.value
  if (now.state === 'loading') return <Loading lines={6} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={loaded.reload} />
  const { room, members } = now.value
  const of = {
    widget_id,
    room,
    onChanged: (changed: ModeratedRoomView) => {
      // with the members that were loaded while the change was on its way
      const latest = loaded.now.peek()
      if (latest.state === 'ready') loaded.set({ ...latest.value, room: changed })
    },
  }
  return (
    <>
      <Head room={room} />
      <div class="person-columns">
        <div class="stack person-side">
          <RoomProfile widget_id={widget_id} room={room} readsLog={readsLog} />
          {room.answered_by !== null && <WhoAnswers {...of} answeredBy={room.answered_by} />}
          <Switches {...of} />
          <Names key={room.title} {...of} />
          {canDelete && <DeleteRoom widget_id={widget_id} room_id={room_id} />}
        </div>
        <div class="stack person-main">
          <RoomTimeline widget_id={widget_id} room_id={room_id} changed={room} />
          <Reader room_id={room_id} widget_id={widget_id} />
          <RoomMembers {...of} members={members} onReload={loaded.reload}>
            <More list={loaded} />
          </RoomMembers>
          <Embed room={room} />
        </div>
      </div>
    </>
  )
}

function Head({ room }: { room: ModeratedRoomView }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <header class="person-head">
      <h2 class="person-name" ref={heading} tabIndex={-1}>
        <bdi>{room.title ?? t('untitled')}</bdi>
      </h2>
      <RoomChips room={room} />
    </header>
  )
}

/** Shows whether bots or people answer, with a button that changes it. */
function WhoAnswers({
  widget_id,
  room,
  answeredBy,
  onChanged,
}: OfRoom & { answeredBy: NonNullable<ModeratedRoomView['answered_by']> }) {
  const handOver = useSubmit(async () => {
    const params = { room_id: String(room.room_id) }
    const to = answeredBy === 'bots' ? 'people' : 'bots'
    onChanged((await api.call('widget_rooms.hand_over', { widget_id, params, body: { to } })).room)
    toast(t('saved'))
  })
  useRefusalToast(handOver.error.value)
  return (
    <Card
      title={t('answers')}
      lead={t(`answers_${answeredBy}`)}
      aside={
        <Button pending={handOver.pending.value} onClick={handOver.run}>
          {t(answeredBy === 'bots' ? 'take_over' : 'give_back')}
        </Button>
      }
    />
  )
}

const SWITCHES = {
  frozen: 'frozen',
  announcements: 'announcements',
  is_public: 'public',
  archived: 'archived',
} as const

type RoomSettings = Record<keyof typeof SWITCHES, boolean> & { slow_seconds: number }

/** Each is stored at once: members see what changed while the moderator looks at it. */
function Switches({ widget_id, room, onChanged }: OfRoom) {
  /** chosen, and not stored yet */
  const unsaved = useSignal<Partial<RoomSettings>>({})
  const change = useSubmit(async () => {
    const params = { room_id: String(room.room_id) }
    try {
      // on a slow connection, more is chosen while a choice is on its way
      for (let body = unsaved.peek(); Object.keys(body).length > 0; body = unsaved.peek()) {
        onChanged((await api.call('widget_rooms.change', { widget_id, params, body })).room)
        unsaved.value = without(unsaved.peek(), body)
      }
    } catch (error) {
      unsaved.value = {}
      throw error
    }
    toast(t('saved'))
  })
  useRefusalToast(change.error.value)
  const isAsked = useSignal(false)
  const reason = useSignal('')
  const open = useSubmit(async () => {
    const params = { room_id: String(room.room_id) }
    const body = { is_public: true, reason: reason.peek() }
    onChanged((await api.call('widget_rooms.change', { widget_id, params, body })).room)
    isAsked.value = false
    toast(t('saved'))
  })
  const ask = () => {
    open.clear()
    reason.value = ''
    isAsked.value = true
  }
  const choose = (setting: Partial<RoomSettings>) => {
    unsaved.value = { ...unsaved.peek(), ...setting }
    change.run()
  }
  const shown: RoomSettings = { ...room, ...unsaved.value }
  return (
    <Card title={t('settings')}>
      {(Object.keys(SWITCHES) as (keyof typeof SWITCHES)[]).map((name) => (
        <SwitchField
          key={name}
          label={t(SWITCHES[name])}
          hint={t(`${SWITCHES[name]}_hint`)}
          name={name}
          value={shown[name]}
          onValue={(on) => (name === 'is_public' && on && needsReason(room) ? ask() : choose({ [name]: on }))}
        />
      ))}
      <SelectField
        label={t('slow')}
        hint={t('slow_hint')}
        name="slow_seconds"
        value={String(shown.slow_seconds)}
        options={[...new Set([...SLOW_SECONDS, shown.slow_seconds])]
          .sort((a, b) => a - b)
          .map((seconds) => ({ value: String(seconds), label: waitOf(seconds) }))}
        onValue={(seconds) => choose({ slow_seconds: Number(seconds) })}
      />
      {isAsked.value && (
        <ReasonQuestion
          what="open"
          reason={reason}
          submit={open}
          onClose={() => {
            isAsked.value = false
          }}
        />
      )}
    </Card>
  )
}

/** Removes the stored choices; a choice that was changed again meanwhile stays. */
function without(chosen: Partial<RoomSettings>, stored: Partial<RoomSettings>): Partial<RoomSettings> {
  const left = { ...chosen }
  for (const name of Object.keys(stored) as (keyof RoomSettings)[]) if (left[name] === stored[name]) delete left[name]
  return left
}

function waitOf(seconds: number): string {
  if (seconds === 0) return t('slow_off')
  if (seconds % 3_600 === 0) return t('slow_hours', { count: seconds / 3_600 })
  if (seconds % 60 === 0) return t('slow_minutes', { count: seconds / 60 })
  return t('slow_seconds', { count: seconds })
}

function Names({ widget_id, room, onChanged }: OfRoom) {
  const title = useSignal(room.title ?? '')
  const description = useSignal(room.description ?? '')
  const save = useSubmit(async () => {
    const body = { title: title.peek(), description: description.peek() }
    const params = { room_id: String(room.room_id) }
    onChanged((await api.call('widget_rooms.change', { widget_id, params, body })).room)
    toast(t('saved'))
  })
  const isSame = title.value === (room.title ?? '') && description.value === (room.description ?? '')
  return (
    <form class="card card-body" onSubmit={save.run}>
      <TextField
        label={t('title')}
        name="title"
        value={title.value}
        error={fieldText(save.error.value, 'title')}
        onValue={(value) => {
          title.value = value
        }}
      />
      <TextField
        label={t('description')}
        name="description"
        optional
        value={description.value}
        error={fieldText(save.error.value, 'description')}
        onValue={(value) => {
          description.value = value
        }}
      />
      <FormError error={save.error.value} fields={['title', 'description']} />
      <div class="form-acts">
        <Button
          type="submit"
          pending={save.pending.value}
          disabled={(isSame && common('act.nothing_changed')) || (title.value.trim() === '' && t('title_missing'))}
        >
          {t('save')}
        </Button>
      </div>
    </form>
  )
}

/** A room takes the height of its element. */
const HEIGHT = 'style="height: 480px"'

/** Three ways to show the room in a page; they come to the same. */
function Embed({ room: { pipe, title } }: { room: ModeratedRoomView }) {
  // A moderator's text must not end the attribute or the string that it stands in.
  const attribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  const wanted = JSON.stringify({ pipe, title: title ?? pipe }).replaceAll('<', '\\u003c')
  return (
    <Card title={t('embed')} lead={t('embed_lead')}>
      <CodeBlock name={t('embed_html')} code={`<div data-imbachat-room="${attribute(pipe)}" ${HEIGHT}></div>`} />
      <CodeBlock
        name={t('embed_element')}
        code={`<imba-room pipe="${attribute(pipe)}" room-title="${attribute(title ?? pipe)}" ${HEIGHT}></imba-room>`}
      />
      <CodeBlock
        name={t('embed_script')}
        code={`<div id="room" ${HEIGHT}></div>\n<script>\n  ImbaChat.createChatbox('room', ${wanted})\n</script>`}
      />
    </Card>
  )
}
