import { z } from 'zod'
import { RULE_SOURCES } from '../../moderation/moderation.ts'
import { MESSAGE_ACTIONS, RULE_ACTIONS, RULE_LIMITS, RULE_LIST_KINDS } from '../../moderation/rules.ts'
import { DASHBOARD_API, operations } from '../operation.ts'
import { widgetParams } from '../widget/widgets.ts'

const LIMITS = RULE_LIMITS

const entry = z
  .string()
  .trim()
  .min(1)
  .max(LIMITS.patternChars)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'must have no control characters')

const list = z
  .strictObject({
    list_id: z.string().min(1).max(40).describe('chosen by the client, unique in the widget'),
    name: z.string().trim().min(1).max(LIMITS.nameChars),
    kind: z.enum(RULE_LIST_KINDS),
    action: z
      .enum(RULE_ACTIONS)
      .describe(
        '`mask` replaces what was found by asterisks; `flag` puts the message into the queue, `hold` also keeps it',
      ),
    entries: z.array(entry).max(LIMITS.words),
  })
  .meta({ id: 'RuleList' })

const domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u,
    'must be a domain such as example.com',
  )

const wholeUpTo = (most: number) => z.int().min(0).max(most)

const lists = z.array(list).max(LIMITS.lists)
const links = z.strictObject({
  action: z.enum(MESSAGE_ACTIONS),
  applies_to: z.enum(['everyone', 'new_users']),
  allowed_domains: z.array(domain).max(LIMITS.domains).describe('links to these and their subdomains are always fine'),
})
const newUsers = z.strictObject({
  hours: wholeUpTo(LIMITS.hours).describe('a user is new for so many hours; 0: age does not count'),
  messages: wholeUpTo(LIMITS.messages).describe('and until they have sent so many messages; 0: does not count'),
  dialogs_per_day: wholeUpTo(LIMITS.dialogsPerDay).describe('dialogs that a new user may begin in 24 hours; 0: any'),
  first_messages: z.enum(MESSAGE_ACTIONS).describe('what happens to each message of a new user'),
})
const sameText = z.strictObject({
  people: wholeUpTo(LIMITS.people).describe('the same text to so many people within an hour; 0: off'),
  action: z.enum(['flag', 'refuse']),
})

/** All rules of a widget by which the server looks at messages. */
export const widgetRules = z
  .strictObject({ lists, links, new_users: newUsers, same_text: sameText })
  .meta({ id: 'WidgetRules' })

const stored = z.object({
  rules: widgetRules,
  revision: z.int().describe('of the rules: a change names the one that it was made from'),
})
export type RulesView = z.output<typeof stored>

const path = '/widgets/{widget_id}/rules'

const finding = z.object({
  source: z.enum(RULE_SOURCES),
  action: z.enum(RULE_ACTIONS),
  list: z.string().nullable().describe('name of the list'),
  found: z.string(),
  start: z.int().describe('in the text, UTF-16 units'),
  end: z.int(),
})
export type RuleFinding = z.output<typeof finding>

export const rulesOperations = operations(DASHBOARD_API, {
  'rules.get': {
    method: 'get',
    path,
    summary: 'The rules by which the server looks at messages',
    access: 'moderator',
    params: widgetParams,
    result: stored,
  },
  'rules.change': {
    method: 'patch',
    path,
    summary: 'Replace the named parts of the rules; `conflict` if they were changed since `revision`',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({
      revision: z.int().min(0),
      lists: lists.optional(),
      links: links.optional(),
      new_users: newUsers.optional(),
      same_text: sameText.optional(),
    }),
    result: stored,
    errors: ['conflict'],
  },
  'rules.try': {
    method: 'post',
    path: `${path}/try`,
    summary: 'What would happen to a text, by the rules in the body or the stored ones; nothing is sent or stored',
    access: 'moderator',
    audit: false,
    params: widgetParams,
    body: z.strictObject({
      text: z.string().max(LIMITS.tryChars),
      new_user: z.boolean().default(false).describe('as if a new user sent it'),
      rules: widgetRules.optional().describe('before they are saved'),
    }),
    result: z.object({
      outcome: z.enum(['sent', 'flagged', 'held', 'refused']),
      stored: z.string().describe('the text that would be stored'),
      findings: z.array(finding),
    }),
  },
})
