/** The decision on a report. */
export const REPORT_OUTCOMES = [
  'dismissed',
  'deleted',
  'warned',
  'muted',
  'banned',
  'deleted_all',
  'shadowed',
  'published',
  'withdrawn',
] as const
export type ReportOutcome = (typeof REPORT_OUTCOMES)[number]

/** The rules of a widget that look at messages. */
export const RULE_SOURCES = ['words', 'patterns', 'links', 'new_user', 'same_text'] as const
export type RuleSource = (typeof RULE_SOURCES)[number]

/** The source of a report: a user, a rule of the widget, or the site's before-send program. */
export const REPORT_SOURCES = ['user', ...RULE_SOURCES, 'before_send'] as const
export type ReportSource = (typeof REPORT_SOURCES)[number]

/** Why others do not see a message: a rule of the widget, the site's program, or the shadow ban of its sender. */
export const HOLD_REASONS = [...RULE_SOURCES, 'before_send', 'shadow'] as const
export type HoldReason = (typeof HOLD_REASONS)[number]

/** The user is not notified of `shadow`: others no longer see the user's messages. */
export const RESTRICTION_KINDS = ['warn', 'mute', 'ban', 'shadow'] as const
export type RestrictionKind = (typeof RESTRICTION_KINDS)[number]

/** Maximum characters of the reason that a user reads with a warning, mute or ban. */
export const RESTRICTION_REASON_MAX = 500

/** Characters of a restricted user's note to the moderators. */
export const APPEAL_MAX = 1_000

/** Milliseconds for which opening a report keeps other moderators from deciding it. */
export const CLAIM_MS = 120_000
/** Milliseconds for which a report can be put off. */
export const SNOOZE_MAX_MS = 30 * 86_400_000
/** Maximum characters of a moderator's note for the team about a report. */
export const REPORT_NOTE_MAX = 1_000
/** Messages and users that one decision decides. */
export const DECIDED_AT_ONCE = 100
/** Milliseconds in which a decision can be taken back. */
export const UNDO_MS = 10_000

export const TASK_KINDS = ['delete_messages', 'erase', 'delete_room', 'broadcast'] as const
export type TaskKind = (typeof TASK_KINDS)[number]

export const TASK_STATES = ['running', 'done', 'stopped'] as const
export type TaskState = (typeof TASK_STATES)[number]
