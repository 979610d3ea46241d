import { z } from 'zod'
import { ERRORS, type ErrorBody, type ErrorCode } from './codes.ts'

/** The shape of every refusal: of a request, of a connection (`bye`) and of an HTTP call. */
export const errorBody = z.object({
  code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]).describe('stable; decide by this'),
  message: z.string().describe('for developers, in English'),
  field: z.string().exactOptional().describe('the field that was wrong, dotted'),
  retry_after_ms: z.int().min(0).exactOptional().describe('milliseconds to wait before trying again'),
  restriction: z
    .object({
      until: z.int().nullable(),
      reason: z.string(),
      appeal: z.enum(['sent', 'declined']).exactOptional(),
      erased: z.literal(true).exactOptional(),
    })
    .exactOptional()
    .describe(
      "with `muted` and `banned`: until when (null: for good), why, what became of the user's note, and `erased` " +
        "while the user's data is erased",
    ),
  reason: z
    .string()
    .exactOptional()
    .describe('with `refused_by_site`: what the site tells the user, plain text in its own words'),
  request_id: z.string().exactOptional().describe("what the server's log calls the request"),
}) satisfies z.ZodType<ErrorBody>
