// The real server in a process of its own, with a widget whose site is asked about messages.
import { startServer } from '../../../main.ts'

const app = await startServer(process.env)
const settings = { before_send_url: process.env.BEFORE_SEND_URL ?? null }
const known = await app.store.readDb.selectFrom('widget').select('id').executeTakeFirst()
const { id: widget_id } = known ?? (await app.widgets.create(null, { name: 'Shop', origins: [], settings }))
const widget = await app.widgets.find(widget_id)

// Without the test that started it, nothing would end it.
process.on('disconnect', () => process.exit(0))
process.send?.({ url: app.config.publicUrl, widget_id, key: widget?.secretKeys[0] })
