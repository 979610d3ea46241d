/** Characters of a user's id at the site. */
export const USER_ID = /^[^\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point},/\\]+$/u
export const MOST_OF_USER_ID = 128

/** The id of a guest who writes. */
export const GUEST_USER_ID = /^guest\/[A-Za-z0-9_-]{16}$/

/** Is it the id of a user of the site, or of a guest who writes? Without a schema, for threads that load none. */
export const isAnyUserId = (id: string): boolean =>
  GUEST_USER_ID.test(id) || (id.length <= MOST_OF_USER_ID && USER_ID.test(id) && id.isWellFormed())
