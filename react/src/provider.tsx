import { type ChatAddress, type ImbaChat, type ImbaChatEvents, imbaChat, type LoadOptions } from '@imbachat/embed'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'

const ChatContext = createContext<ImbaChat | null>(null)

export interface ImbaChatProviderProps extends ChatAddress, LoadOptions {
  children?: ReactNode
  /** the chat could not be fetched or started */
  onError?: ((error: Error) => void) | undefined
}

/** Strict mode takes a component away and puts it back at once: the chat stays meanwhile. */
const providers = { mounted: 0, wanted: '' }

/**
 * Signs the user in for everything inside of it. When `user_id` or `token` change, the other user is signed in; `theme`
 * and `language` change without a reload. The chat leaves the page with the last provider.
 */
export function ImbaChatProvider({ url, widgetId, children, onError, ...options }: ImbaChatProviderProps) {
  const [chat, setChat] = useState<ImbaChat | null>(null)
  const address = `${url} ${widgetId}`
  const failed = useRef(onError)
  failed.current = onError
  const latest = useRef(options)
  latest.current = options
  // called each time: the page's function may change with each render
  const tokenProvider = options.tokenProvider && (() => latest.current.tokenProvider?.() ?? null)
  const given = useRef<LoadOptions>(options)
  given.current = { ...options, ...(tokenProvider && { tokenProvider }) }
  const shown = useRef<{ chat: ImbaChat; of: string } | null>(null)

  useEffect(() => {
    let gone = false
    let got: ImbaChat | null = null
    // one page shows one widget
    if (shown.current && shown.current.of !== address) {
      shown.current.chat.destroy()
      shown.current = null
      setChat(null)
    }
    providers.mounted++
    providers.wanted = address
    imbaChat({ url, widgetId }).then(
      (one) => {
        got = one
        // a script that came too late: its chat would keep the page's next widget away
        if (gone && (providers.mounted === 0 || providers.wanted !== address)) one.destroy()
        if (gone) return
        shown.current = { chat: one, of: address }
        setChat(one)
      },
      (error: Error) => {
        if (!gone) failed.current?.(error)
      },
    )
    return () => {
      gone = true
      providers.mounted--
      setTimeout(() => {
        if (providers.mounted === 0) got?.destroy()
      })
    }
  }, [url, widgetId, address])

  const { token, user_key, user_id, id } = options
  // biome-ignore lint/correctness/useExhaustiveDependencies: another user is another load; other options wait for it
  useEffect(() => {
    // the widget before is no longer there
    if (!chat || shown.current?.of !== address) return
    chat.load(given.current).catch((error: Error & { code?: string }) => {
      // another user, or none: not a failure of the page
      if (!/^(user_changed|logged_out|destroyed)$/.test(`${error.code}`)) failed.current?.(error)
    })
  }, [chat, token, user_key, user_id, id])

  useLater(chat, JSON.stringify(options.theme), (chat) => chat.setTheme(given.current.theme ?? null))
  useLater(chat, options.language, (chat) => chat.setLanguage(given.current.language ?? null))

  return <ChatContext.Provider value={chat}>{children}</ChatContext.Provider>
}

/** Calls when the value changes, not for the first one: `load` has that. */
function useLater(chat: ImbaChat | null, value: string | undefined, call: (chat: ImbaChat) => Promise<void>): void {
  const sent = useRef(value)
  const latest = useRef(call)
  latest.current = call
  useEffect(() => {
    if (!chat || sent.current === value) return
    sent.current = value
    latest.current(chat).catch(() => {})
  }, [chat, value])
}

/** The calls of `window.ImbaChat`; null until its script is there. */
export const useImbaChat = (): ImbaChat | null => useContext(ChatContext)

/** Conversations with unread messages; 0 until it is known. */
export function useUnreadCount(): number {
  const chat = useImbaChat()
  const [count, setCount] = useState(0)
  useChatEvent('unread.changed', ({ rooms }) => setCount(rooms))
  useEffect(() => {
    let gone = false
    chat?.getUnreadCount().then(
      (rooms) => {
        if (!gone) setCount(rooms)
      },
      () => {},
    )
    return () => {
      gone = true
    }
  }, [chat])
  return count
}

/** Listens while the component is there. The listener need not be the same at each render. */
export function useChatEvent<Name extends keyof ImbaChatEvents>(
  event: Name,
  listener: (detail: ImbaChatEvents[Name]) => void,
): void {
  const chat = useImbaChat()
  const latest = useRef(listener)
  latest.current = listener
  useEffect(() => {
    if (!chat) return
    const listen = (detail: ImbaChatEvents[Name]) => latest.current(detail)
    chat.on(event, listen)
    return () => chat.off(event, listen)
  }, [chat, event])
}
