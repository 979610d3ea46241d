import { useLaterContext } from '../core/view-context.ts'

/** In the list, beside the name of the other user: under which name the reader is in the conversation. */
export function ProfileMark({ name }: { name: string }) {
  const { phrases, say } = useLaterContext()
  return (
    <span class="guest-mark profile-mark" title={phrases.fill(say.own.profiles.writingAs, { name })}>
      <bdi class="cut">{name}</bdi>
    </span>
  )
}
