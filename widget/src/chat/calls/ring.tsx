import type { Call } from '@imbachat/protocol'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Avatar } from '../ui/avatar.tsx'
import { CallButton } from './call-parts.tsx'
import { type Peer, useCallsContext } from './calls-context.ts'
import type { CallsModel } from './calls-model.ts'
import { OverChat } from './over-chat.tsx'

/** Somebody calls. */
export function Ring({ model, call, peer }: { model: CallsModel; call: Call; peer: Peer }) {
  const { frame, say } = useCallsContext()
  const announced = useSignal('')
  const withVideo = call.video && frame.settings.calls === 'video'
  // a live region says only what changes after it is there
  useEffect(() => {
    announced.value = `${say.call.incoming}: ${peer.name}`
  }, [peer.name])
  return (
    <OverChat class="call-ring" role="alertdialog" label={say.call.incoming} close={() => model.ignore(call)}>
      <div class="call-who">
        <Avatar name={peer.name} url={peer.avatar_url} colourId={peer.user_id} />
        <h2>
          <bdi>{peer.name}</bdi>
        </h2>
        <p>{call.video ? say.call.video : say.call.audio}</p>
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
      <span class="sr-only" role="alert">
        {announced.value}
      </span>
    </OverChat>
  )
}
