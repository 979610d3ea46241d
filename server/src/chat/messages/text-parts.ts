import { ChatError, type Entity } from '@imbachat/protocol'
import { entityProblem, normalEntities } from '@imbachat/protocol/entities'
import type { MessageParts } from '../ports.ts'

/**
 * What is stored beside a text. A text that gives no entities pays nothing.
 * @param most entities of a message
 * @throws ChatError invalid_field that names the entity and its field
 */
export function textParts(text: string, entities: readonly Entity[] | undefined, most: number): MessageParts {
  if (!entities?.length) return {}
  if (entities.length > most) {
    throw new ChatError('invalid_field', `entities: must have at most ${most} items, not ${entities.length}`, {
      field: 'entities',
    })
  }
  const problem = entityProblem(text, entities)
  if (problem) {
    const field = `entities.${problem.field}`
    throw new ChatError('invalid_field', `${field}: ${problem.message}`, { field })
  }
  const normal = normalEntities(text, entities)
  return normal.length === 0 ? {} : { entities: normal }
}
