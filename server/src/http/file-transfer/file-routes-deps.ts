import type { ChatDeps } from '../../chat/chat-deps.ts'

export interface FileRoutesDeps {
  chat: ChatDeps
  config: { publicUrl: string }
  /** the account whose session the headers carry, if it moderates the widget */
  moderatorOf(headers: Headers, widget_id: number): Promise<string | null>
}
