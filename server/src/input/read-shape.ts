import { type FieldProblem, fieldProblem, fieldProblemText } from '@imbachat/protocol/errors/field-problem'
import type { z } from 'zod'

export type Shaped<Output> = { ok: true; value: Output } | ShapeFault

/** `field` is dotted (`rooms.0.rev`), and empty when the whole value is wrong. */
export interface ShapeFault {
  ok: false
  field: string
  message: string
  problem?: FieldProblem
}

/** Validates a value from outside with its schema. Never throws. */
export function readShape<S extends z.ZodType>(schema: S, value: unknown): Shaped<z.output<S>> {
  checkTypeBeforeLength(schema)
  try {
    const parsed = schema.safeParse(value, HOW)
    return parsed.success ? { ok: true, value: parsed.data } : faultOf(parsed.error.issues[0])
  } catch {
    return faultOf(undefined)
  }
}

const HOW = { error: fieldProblemText }

function faultOf(issue: z.core.$ZodIssue | undefined): ShapeFault {
  const path = [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])]
  const field = path.map(String).join('.').slice(0, 128)
  const problem = issue && fieldProblem(issue)
  const message = `${field}: ${issue?.message ?? 'is not valid'}`.slice(0, 300)
  return { ok: false, field, message, ...(problem && { problem }) }
}

const prepared = new WeakSet<object>()

/**
 * Zod reads the `length` of a value even after it has found that the type is wrong. An object from outside may have a
 * `length` that does not convert to a number, so the comparison throws. Each length check therefore checks the type.
 */
function checkTypeBeforeLength(part: unknown): void {
  if (typeof part !== 'object' || part === null || prepared.has(part)) return
  prepared.add(part)
  const def: unknown = '_zod' in part ? (part as z.core.$ZodType)._zod.def : part
  if (typeof def !== 'object' || def === null) return
  if ('check' in def && LENGTH_CHECKS.has(def.check)) Object.assign(def, { when: isTextOrList })
  for (const inner of Object.values(def)) checkTypeBeforeLength(inner)
}

const LENGTH_CHECKS: ReadonlySet<unknown> = new Set(['min_length', 'max_length', 'length_equals'])

const isTextOrList = ({ value }: { value: unknown }): boolean => typeof value === 'string' || Array.isArray(value)
