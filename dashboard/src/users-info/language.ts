/** Values in a language's code. */
export interface UsersInfoValues {
  /**
   * the widget's API login and password, or words that stand for them while they are hidden; letters, digits and `_`
   * only
   */
  api_login: string
  api_password: string
}

/**
 * The endpoint behind the Users info URL in one language: checks HTTP Basic, reads `user_ids`, and answers with a JSON
 * array. The code needs nothing but the language's own library, and one function of the site that finds its users.
 */
export interface UsersInfoCode {
  /** the same as that of the signing code */
  id: string
  /** where the code is meant to go */
  fileName: string
  code(values: UsersInfoValues): string
  /** a sample of the site's own function, where the language's library reaches a database */
  sample?: { fileName: string; code: string }
}
