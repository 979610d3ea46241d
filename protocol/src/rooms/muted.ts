/** `until` of a conversation that is muted without an end. */
export const MUTED_FOREVER = 253_402_300_799_999
