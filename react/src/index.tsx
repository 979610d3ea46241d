export { Chatbox, type ChatboxProps, Inbox, type MountProps } from './mounts.tsx'
export { ImbaChatProvider, type ImbaChatProviderProps, useChatEvent, useImbaChat, useUnreadCount } from './provider.tsx'
