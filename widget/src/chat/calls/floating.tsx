import type { Call } from '@imbachat/protocol'
import type { OwnCall } from '@imbachat/sdk/calls'
import { useEffect } from 'preact/hooks'
import { Avatar } from '../ui/avatar.tsx'
import { LaterIcon } from '../ui/later-icons.tsx'
import { CallVideo } from './call-parts.tsx'
import { useCallStatus } from './call-status.ts'
import { endText } from './call-text.ts'
import { type Peer, useCallsContext } from './calls-context.ts'
import type { CallsModel } from './calls-model.ts'

interface Props {
  model: CallsModel
  own: OwnCall
  peer: Peer
}

type Frame = ReturnType<typeof useCallsContext>['frame']

/** While the window is closed, what is small stands beside the launcher, and nothing else of the chat is reached. */
function useBesideLauncher(isOpen: boolean): void {
  const { frame } = useCallsContext()
  useEffect(() => {
    if (isOpen) return
    const whole = document.querySelector('.whole')
    whole?.setAttribute('inert', '')
    frame.send({ t: 'preview', shown: true })
    return () => {
      whole?.removeAttribute('inert')
      frame.send({ t: 'preview', shown: false })
    }
  }, [isOpen])
}

function showLarge(model: CallsModel, frame: Frame): void {
  model.small.value = false
  if (!frame.shown.peek()) frame.send({ t: 'open' })
}

/** The call, small, while the user reads on; beside the launcher while the window is closed. */
export function FloatingCall({ model, own, peer }: Props) {
  const { frame, phrases, say } = useCallsContext()
  const words = say.call
  const status = useCallStatus(model, own)
  const isOpen = frame.shown.value
  const other = model.peer(own.call)
  const stream = model.members.value?.[0]?.stream ?? null
  const sees = isOpen && !own.call?.group && stream !== null && (other?.video === true || other?.screen === true)
  const isMuted = model.devices.value?.muted === true
  const speaks = (model.stats.value?.speaking.length ?? 0) > 0

  useBesideLauncher(isOpen)

  return (
    <section
      class={`floating-call ${isOpen ? '' : 'beside'} ${speaks ? 'speaks' : ''}`}
      aria-label={phrases.fill(words.with, { name: peer.name })}
    >
      <button type="button" class="floating-show" aria-label={words.show} onClick={() => showLarge(model, frame)}>
        {sees ? (
          <CallVideo class="floating-video" label={peer.name} stream={stream} />
        ) : (
          <Avatar name={peer.name} url={peer.avatar_url} colourId={peer.user_id} group={peer.group} />
        )}
        <span class="floating-words">
          <bdi class="cut">{peer.name}</bdi>
          <small>
            <bdi>{status.text}</bdi>
          </small>
        </span>
      </button>
      <button
        type="button"
        class={`icon-button ${isMuted ? 'off' : ''}`}
        aria-label={isMuted ? words.unmute : words.mute}
        onClick={() => own.devices.mute(!isMuted)}
      >
        <LaterIcon name={isMuted ? 'micOff' : 'mic'} />
      </button>
      <button type="button" class="icon-button hang-up" aria-label={words.hangUp} onClick={model.hangUp}>
        <LaterIcon name="hangUp" />
      </button>
      <span class="sr-only" role="status">
        {status.changes}
      </span>
    </section>
  )
}

/** A ring that the user has silenced: it can be answered until it ends. */
export function SmallRing({ model, call, peer }: { model: CallsModel; call: Call; peer: Peer }) {
  const { frame, say } = useCallsContext()
  const words = say.call
  const isOpen = frame.shown.value
  useBesideLauncher(isOpen)
  return (
    <section class={`floating-call ${isOpen ? '' : 'beside'}`} aria-label={words.incoming}>
      <button type="button" class="floating-show" aria-label={words.show} onClick={() => showLarge(model, frame)}>
        <Avatar name={peer.name} url={peer.avatar_url} colourId={peer.user_id} group={peer.group} />
        <span class="floating-words">
          <bdi class="cut">{peer.name}</bdi>
          <small>{words.incoming}</small>
        </span>
      </button>
      <button
        type="button"
        class="icon-button accept"
        aria-label={words.accept}
        onClick={() => {
          showLarge(model, frame)
          model.accept(call, false)
        }}
      >
        <LaterIcon name="phone" />
      </button>
      <button type="button" class="icon-button hang-up" aria-label={words.decline} onClick={() => model.decline(call)}>
        <LaterIcon name="hangUp" />
      </button>
    </section>
  )
}

/** The end of the call, shown small for a user who is reading. */
export function SmallEnd({ model, own, peer }: Props) {
  const { say } = useCallsContext()
  return (
    <section class="floating-call">
      <span class="floating-show">
        <Avatar name={peer.name} url={peer.avatar_url} colourId={peer.user_id} group={peer.group} />
        <span class="floating-words">
          <bdi class="cut">{peer.name}</bdi>
          <small role="status">{endText(own, say.call)}</small>
        </span>
      </span>
      <button type="button" class="icon-button" aria-label={say.close} onClick={model.dismiss}>
        <LaterIcon name="close" />
      </button>
    </section>
  )
}

/** A call of the user that this page could take: it had it before a reload, or another device has it. */
export function RejoinBar({ model, call, peer }: { model: CallsModel; call: Call; peer: Peer }) {
  const { frame, say } = useCallsContext()
  const words = say.call
  if (!frame.shown.value) return null
  const before = model.wasHere(call)
  const text = before ? words.goesOn : words.elsewhere
  return (
    <section class="floating-call" aria-label={text}>
      <span class="floating-show">
        <Avatar name={peer.name} url={peer.avatar_url} colourId={peer.user_id} group={peer.group} />
        <span class="floating-words">
          <bdi class="cut">{peer.name}</bdi>
          <small role="status">{text}</small>
        </span>
      </span>
      <button type="button" class="call-back" onClick={() => model.goOn(call)}>
        {before ? words.rejoin : words.here}
      </button>
      <button
        type="button"
        class="icon-button hang-up"
        aria-label={words.hangUp}
        onClick={() => model.endElsewhere(call)}
      >
        <LaterIcon name="hangUp" />
      </button>
    </section>
  )
}
