import type { WidgetSettings } from '../http/widget/widget-settings.ts'
import type { PhraseChanges } from '../phrases/phrase-changes.ts'

/**
 * Messages between the dashboard, the sample page in its preview and the chat frame in that page, by
 * `window.postMessage` within the chat's own origin.
 */

/** From the dashboard to the sample page: the settings to show, saved or not. */
export interface PreviewShow {
  t: 'imbachat:preview-show'
  widgetId: number
  settings: WidgetSettings
  language: string
  dark: boolean
  /** whether the window is open, by the form or by its own launcher */
  open: boolean
  /** how often the form opened or closed it: only a new number is a command */
  choices: number
}

export type FromPreview =
  /** the sample page listens */
  | { t: 'imbachat:preview-ready' }
  /** the window was opened or closed */
  | { t: 'imbachat:preview-open'; open: boolean }

/** The frame asks the sample page for the phrases, and gets them, also later. */
export const SAMPLE_READY = 'imbachat:sample-ready'
export interface SamplePhrases {
  t: 'imbachat:sample-phrases'
  phrases: PhraseChanges
}

/** The message, if this window of the chat's own origin sent it; otherwise null. */
export const messageFrom = (source: Window | null | undefined, event: MessageEvent<unknown>): unknown =>
  source && event.source === source && event.origin === location.origin ? event.data : null
