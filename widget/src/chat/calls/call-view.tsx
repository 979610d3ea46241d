import { type Blocked, BlockedError, type OwnCall } from '@imbachat/sdk/calls'
import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { GroupCalling } from '../bundles/group-call-script.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { Avatar } from '../ui/avatar.tsx'
import { CallDialog } from './call-dialog.tsx'
import { CallOptions } from './call-options.tsx'
import { CallButton, CallVideo, isMirror } from './call-parts.tsx'
import { useCallStatus } from './call-status.ts'
import { blockedText } from './call-text.ts'
import { type Peer, useCallsContext } from './calls-context.ts'
import type { CallsModel } from './calls-model.ts'
import { useFullScreen } from './full-screen.ts'

/** Some browsers, such as those of phones, share no screen. */
const sharesScreens = () => 'getDisplayMedia' in (navigator.mediaDevices ?? {})

/** Phones, and what is held like them, have a camera at the front and one at the back. */
const hasSides = (list: readonly MediaDeviceInfo[]) =>
  matchMedia('(pointer: coarse)').matches && list.filter(({ kind }) => kind === 'videoinput').length > 1

interface Props {
  chat: ChatModel
  model: CallsModel
  own: OwnCall
  peer: Peer
}

/** The call of this page, over the chat. */
export function CallView({ chat, model, own, peer }: Props) {
  const { frame, phrases, say } = useCallsContext()
  const words = say.call
  const options = useSignal(false)
  /** null: one is large while a screen is shared */
  const speakerView = useSignal<boolean | null>(null)
  /** in a group: the member whose picture the user enlarged */
  const chosen = useSignal<string | null>(null)
  const screen = useFullScreen()
  const blocked = useSignal<Blocked | null>(null)
  const status = useCallStatus(model, own)
  const devices = model.devices.value
  const group = own.call?.group ? own.call : null
  const other = group ? undefined : model.peer(own.call)
  const stream = model.members.value?.[0]?.stream ?? null
  const speaks = (model.stats.value?.speaking.length ?? 0) > 0
  const sees = group === null && stream !== null && (other?.video === true || other?.screen === true)
  const others = group?.members.filter(({ user_id }) => user_id !== model.userOf(group)) ?? []
  const isChosen = others.some(({ user_id }) => user_id === chosen.value)
  const isShared = others.some(({ screen }) => screen)
  const isOneLarge = isChosen || (speakerView.value ?? isShared)
  const video = devices?.video ?? null
  const ownStream = useMemo(() => (video ? new MediaStream([video]) : null), [video])
  const name = { name: peer.name }
  const mayVideo = frame.settings.calls === 'video'
  const noCamera = devices?.noCamera ?? null

  useEffect(() => {
    blocked.value = noCamera
  }, [noCamera])
  // another screen is large again
  useEffect(() => {
    if (isShared && speakerView.peek() === false) speakerView.value = null
  }, [isShared])

  function attempt(act: Promise<unknown>): void {
    blocked.value = null
    act.catch((error) => {
      if (!(error instanceof BlockedError)) throw error
      blocked.value = error.blocked
    })
  }

  const toggleMute = () => own.devices.mute(!devices?.muted)
  const isMuted = devices?.muted === true
  const problem = blocked.value ? blockedText(blocked.value, words) : model.media.value === 'blocked' && words.noPath
  const notes = [
    devices?.muted && (own.hostMutes > 0 ? words.group.muted : words.muted),
    group?.members.length === 1 && words.group.alone,
    other?.party != null && !other.audio && phrases.fill(words.peerMuted, name),
    other?.screen && phrases.fill(words.peerShares, name),
  ].filter((note) => typeof note === 'string')

  return (
    <CallDialog
      class={`call-view ${sees ? 'sees' : ''} ${group ? 'of-group' : ''}`}
      label={phrases.fill(words.with, name)}
      close={() => {
        if (screen.isFull) screen.leave()
        else model.small.value = true
      }}
      onKeyDown={(event) => {
        const { target } = event
        // a button, or a list of devices, has a space of its own
        if (event.key !== ' ' || event.repeat || target !== event.currentTarget) return
        event.preventDefault()
        toggleMute()
      }}
    >
      {group ? (
        <GroupCalling.CallGrid
          {...{ chat, model, own, call: group, speakerView: isOneLarge }}
          chosen={isChosen ? chosen.value : null}
          choose={(user_id) => (chosen.value = user_id)}
        />
      ) : sees ? (
        <CallVideo class="call-video" label={peer.name} stream={stream} onDblClick={screen.toggle} />
      ) : (
        <div class={`call-who ${speaks ? 'speaks' : ''}`}>
          <Avatar name={peer.name} url={peer.avatar_url} colourId={peer.user_id} group={peer.group} />
        </div>
      )}
      <header class="call-head">
        <CallButton icon="down" text={words.toChat} onClick={() => (model.small.value = true)} />
        <div class="call-title">
          <h2>
            <bdi>{peer.name}</bdi>
          </h2>
          <p>
            <bdi>{status.text}</bdi>
          </p>
        </div>
        {group && (
          <CallButton
            icon={isOneLarge ? 'people' : 'person'}
            text={isOneLarge ? words.group.grid : words.group.speaker}
            onClick={() => {
              chosen.value = null
              speakerView.value = !isOneLarge
            }}
          />
        )}
        {(sees || group) && screen.isPossible && (
          <CallButton
            icon={screen.isFull ? 'notFull' : 'full'}
            text={screen.isFull ? words.notFull : words.full}
            onClick={screen.toggle}
          />
        )}
        <CallButton
          icon="gear"
          text={words.options}
          expanded={options.value}
          onClick={() => (options.value = !options.value)}
        />
      </header>
      {options.value && <CallOptions model={model} own={own} attempt={attempt} />}
      {speaks && sees && <p class="call-speaks">{phrases.fill(words.speaks, name)}</p>}
      {ownStream && !group && (
        <CallVideo class={`call-own ${isMirror(devices) ? 'mirror' : ''}`} label={words.you} stream={ownStream} />
      )}
      <div class="call-foot">
        {model.unheard.value && (
          <button type="button" class="call-plain" onClick={model.play}>
            {words.hear}
          </button>
        )}
        {notes.map((note) => (
          <p key={note} class="call-note">
            {note}
          </p>
        ))}
        {problem && (
          <p class="call-note problem" role="alert">
            <b>{problem.title}</b> {problem.hint}
          </p>
        )}
        <div class="call-controls">
          <CallButton
            icon={isMuted ? 'micOff' : 'mic'}
            kind={isMuted ? 'off' : undefined}
            text={isMuted ? words.unmute : words.mute}
            onClick={toggleMute}
          />
          {mayVideo && (
            <CallButton
              icon={video && !devices?.screen ? 'camera' : 'cameraOff'}
              kind={video && !devices?.screen ? undefined : 'off'}
              text={video && !devices?.screen ? words.cameraOff : words.cameraOn}
              onClick={() => attempt(own.devices.camera(!video || devices?.screen === true))}
            />
          )}
          {video && !devices?.screen && hasSides(devices?.list ?? []) && (
            <CallButton icon="turn" text={words.otherCamera} onClick={() => attempt(own.devices.turn())} />
          )}
          {mayVideo && sharesScreens() && (
            <CallButton
              icon="screen"
              kind={devices?.screen ? 'off' : undefined}
              text={devices?.screen ? words.stopSharing : words.share}
              onClick={() => attempt(own.devices.share(!devices?.screen))}
            />
          )}
          <CallButton icon="hangUp" kind="no" text={words.hangUp} onClick={model.hangUp} />
        </div>
      </div>
      <span class="sr-only" role="status">
        {[status.changes, ...notes].join('. ')}
      </span>
    </CallDialog>
  )
}
