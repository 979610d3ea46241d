import type { Call } from '@imbachat/protocol'
import type { OwnCall } from '@imbachat/sdk/calls'
import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { ChatModel } from '../../frame/chat-model.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { LaterIcon } from '../../ui/later-icons.tsx'
import { Menu, type MenuPlace } from '../../ui/menu.tsx'
import { CallVideo, isMirror } from '../call-parts.tsx'
import { cardOf, useCallsContext } from '../calls-context.ts'
import type { CallsModel } from '../calls-model.ts'

/** A copy of the SDK's function: this script shares no modules with it. */
const memberOf = (call: Call, user_id: string) => call.members.find((member) => member.user_id === user_id)

/** Milliseconds. Longer than from one look at who speaks to the next: a cough is over by then. */
const TWO_LOOKS = 750

interface Props {
  chat: ChatModel
  model: CallsModel
  own: OwnCall
  call: Call
  /** one member large, the others beside */
  speakerView: boolean
  /** the member whose picture the user enlarged */
  chosen: string | null
  choose(user_id: string | null): void
}

/** All who are in the call of a group: equally large, or one large: the chosen one, a screen, or the one who speaks. */
export function CallGrid({ chat, model, own, call, speakerView, chosen, choose }: Props) {
  const speakerShown = useSignal<string | null>(null)
  const others = call.members.filter(({ user_id }) => user_id !== model.userOf(call))
  const speaking = model.stats.value?.speaking ?? []
  const speakers = others.filter(({ party }) => party !== null && speaking.includes(party))
  const speaker = (speakers.find(({ user_id }) => user_id === speakerShown.value) ?? speakers[0])?.user_id
  const shares = others.find(({ screen }) => screen)?.user_id
  useEffect(() => {
    // a member who left is not enlarged
    if (!others.some(({ user_id }) => user_id === speakerShown.value))
      speakerShown.value = speaker ?? others[0]?.user_id ?? null
    else if (speaker !== undefined && speaker !== speakerShown.value) {
      const timer = setTimeout(() => (speakerShown.value = speaker), TWO_LOOKS)
      return () => clearTimeout(timer)
    }
  }, [speaker, others.length])
  const isHost = call.started_by === model.userOf(call) || chat.known(call.room_id)?.can_manage === true
  const first = speakerView ? (chosen ?? shares ?? speakerShown.value) : null
  const tiles = others.flatMap((one) => (others.length > 2 && one.user_id !== first && !one.screen ? [one.party] : []))
  useEffect(() => {
    model.drawnSmall.value = tiles
  }, [tiles.join()])
  const sorted = [...others].sort((a, b) => Number(b.user_id === first) - Number(a.user_id === first))
  return (
    <ul class={`call-grid ${first ? 'speaker' : ''}`} data-count={call.members.length}>
      {sorted.map(({ user_id }) => (
        <Tile
          key={user_id}
          {...{ chat, model, own, call, user_id, isHost }}
          speaks={speaking.includes(memberOf(call, user_id)?.party ?? '')}
          large={user_id === first}
          isChosen={user_id === chosen}
          choose={() => choose(user_id === chosen ? null : user_id)}
        />
      ))}
      <OwnTile model={model} chat={chat} call={call} />
    </ul>
  )
}

interface TileProps extends Omit<Props, 'speakerView' | 'chosen' | 'choose'> {
  user_id: string
  isHost: boolean
  speaks: boolean
  large: boolean
  isChosen: boolean
  choose(): void
}

function Tile({ chat, model, own, call, user_id, isHost, speaks, large, isChosen, choose }: TileProps) {
  const { phrases, say } = useCallsContext()
  const words = say.call.group
  const menu = useSignal<MenuPlace | null>(null)
  const member = memberOf(call, user_id)
  const media = model.members.value?.find(({ party }) => party === member?.party)
  const { name, avatar_url } = cardOf(chat, user_id)
  const isApart = own.apart.includes(user_id)
  const state = isApart
    ? words.apart
    : media === undefined
      ? say.call.connecting
      : media.state === 'connected'
        ? null
        : say.call.reconnecting
  const sees = media !== undefined && (member?.video === true || member?.screen === true)
  const label = [
    name,
    member?.audio === false && words.micOff,
    speaks && phrases.fill(say.call.speaks, { name }),
    member?.screen && phrases.fill(say.call.peerShares, { name }),
  ]
  return (
    <li
      class={`call-tile ${speaks ? 'speaks' : ''} ${large ? 'large' : ''}`}
      aria-label={label.filter(Boolean).join(', ')}
    >
      {sees ? (
        <CallVideo class={`call-video ${member?.screen ? 'screen' : ''}`} label={name} stream={media?.stream ?? null} />
      ) : (
        <Avatar name={name} url={avatar_url} colourId={user_id} />
      )}
      <span class="call-tile-name">
        {member?.audio === false && <LaterIcon name="micOff" />}
        <bdi class="cut">{name}</bdi>
      </span>
      {state && <p class="call-note">{state}</p>}
      <button
        type="button"
        class="call-tile-large"
        aria-label={phrases.fill(words.large, { name })}
        aria-pressed={isChosen}
        onClick={choose}
      />
      {isHost && (
        <button
          type="button"
          class="icon-button call-tile-menu"
          aria-label={phrases.fill(words.actions, { name })}
          aria-haspopup="menu"
          onClick={({ currentTarget }) => {
            const { right, bottom } = currentTarget.getBoundingClientRect()
            menu.value = { x: right, y: bottom, from: currentTarget }
          }}
        >
          <LaterIcon name="more" />
        </button>
      )}
      {menu.value && (
        <Menu
          label={phrases.fill(words.actions, { name })}
          place={menu.value}
          entries={[
            ...(member?.audio
              ? [{ icon: 'micOff' as const, text: words.mute, act: () => model.mute(call, user_id) }]
              : []),
            { icon: 'leave', text: words.remove, danger: true, act: () => model.remove(call, user_id) },
          ]}
          close={() => (menu.value = null)}
        />
      )}
    </li>
  )
}

function OwnTile({ model, chat, call }: Pick<Props, 'model' | 'chat' | 'call'>) {
  const { say } = useCallsContext()
  const devices = model.devices.value
  const video = devices?.video ?? null
  const stream = useMemo(() => (video ? new MediaStream([video]) : null), [video])
  const { name, avatar_url } = cardOf(chat, model.userOf(call))
  return (
    <li class="call-tile" aria-label={say.call.group.you}>
      {stream ? (
        <CallVideo
          class={devices?.screen ? 'screen' : isMirror(devices) ? 'mirror' : ''}
          label={say.call.you}
          stream={stream}
        />
      ) : (
        <Avatar name={name} url={avatar_url} colourId={model.userOf(call)} />
      )}
      <span class="call-tile-name">
        {devices?.muted && <LaterIcon name="micOff" />}
        {say.call.group.you}
      </span>
    </li>
  )
}
