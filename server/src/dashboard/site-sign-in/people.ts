/** Stands where an account's id would. No account has such an id, so nothing of an account is found by it. */
export const personAccountId = (widgetId: number, personId: string): string => `site:${widgetId}:${personId}`

/** The widget and the site's id of a person; null: it is an account's id. */
export function readPersonId(accountId: string): { widgetId: number; personId: string } | null {
  const [, widgetId, personId] = /^site:(\d+):(.+)$/s.exec(accountId) ?? []
  return personId === undefined ? null : { widgetId: Number(widgetId), personId }
}

const MOST_NAME = 80

/**
 * How the log and the dashboard name a person. The site may claim any name, also that of an owner: so it always says
 * whose word it is.
 */
export function personLabel(name: string, personId: string): string {
  const plain = (text: string) => text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  const shown = plain(name).slice(0, MOST_NAME)
  const user = `user ${plain(personId)} of the site`
  return shown === '' ? user : `${shown} (${user})`
}
