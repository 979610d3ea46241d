import { devId } from '@imbachat/protocol'

/** Parses a DEV_ID in an address, in its canonical form only; null: it is not a DEV_ID. */
export const readWidgetId = (text: string): number | null => devId.safeParse(text).data ?? null
