/** A DEV_ID as it stands in an address; null when it can't be one. */
export const readWidgetId = (text: string): number | null => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : null)
