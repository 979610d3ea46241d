/**
 * The actions of a widget's rules on a message. `hold` keeps it from others until a moderator publishes it; `mask`
 * replaces the found words and can be combined with any other action.
 */
export const RULE_ACTIONS = ['refuse', 'hold', 'flag', 'mask'] as const
export type RuleAction = (typeof RULE_ACTIONS)[number]

export const RULE_LIST_KINDS = ['words', 'patterns'] as const
export type RuleListKind = (typeof RULE_LIST_KINDS)[number]

/** The action of a rule that checks a whole message. */
export const MESSAGE_ACTIONS = ['allow', 'flag', 'hold', 'refuse'] as const
export type MessageAction = (typeof MESSAGE_ACTIONS)[number]

/** Caps of one widget. Those of patterns keep one look at a message below 50 ms. */
export const RULE_LIMITS = {
  lists: 20,
  nameChars: 60,
  /** words and phrases of all lists */
  words: 2_000,
  wordChars: 40,
  /** patterns of all lists */
  patterns: 50,
  patternChars: 200,
  /** steps that a pattern is compiled to: `a{90}` has about 90 */
  patternSteps: 100,
  domains: 200,
  hours: 720,
  messages: 100,
  dialogsPerDay: 1_000,
  people: 100,
  /** characters of a text in the try box */
  tryChars: 20_000,
} as const

/** Words or patterns, and what happens to a message that has one. */
export interface RuleList {
  list_id: string
  name: string
  kind: RuleListKind
  action: RuleAction
  entries: string[]
}

/** All rules of a widget by which the server looks at messages. */
export interface WidgetRules {
  lists: RuleList[]
  links: { action: MessageAction; applies_to: 'everyone' | 'new_users'; allowed_domains: string[] }
  /**
   * A user is new for `hours` after the server first learned of them, and until they have sent `messages`; 0 turns a
   * condition off. `dialogs_per_day` 0: unlimited
   */
  new_users: { hours: number; messages: number; dialogs_per_day: number; first_messages: MessageAction }
  /** the same text to this many people within an hour; 0: off */
  same_text: { people: number; action: 'flag' | 'refuse' }
}

export const NO_RULES: WidgetRules = {
  lists: [],
  links: { action: 'allow', applies_to: 'everyone', allowed_domains: [] },
  new_users: { hours: 24, messages: 0, dialogs_per_day: 0, first_messages: 'allow' },
  same_text: { people: 0, action: 'flag' },
}
