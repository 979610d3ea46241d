import { devId } from '@imbachat/protocol'

/** A DEV_ID in an address, written in the one way that it has; null if it can't be one. */
export const readWidgetId = (text: string): number | null => devId.safeParse(text).data ?? null
