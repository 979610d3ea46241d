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
 * One conversation: a room by its id, the dialog with a user, or a public room by its pipe. Only another conversation
 * loads the frame anew, or a permission where there was none; other changes count when it is shown next.
 */
export function Chatbox({ className, style, ...what }: ChatboxProps) {
  const { room, user, pipe, context, permission } = what as Partial<Record<'room' | 'user' | 'pipe', unknown>> &
    DialogOptions
  return (
    <Place
      className={className}
      style={style}
      key={JSON.stringify([room, user, pipe, context?.id, !!permission])}
      create={(chat, element) => chat.createChatbox(element, what as Conversation)}
    />
  )
}

interface PlaceProps extends MountProps {
  create(chat: ImbaChat, element: Element): Promise<Mount>
}

function Place({ className, style, create }: PlaceProps) {
  const chat = useImbaChat()
  const element = useRef<HTMLDivElement>(null)
  const latest = useRef(create)
  latest.current = create

  useEffect(() => {
    if (!chat || !element.current) return
    const mount = latest.current(chat, element.current)
    return () => void mount.then(({ destroy }) => destroy()).catch(() => {})
  }, [chat])

  return <div ref={element} className={className} style={style} />
}
