import type { ComponentType } from 'preact'
import { later } from '../ui/later.tsx'

const composingViews = () => import('./composing-views.ts')
const fileViews = () => import('./file-views.ts')
const listViews = () => import('./list-views.ts')
const messageNotes = () => import('./message-notes.ts')
const smallViews = () => import('./small-views.ts')
const talkViews = () => import('./talk-views.ts')

type PropsOf<View> = View extends ComponentType<infer Props extends object> ? Props : never

/** A view by its name in a script. Written once for all: it stands in the first view's bytes. */
function from<Script, Name extends keyof Script>(fetchScript: () => Promise<Script>, name: Name, quiet?: boolean) {
  return later(async () => (await fetchScript())[name] as ComponentType<PropsOf<Script[Name]>>, quiet)
}

/** Everything that the first view can do without. Each is a script of its own, but for the small ones. */
export const JoinRequestsMark = from(listViews, 'JoinRequestsMark', true)
export const AboveLog = from(talkViews, 'AboveLog', true)
export const OverRoom = from(() => import('../room/over-room.tsx'), 'OverRoom')
export const Forwarded = from(messageNotes, 'Forwarded', true)
export const SelectionBar = from(messageNotes, 'SelectionBar')
export const RequestBar = from(() => import('../requests/request-bar.tsx'), 'RequestBar')
export const RequestButtons = from(smallViews, 'RequestButtons')
export const RequestHint = from(() => import('../requests/request-bar.tsx'), 'RequestHint')
export const LongList = from(listViews, 'LongList', true)
export const ListParts = from(listViews, 'ListParts', true)
export const EmptyList = from(listViews, 'EmptyList')
export const Opening = from(smallViews, 'Opening')
export const ListExtras = from(listViews, 'ListExtras', true)
export const Finding = from(() => import('../search/finding.tsx'), 'Finding')
export const LostMessages = from(smallViews, 'LostMessages')
export const ModeStrip = from(smallViews, 'ModeStrip')
export const Counter = from(smallViews, 'Counter')
export const ErrorProblem = from(smallViews, 'ErrorProblem')
export const Closed = from(smallViews, 'Closed')
export const SessionExpired = from(smallViews, 'SessionExpired', true)
export const Entrance = from(smallViews, 'Entrance')
export const Covered = from(smallViews, 'Covered')
export const AroundChat = from(smallViews, 'AroundChat', true)
export const ListActions = from(listViews, 'ListActions', true)
export const BelowText = from(messageNotes, 'BelowText', true)
export const FloatingDay = from(talkViews, 'FloatingDay', true)
export const NoticeText = from(talkViews, 'NoticeText', true)
export const Seen = from(fileViews, 'Seen')
export const FileRows = from(fileViews, 'FileRows')
export const ComposerFiles = from(composingViews, 'ComposerFiles', true)
export const ComposerTools = from(composingViews, 'ComposerTools', true)
export const JumpButtons = from(talkViews, 'JumpButtons', true)
export const Mentions = from(composingViews, 'Mentions', true)
export const BelowBubble = from(messageNotes, 'BelowBubble', true)
