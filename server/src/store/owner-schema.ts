/** Tables of the owner's side: accounts, sessions and what better-auth keeps. Reached through `control` only. */
// biome-ignore lint/suspicious/noEmptyInterface: the migration that makes the tables fills it
export interface OwnerTables {}
