/** The most that the server's administrator may allow one widget. Apart from schemas: the dashboard has no Zod. */
export const QUOTA_LIMITS = {
  file_mb: 100_000_000,
  connections: 10_000_000,
  rest_calls_per_second: 100_000,
} as const
