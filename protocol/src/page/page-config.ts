import type { Brand } from '../brand/branding.ts'
import type { WidgetSettings } from '../http/widget/widget-settings.ts'
import type { AttachmentKind } from '../messages/message.ts'
import type { PhraseChanges } from '../phrases/phrase-changes.ts'
import type { PluginPhrases } from '../phrases/plugin-phrases.ts'
import type { OwnWindowPhrases } from '../phrases/window-phrases.ts'

/** Settings of the widget that the page's options may override. */
export interface PageSettings extends Pick<WidgetSettings, 'theme' | 'position'> {
  /** `en`, `ru`; null follows the browser */
  language: string | null
}

/** Settings of the widget that the chat frame gets as they are. */
export const FRAME_SETTINGS = [
  'theme',
  'position',
  'language',
  'message_max_chars',
  'guests',
  'sign_in_url',
  'preview',
  'reactions',
  'forwarding',
  'edit_minutes',
  'delete_minutes',
  'edit_history',
  'directory',
  'mail',
  'calls',
] as const satisfies (keyof WidgetSettings)[]

/** The configuration that the server writes into the widget script. */
export interface LoaderConfig extends PageSettings {
  widgetId: number
  /** origin of the chat server, exact */
  chatOrigin: string
  /** the loader's second script, fetched with the frame */
  windowUrl: string
  /** last part of the address of the frame's page; absent: `frame` */
  framePage?: string
  /** elements in the page's markup name public rooms, which its visitors join; absent: only calls do */
  pageRooms?: true
  /** absent: custom elements show the chat */
  pageElements?: false
  /** the parts of the brand that differ from the default */
  brand?: Partial<Brand>
  /** the launcher's style that comes of it */
  style?: string
  /** the words on it */
  label?: string | null
  /** the owner's words for the launcher and its window; absent: none */
  phrases?: OwnWindowPhrases
  /** in the widget's language; absent: the widget has no language, so the page's counts */
  pluginPhrases?: PluginPhrases
  /** media that users may call each other with; absent: no calls */
  calls?: 'audio' | 'video'
  /** the widget names a page on which visitors sign in */
  signIn?: true
}

/** The configuration in the frame's page, as JSON in `<script type="application/json" id="imbachat-config">`. */
export interface ChatFrameConfig {
  widgetId: number
  /** origins of pages that may embed this widget, as `originAllowed` reads them */
  origins: string[]
  settings: Pick<WidgetSettings, (typeof FRAME_SETTINGS)[number]> & {
    /** users begin dialogs themselves; else the site's pages do */
    dialogs: boolean
    /** users make groups */
    rooms: boolean
    /** null: users send no files here */
    files: { max_bytes: number; kinds: AttachmentKind[] } | null
    /** the server's public key, with which browsers subscribe to notifications; null: this chat sends none */
    push_key: string | null
  }
  /** the page is not a frame: it shows the chat alone, and looks so */
  fullPage?: Partial<Brand>
  /** the owner's words in the place of the chat's; absent: none */
  phrases?: PhraseChanges
  /** true: the frame is in the dashboard's preview: it shows a sample conversation and opens no connection */
  sample?: true
  /** script of the SharedWorker in which tabs share a connection; its name has a hash of its content */
  workerUrl: string
  /** the frame's scripts on demand */
  scripts: { page: string; rest: string; calls: string; 'group-call': string }
  /** style sheet of the parts that load on demand */
  laterStyles: string
  /** scripts of the languages other than English: of the first view, and of the rest */
  catalogs: Record<string, [first: string, later: string]>
  /** the server's version, for bug reports */
  version: string
}
