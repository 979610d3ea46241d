import { afterEach, expect, test } from 'bun:test'
import { until } from '../../../../sdk/src/testing/until.ts'
import { createApp } from '../../app.ts'
import { silentLog } from '../../chat/log.ts'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { resolveConfig } from '../../config/config.ts'
import { parseEnv } from '../../config/env.ts'
import { startSmtp } from '../../mail/testing/smtp.ts'
import { dataDirWithTables } from '../../store/testing/data-dir.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

test('NOTIFY-9 a widget notifies while its owner has mails on, by the dashboard or by the command line', async () => {
  const smtp = await startSmtp()
  const { dataDir, remove } = await dataDirWithTables()
  const clock = manualClock(Date.UTC(2026, 0, 10))
  const env = { PORT: '0', DATA_DIR: dataDir, SMTP_URL: `smtp://127.0.0.1:${smtp.port}`, MAIL_FROM: 'a@shop.example' }
  const app = await createApp(resolveConfig(parseEnv(env)), { clock, log: silentLog })
  undo.push(
    remove,
    () => smtp.stop(),
    () => app.stop(),
  )
  const { widgets, store } = app
  const { id: widget_id } = await widgets.create(null, { name: 'Shop' })
  const scope = 'all_widgets'
  const notifies = async () => {
    const rows = await store.readDb.selectFrom('notifier').select('widget_id').execute()
    return rows.some((row) => row.widget_id === widget_id)
  }
  expect(await notifies()).toBe(false)
  await widgets.change(scope, widget_id, { settings: { mail: true } })
  await until(notifies)
  await widgets.change(scope, widget_id, { settings: { mail: false } })
  await until(async () => !(await notifies()))
  await store.control
    .updateTable('widget')
    .set({ settings: JSON.stringify({ mail: true }) })
    .execute()
  await until(async () => clock.elapse(10_000) ?? (await notifies()))
})
