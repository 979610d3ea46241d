import { useLaterContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { Avatar } from '../ui/avatar.tsx'

/** Above the messages of a room in which the user is one of their profiles: under which name they write. */
export function ProfileBar({ chat, room_id }: { chat: ChatModel; room_id: number }) {
  const { phrases, say } = useLaterContext()
  const as = chat.asProfile.value.get(room_id)
  if (!as) return null
  const isGone = chat.profiles.value.some(({ user_id, gone }) => gone && user_id === as.user_id)
  return (
    <div class="answering-bar profile-bar">
      <Avatar name={as.name} url={as.avatar_url} colourId={as.user_id} />
      <bdi class="answering-bar-text">
        {phrases.fill(isGone ? say.own.profiles.wroteAs : say.own.profiles.writingAs, { name: as.name })}
      </bdi>
    </div>
  )
}
