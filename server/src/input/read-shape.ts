import { type FieldProblem, fieldProblem, fieldProblemText } from '@imbachat/protocol/field-problem'
import type { z } from 'zod'

export type Shaped<Output> = { ok: true; value: Output } | ShapeFault

/** `field` is dotted (`rooms.0.rev`), and empty when the whole value is wrong. */
export interface ShapeFault {
  ok: false
  field: string
  message: string
  problem?: FieldProblem
}

/** Reads what came from outside by its schema. Never throws, whatever came. */
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
 * Zod asks for the length of whatever has a `length`, also after it has found it to be of another type. An object from outside may have
 * one that no number can be made of, and comparing it throws. So each length check of the schema looks at the type itself.
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
