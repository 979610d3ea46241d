import type { NoticeTopic } from '../http/account/notices.ts'

/** The content of a push message to a person of the dashboard; its form is that of declarative Web Push. */
export interface NoticePushPayload {
  web_push: 8030
  notification: {
    title: string
    body: string
    /** the page of the dashboard where it is put right */
    navigate: string
    lang: string
    /** the next notice about the same takes its place */
    tag: string
  }
}

/** @param widget_id null: it is about the server */
export const noticeTag = (topic: NoticeTopic, widget_id: number | null): string =>
  `imbachat ${topic} ${widget_id ?? 'server'}`
