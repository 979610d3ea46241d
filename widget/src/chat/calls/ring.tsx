import type { Call } from '@imbachat/protocol'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ChatModel } from '../frame/chat-model.ts'
import { Avatar } from '../ui/avatar.tsx'
import { CallDialog } from './call-dialog.tsx'
import { CallButton } from './call-parts.tsx'
import { cardOf, type Peer, useCallsContext } from './calls-context.ts'
import type { CallsModel } from './calls-model.ts'

/** The view of an incoming call. */
export function Ring({ chat, model, call, peer }: { chat: ChatModel; model: CallsModel; call: Call; peer: Peer }) {
  const { frame, phrases, say } = useCallsContext()
  const announced = useSignal('')
  const kind = call.video ? say.call.video : say.call.audio
  const caller = cardOf(chat, call.started_by).name
  const about = call.group ? phrases.fill(say.call.group.calls, { name: caller }) : kind
  const withVideo = call.video && frame.settings.calls === 'video'
  // a live region says only what changes after it is there
  useEffect(() => {
    announced.value = `${say.call.incoming}: ${peer.name}`
  }, [peer.name])
  // a tab that is not seen
  useEffect(() => {
    frame.send({ t: 'ringing', text: phrases.fill(say.call.isCalling, { name: caller }) })
    return () => frame.send({ t: 'ringing', text: null })
  }, [caller])
  return (
    <CallDialog class="call-ring" role="alertdialog" label={say.call.incoming} close={() => model.silenceRing(call)}>
      <div class="call-who">
        <Avatar name={peer.name} url={peer.avatar_url} colourId={peer.user_id} group={peer.group} />
        <h2>
          <bdi>{peer.name}</bdi>
        </h2>
        <p>{about}</p>
      </div>
      <div class="call-answers">
        <CallButton
          icon="phone"
          kind="yes"
          text={say.call.accept}
          caption={say.call.accept}
          onClick={() => model.accept(call, false)}
        />
        {withVideo && (
          <CallButton
            icon="camera"
            kind="yes"
            text={say.call.acceptVideo}
            caption={say.call.acceptVideo}
            onClick={() => model.accept(call, true)}
          />
        )}
        <CallButton
          icon="hangUp"
          kind="no"
          text={say.call.decline}
          caption={say.call.decline}
          onClick={() => model.decline(call)}
        />
      </div>
      <button type="button" class="call-plain" onClick={() => model.answerByMessage(call)}>
        {say.call.message}
      </button>
      <div class="call-silence">
        <CallButton icon="down" text={say.call.silence} onClick={() => model.silenceRing(call)} />
      </div>
      <span class="sr-only" role="alert">
        {announced.value}
      </span>
    </CallDialog>
  )
}
