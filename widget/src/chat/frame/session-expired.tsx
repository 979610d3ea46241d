import { useLaterContext } from '../core/view-context.ts'

/** In the strip above the chat: the page has no token any more, and what the user wrote stays where it is. */
export function SessionExpired() {
  const { frame, say } = useLaterContext()
  return (
    <p>
      {say.errors.token_expired}{' '}
      <button type="button" class="text-button" onClick={() => frame.send({ t: 'reload' })}>
        {say.reload}
      </button>
    </p>
  )
}
