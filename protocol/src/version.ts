/**
 * The version of the realtime protocol. A change that an existing client could trip over raises it (docs/protocol.md,
 * "History").
 */
export const PROTOCOL_VERSION = 1
