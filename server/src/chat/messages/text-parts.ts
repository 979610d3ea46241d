import { ChatError, type Entity } from '@imbachat/protocol'
import { entityProblem, normalEntities } from '@imbachat/protocol/messages/entities'
import type { ChatDeps } from '../chat-deps.ts'
import type { MessageParts } from '../ports.ts'
import { mentionedIn } from './mentioned-in.ts'

/**
 * The parts stored beside a text. A text without entities costs nothing extra.
 * @throws ChatError invalid_field that names the entity and its field, too_many_mentions
 */
export function textParts(
  text: string,
  entities: readonly Entity[] | undefined,
  { limits: { MESSAGE_ENTITIES: most, MESSAGE_MENTIONS: mostMentions } }: Pick<ChatDeps, 'limits'>,
): MessageParts {
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
  const { user_ids } = mentionedIn(entities)
  if (user_ids.length > mostMentions) {
    const reason = `A message mentions at most ${mostMentions} users, not ${user_ids.length}.`
    throw new ChatError('too_many_mentions', reason, { field: 'entities' })
  }
  const normal = normalEntities(text, entities)
  return normal.length === 0 ? {} : { entities: normal }
}
