import { z } from 'zod'
import { ERRORS, type ErrorCode } from '../../errors/codes.ts'

/** The media type of a refusal of the server API. */
export const PROBLEM_TYPE = 'application/problem+json'

/** Every refusal of the server API has this shape (RFC 9457). */
export const apiProblem = z
  .object({
    type: z.string().describe('where the reference page explains the code'),
    title: z.string().describe('the code in words'),
    status: z.int(),
    detail: z.string().describe('for developers, in English; names the field'),
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]).describe('stable; decide by this'),
    field: z.string().optional().describe('the field that was wrong, dotted'),
    reason: z
      .string()
      .optional()
      .describe('with `refused_by_site`: what the before-send program tells the author, plain text'),
    retry_after_ms: z.int().min(0).optional().describe('milliseconds to wait before trying again'),
    request_id: z.string().optional().describe("what the server's log calls the request; also in X-Request-Id"),
  })
  .meta({ id: 'Problem' })

export type ApiProblem = z.output<typeof apiProblem>

/** `room_not_found` as words. */
export const problemTitle = (code: ErrorCode): string =>
  `${code.charAt(0).toUpperCase()}${code.slice(1)}`.replaceAll('_', ' ')
