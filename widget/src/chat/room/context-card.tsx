import type { DialogContext } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import { useLaterContext } from '../core/view-context.ts'
import { LaterIcon } from '../ui/later-icons.tsx'

/** The subject of the conversation, above its messages. The server has checked both addresses. */
export function ContextCard({ context }: { context: DialogContext }) {
  const { say } = useLaterContext()
  const content = (
    <>
      <Picture url={context.image} />
      <span class="context-title">
        <span class="sr-only">{say.about} </span>
        <bdi>{context.title}</bdi>
      </span>
    </>
  )
  if (context.url === null) return <div class="context">{content}</div>
  return (
    <a class="context" href={context.url} target="_blank" rel="noopener noreferrer nofollow ugc">
      {content}
      <LaterIcon name="out" />
    </a>
  )
}

function Picture({ url }: { url: string | null }) {
  const brokenUrl = useSignal<string | null>(null)
  return (
    <span class="context-picture">
      {url === null || url === brokenUrl.value ? (
        <LaterIcon name="tag" />
      ) : (
        <img
          src={url}
          alt=""
          decoding="async"
          referrerpolicy="no-referrer"
          draggable={false}
          onError={() => {
            brokenUrl.value = url
          }}
        />
      )}
    </span>
  )
}
