/**
 * Between the chat frame and the window that it opens for the browser's question. Both are of the chat's origin; each
 * takes messages of the other window of this origin alone.
 */
export type ToPushWindow = { imbachat: 'push'; t: 'ticket'; ticket: string; language: string }

export type FromPushWindow =
  /** the window can take a ticket */
  | { imbachat: 'push'; t: 'ready' }
  /** the browser is subscribed, under this id */
  | { imbachat: 'push'; t: 'done'; device_id: string }
  /** the user, or their browser, does not want it */
  | { imbachat: 'push'; t: 'refused' }

/** Address of the window's page, which is also the scope of its worker. */
export const pushWindowPath = (widgetId: number): string => `/imbachat/v1/${widgetId}/push/window`

/** The worker's script, for the chat's own origin and for `importScripts` of a site's worker. */
export const PUSH_WORKER = '/imbachat/push-worker.js'

/** Worker to page: somebody pressed a notification. The page answers through the port, if it takes it. */
export interface OpenMessage {
  imbachat: 'open'
  /** fragment of the message */
  hash: string
}
