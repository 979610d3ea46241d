/** Why a message or a user is reported. */
export const REPORT_REASONS = ['spam', 'abuse', 'threats', 'sexual', 'fraud', 'other'] as const
export type ReportReason = (typeof REPORT_REASONS)[number]

/** Longest comment of a report, characters. */
export const REPORT_COMMENT_MAX = 1_000
