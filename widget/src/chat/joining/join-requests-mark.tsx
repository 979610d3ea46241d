import { useGroupsContext } from '../groups/groups-context.ts'
import { LaterIcon } from '../ui/later-icons.tsx'

/** In the list, beside the preview of a group that the reader manages. */
export function JoinRequestsMark({ count }: { count: number }) {
  const { phrases, say } = useGroupsContext()
  return (
    <span class="row-asks">
      <LaterIcon name="newGroup" />
      <bdi aria-hidden="true">{count > 99 ? '99+' : count}</bdi>
      <span class="sr-only">{phrases.fill(say.joinRequestCount, { count })}</span>
    </span>
  )
}
