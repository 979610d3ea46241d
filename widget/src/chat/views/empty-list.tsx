import { useFrame } from './frame-context.ts'
import { Icon } from './icons.tsx'

export function EmptyList({ searching }: { searching: boolean }) {
  const { say } = useFrame()
  return (
    <div class="blank">
      <Icon name={searching ? 'search' : 'bubbles'} />
      <p class="blank-title">{searching ? say.nothingFound : say.noConversations}</p>
      {!searching && <p>{say.noConversationsHint}</p>}
    </div>
  )
}
