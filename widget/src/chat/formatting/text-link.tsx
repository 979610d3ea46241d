import { linkUrl } from '@imbachat/protocol/messages/link-url'
import { type ComponentChildren, render } from 'preact'
import { useWritingContext } from '../composer/writing-context.ts'
import { ChatFrameContext } from '../core/language-context.ts'
import { useViewContext } from '../core/view-context.ts'
import type { ChatFrameModel } from '../frame/chat-frame-model.ts'
import { Sheet } from '../ui/sheet.tsx'

/** A link whose text hides its address: the reader sees the address before it opens. */
export function TextLink({ url, children }: { url: string; children: ComponentChildren }) {
  const { frame } = useViewContext()
  // the server refuses other links, but a local copy of the message may have them
  const href = linkUrl(url)
  if (href === null) return <>{children}</>
  return (
    <a
      tabIndex={-1}
      href={href}
      title={href}
      target="_blank"
      rel="noopener noreferrer nofollow ugc"
      onClick={(event) => {
        if (isKnown(href, event.currentTarget.textContent ?? '', frame)) return
        event.preventDefault()
        ask(href, frame)
      }}
    >
      {children}
    </a>
  )
}

/** The site's own, also a link to a message, or what its text says. */
function isKnown(href: string, text: string, frame: ChatFrameModel): boolean {
  const { host } = new URL(href)
  const page = URL.canParse(frame.address()) ? new URL(frame.address()).host : ''
  return (host !== '' && host === page) || [href, `${href}/`].includes(text.trim()) || href === `${text.trim()}/`
}

/** Asks in a dialog above everything, since the link's message may be removed from the document meanwhile. */
function ask(href: string, frame: ChatFrameModel): void {
  const place = document.createElement('div')
  document.body.append(place)
  const close = () => {
    render(null, place)
    place.remove()
  }
  render(
    <ChatFrameContext.Provider value={frame}>
      <LinkQuestion href={href} close={close} />
    </ChatFrameContext.Provider>,
    place,
  )
}

function LinkQuestion({ href, close }: { href: string; close: () => void }) {
  const { say } = useWritingContext()
  return (
    <Sheet kind="question" title={say.openLink} close={close}>
      <p class="link-address" dir="ltr">
        {href}
      </p>
      <div class="sheet-buttons">
        <button type="button" class="button" data-first onClick={close}>
          {say.cancel}
        </button>
        <a class="button primary" href={href} target="_blank" rel="noopener noreferrer nofollow ugc" onClick={close}>
          {say.open}
        </a>
      </div>
    </Sheet>
  )
}
