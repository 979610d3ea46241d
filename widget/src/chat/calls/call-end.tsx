import type { OwnCall } from '@imbachat/sdk/calls'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Avatar } from '../ui/avatar.tsx'
import { blockedText, endText } from './call-words.ts'
import { type Peer, useCallsContext } from './calls-context.ts'
import type { CallsModel } from './calls-model.ts'
import { OverChat } from './over-chat.tsx'

interface Props {
  model: CallsModel
  own: OwnCall
  peer: Peer
}

/** How a call ended, or why it did not begin. */
export function CallEnd({ model, own, peer }: Props) {
  const { phrases, say } = useCallsContext()
  const words = say.call
  const announced = useSignal('')
  const { phase, problem, call } = own
  const why =
    problem === null
      ? null
      : problem === 'no path'
        ? words.noPath
        : 'blocked' in problem
          ? blockedText(problem.blocked, words)
          : errorText(problem.code)
  const code = problem !== null && problem !== 'no path' && 'code' in problem ? problem.code : null
  const blocked = problem !== null && problem !== 'no path' && 'blocked' in problem ? problem.blocked : null
  const title = why?.title ?? endText(own, words)
  const mayRepeat =
    code !== 'call_removed' &&
    phase !== 'moved' &&
    (call?.answered_at === undefined || problem === 'no path') &&
    (call !== null || why !== null)
  const isOwn = call === null || call.started_by === model.user_id

  function errorText(code: keyof typeof say.errors) {
    if (code === 'call_removed') return { title: say.errors.call_removed, hint: '' }
    return {
      title: words.notCalled,
      hint: peer.group && code === 'call_needs_relay' ? words.group.relay : say.errors[code],
    }
  }

  useEffect(() => {
    announced.value = [title, why?.hint].filter(Boolean).join('. ')
  }, [title])

  return (
    <OverChat class="call-ring" label={phrases.fill(words.with, { name: peer.name })} close={model.dismiss}>
      <div class="call-who">
        <Avatar name={peer.name} url={peer.avatar_url} colourId={peer.user_id} group={peer.group} />
        <h2>
          <bdi>{peer.name}</bdi>
        </h2>
        <p>{title}</p>
        {why && <p class="call-why">{why.hint}</p>}
      </div>
      <div class="call-after">
        {mayRepeat && isOwn && (
          <button type="button" class="call-plain" onClick={() => model.start(own.room_id, own.video)}>
            {why ? say.retry : words.again}
          </button>
        )}
        {blocked?.by === 'site' && (
          <button type="button" class="call-plain" onClick={() => model.inWindow()}>
            {words.inWindow}
          </button>
        )}
        <button type="button" class="call-plain" onClick={model.dismiss}>
          {say.close}
        </button>
      </div>
      <span class="sr-only" role="alert">
        {announced.value}
      </span>
    </OverChat>
  )
}
