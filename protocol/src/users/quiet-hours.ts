/** Hours of the day in which nobody is mailed, such as `22:00-08:00`. Free of schemas: the chat uses it. */
export const isQuietHours = (text: string): boolean =>
  /^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/.test(text) && text.slice(0, 5) !== text.slice(6)

/** Is it the name of a time zone, such as `Europe/Berlin`? */
export function isTimeZone(name: string): boolean {
  try {
    return name.length <= 64 && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
