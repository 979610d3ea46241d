import { userId as userIdSchema } from '@imbachat/protocol'
import { z } from 'zod'
import { hs256 } from '../../chat/identity/hs256.ts'
import type { Command } from '../command.ts'
import { withResources } from '../command-resources.ts'
import { byOptions, widgetIdOf } from '../values.ts'

/** The longest token lifetime that the server accepts, and the default. Seconds. */
const TTL = { max: 7 * 24 * 3600, default: 3600 }

const expected = { error: `must be a whole number of seconds from 1 to ${TTL.max}` }
const seconds = z.coerce.number(expected).int(expected).min(1, expected).max(TTL.max, expected).default(TTL.default)

export const token: Command = {
  name: 'token',
  summary: "Sign a user token with a widget's Secret key, for testing",
  options: {
    widget: { value: 'ID', required: true, help: 'widget whose key signs' },
    user: { value: 'USER_ID', required: true, help: 'user ID on the site' },
    ttl: { value: 'SECONDS', help: `lifetime, 1 to ${TTL.max}; default ${TTL.default}` },
  },
  async run(given, { print, ...io }) {
    const id = widgetIdOf(given)
    const { user, ttl } = byOptions(z.object({ user: userIdSchema, ttl: seconds }), {
      user: given.text('user'),
      ttl: given.text('ttl'),
    })
    await withResources({ print, ...io }, async ({ widgets, clock }) => {
      const key = (await widgets.keys('all_widgets', id)).secret_keys[0]
      if (key === undefined) throw new Error(`widget ${id} has no secret key: rotate it`)
      // the same as sites do: a whole number stays a number
      const claims = { user_id: /^(0|[1-9]\d{0,14})$/.test(user) ? Number(user) : user }
      const exp = Math.floor(clock.now() / 1000) + ttl
      const signed = `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ ...claims, exp })}`
      print(`${signed}.${hs256(signed, key.value).toString('base64url')}`)
    })
  },
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
