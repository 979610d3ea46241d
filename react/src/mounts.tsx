import type { Conversation, DialogOptions, ImbaChat, Mount } from '@imbachat/embed'
import { type CSSProperties, useEffect, useRef } from 'react'
import { useImbaChat } from './provider.tsx'

export interface MountProps {
  className?: string | undefined
  /** give it a height: the chat takes all of it */
  style?: CSSProperties | undefined
}

/** The whole chat: list and conversation, side by side where there is room. */
export function Inbox(props: MountProps) {
  return <Place {...props} create={(chat, element) => chat.createInbox(element)} />
}

interface ChatboxOptions extends MountProps, DialogOptions {
  title?: string | undefined
}

export type ChatboxProps = ChatboxOptions & ({ room: number } | { user: number | string } | { pipe: string | number })

/**
 * One conversation: a room by its id, the dialog with a user, or a public room by its pipe. Only another conversation,
 * or a first permission, reloads the frame. A context's new title, picture or link is stored at once;
 * other changes count when it is shown next.
 */
export function Chatbox({ className, style, ...what }: ChatboxProps) {
  const { room, user, pipe, context, permission } = what as Partial<Record<'room' | 'user' | 'pipe', unknown>> &
    DialogOptions
  return (
    <Place
      className={className}
      style={style}
      key={JSON.stringify([room, user, pipe, context?.id, !!permission])}
      about={JSON.stringify(context)}
      create={(chat, element) => chat.createChatbox(element, what as Conversation)}
    />
  )
}

interface PlaceProps extends MountProps {
  /** the page's input about the conversation */
  about?: string | undefined
  create(chat: ImbaChat, element: Element): Promise<Mount>
}

function Place({ className, style, about, create }: PlaceProps) {
  const chat = useImbaChat()
  const element = useRef<HTMLDivElement>(null)
  const latest = useRef({ about, create })
  latest.current = { about, create }
  const mount = useRef<Promise<Mount> | null>(null)
  const sent = useRef(about)

  useEffect(() => {
    if (!chat || !element.current) return
    sent.current = latest.current.about
    mount.current = latest.current.create(chat, element.current)
    return () => {
      mount.current?.then(({ destroy }) => destroy()).catch(() => {})
      mount.current = null
    }
  }, [chat])

  // the same place again takes over from the one before, and keeps its frame
  useEffect(() => {
    if (!chat || !element.current || !mount.current || sent.current === about) return
    sent.current = about
    mount.current = latest.current.create(chat, element.current)
  }, [chat, about])

  return <div ref={element} className={className} style={style} />
}
