import type { CallProblem, OwnCall } from '@imbachat/sdk/calls'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Avatar } from '../ui/avatar.tsx'
import { CallDialog } from './call-dialog.tsx'
import { blockedText, endText } from './call-text.ts'
import { type Peer, useCallsContext } from './calls-context.ts'
import type { CallsModel } from './calls-model.ts'

interface Props {
  model: CallsModel
  own: OwnCall
  peer: Peer
}

/** The view after a call: how it ended, or why it did not begin. */
export function CallEnd({ model, own, peer }: Props) {
  const { phrases, say } = useCallsContext()
  const words = say.call
  const announced = useSignal('')
  const { phase, problem, call } = own
  const why = problem && textOf(problem)
  const isRemoved = problem?.kind === 'refused' && problem.code === 'call_removed'
  const title = why?.title ?? endText(own, words)
  const mayRepeat =
    !isRemoved &&
    phase !== 'moved' &&
    (call?.answered_at === undefined || problem?.kind === 'no path') &&
    (call !== null || why !== null)
  const isOwn = call === null || call.started_by === model.userOf(call)

  function textOf(problem: CallProblem): { title: string; hint: string } {
    switch (problem.kind) {
      case 'blocked':
        return blockedText(problem.blocked, words)
      case 'no path':
        return words.noPath
      case 'refused': {
        const { code } = problem
        if (code === 'call_removed') return { title: say.errors.call_removed, hint: '' }
        const needsRelay = peer.group && code === 'call_needs_relay'
        return { title: words.notCalled, hint: needsRelay ? words.group.relay : say.errors[code] }
      }
    }
  }

  useEffect(() => {
    announced.value = [title, why?.hint].filter(Boolean).join('. ')
  }, [title])

  return (
    <CallDialog class="call-ring" label={phrases.fill(words.with, { name: peer.name })} close={model.dismiss}>
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
        {problem?.kind === 'blocked' && problem.blocked.by === 'site' && (
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
    </CallDialog>
  )
}
