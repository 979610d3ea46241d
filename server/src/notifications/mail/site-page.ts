import type { Widget } from '../../chat/widget.ts'

/** The page of the site that links of mails open; null: the widget names none. */
export function pageOf({ settings, origins }: Pick<Widget, 'settings' | 'origins'>): string | null {
  if (settings.mail_page_url !== null) return settings.mail_page_url
  const exact = origins.find((origin) => !origin.includes('*'))
  return exact === undefined ? null : `${exact}/`
}

/** The site's name in mails: the owner's title of the chat, else the host of its pages. */
export function siteName(widget: Pick<Widget, 'settings' | 'origins' | 'name'>): string {
  const page = pageOf(widget)
  return widget.settings.title ?? (page === null ? widget.name : new URL(page).host.replace(/^www\./, ''))
}
