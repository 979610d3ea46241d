/** The version of the socket's frames. A change of any schema in `frames/` raises it (see docs/protocol.md, "History"). */
export const PROTOCOL_VERSION = 1
